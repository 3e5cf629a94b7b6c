import { expect, test, vi } from 'vitest'
import { createRecent } from './recent.ts'

test('what is too much is forgotten, the oldest first', () => {
  const recent = createRecent<string>({ size: 10, ms: 1_000 })

  recent.keep('a', 'A', 4)
  recent.keep('b', 'B', 4)
  recent.keep('c', 'C', 4)

  expect([recent.find('a'), recent.find('b'), recent.find('c')]).toEqual([undefined, 'B', 'C'])
})

test('what is larger than all may be is not kept', () => {
  const recent = createRecent<string>({ size: 10, ms: 1_000 })

  recent.keep('a', 'A', 11)

  expect(recent.find('a')).toBeUndefined()
})

test('what is old is forgotten', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const recent = createRecent<string>({ size: 10, ms: 1_000 })

  recent.keep('a', 'A', 1)
  vi.advanceTimersByTime(500)
  recent.keep('b', 'B', 1)
  vi.advanceTimersByTime(500)

  expect([recent.find('a'), recent.find('b')]).toEqual([undefined, 'B'])
  vi.useRealTimers()
})
