import { expect, test } from 'vitest'
import { maxWaitSeconds, preferredWaitSeconds } from './prefer.ts'

test.each([
  ['wait=10', 10],
  ['wait=0', 0],
  ['WAIT = 10', 10],
  ['wait="10"', 10],
  ['respond-async, wait=10', 10],
  ['respond-async,wait=10,handling=lenient', 10],
  ['wait=10; foo=bar', 10],
  ['wait=5, wait=10', 5],
])('«%s» asks for %i seconds', (prefer, seconds) => {
  expect(preferredWaitSeconds(prefer)).toBe(seconds)
})

test('a long wait is cut to the longest there is', () => {
  expect(preferredWaitSeconds('wait=600')).toBe(maxWaitSeconds)
  expect(preferredWaitSeconds('wait=999999')).toBe(maxWaitSeconds)
})

test.each([
  undefined,
  '',
  'respond-async',
  'waiting=5',
  'x-wait=5',
  'return=minimal; note="wait=5"',
])('«%s» does not ask for a wait', (prefer) => {
  expect(preferredWaitSeconds(prefer)).toBeUndefined()
})

test.each(['wait=', 'wait=soon', 'wait=-1', 'wait=1.5', 'wait=1e3', `wait=${'9'.repeat(400)}`])(
  '«%s» is refused with a pointer to the header',
  (prefer) => {
    expect(() => preferredWaitSeconds(prefer)).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        extras: { errors: [expect.objectContaining({ pointer: 'header prefer' })] },
      }),
    )
  },
)

test('a very long header is read in no time', () => {
  const beganAtMs = performance.now()
  preferredWaitSeconds(`${' ,;'.repeat(5_000)}wait=5`)

  expect(performance.now() - beganAtMs).toBeLessThan(5_000)
})
