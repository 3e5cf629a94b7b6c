import { expect, test } from 'vitest'
import { agoText, spanText } from './time-text.ts'

test('spans are said with two parts at most', () => {
  const said = [12, 4_240, 61_000, 3_600_000, 93_784_000].map(spanText)

  expect(said).toEqual(['12 ms', '4.2 s', '1 min 1 s', '1 h', '1 d 2 h'])
})

test('what was and what comes is said by its largest part', () => {
  const now = new Date('2026-01-01T12:00:00Z')
  const at = (seconds: number) => agoText(new Date(now.getTime() + seconds * 1_000), now)

  expect([at(0), at(-5), at(-3_700), at(90)]).toEqual(['now', '5 s ago', '1 h ago', 'in 1 min'])
})
