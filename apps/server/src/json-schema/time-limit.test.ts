import { expect, test } from 'vitest'

import { runWithin, TimeLimitPassed } from './time-limit.ts'

test('what ends in time gives its result, or its error', () => {
  expect(runWithin(1_000, () => 5)).toBe(5)
  expect(() =>
    runWithin(1_000, () => {
      throw new RangeError('its own')
    }),
  ).toThrow(new RangeError('its own'))
})

test('what does not end is stopped, even in a native regular expression or behind a catch', () => {
  const backtracking = new RegExp('^(a+)+$')
  const endless = [
    () => {
      for (;;);
    },
    () => backtracking.test(`${'a'.repeat(60)}!`),
    () => {
      for (;;)
        try {
          for (;;);
        } catch {
          // Comes here for no error.
        }
    },
  ]

  for (const run of endless) expect(() => runWithin(20, run)).toThrow(TimeLimitPassed)
})

test('one run within another has its own result', () => {
  expect(runWithin(1_000, () => runWithin(1_000, () => 1) + 1)).toBe(2)
})
