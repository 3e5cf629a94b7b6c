import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { isMultipleOf } from './multiple-of.ts'

test('numbers are multiples as they are written, not as they are stored', () => {
  for (const [value, divisor] of [
    [19.99, 0.01],
    [0.3, 0.1],
    [1.1, 0.1],
    [-4.5, 1.5],
    [1e308, 0.5],
    [0, 7],
  ])
    expect([value, isMultipleOf(value ?? NaN, divisor ?? NaN)]).toEqual([value, true])
  for (const [value, divisor] of [
    [19.999, 0.01],
    [1, 0.3],
    [1e-9, 1e-8],
    [7, 2],
    [Infinity, 2],
  ])
    expect([value, isMultipleOf(value ?? NaN, divisor ?? NaN)]).toEqual([value, false])
})

test('cents are always multiples of a cent', () => {
  fc.assert(
    fc.property(fc.integer(), (cents) => {
      expect(isMultipleOf(Number(`${cents}e-2`), 0.01)).toBe(true)
      expect(isMultipleOf(Number(`${cents}5e-3`), 0.01)).toBe(false)
    }),
  )
})
