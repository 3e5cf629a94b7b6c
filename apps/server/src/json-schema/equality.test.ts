import * as fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'

import { createMembershipTest, equalityKey, findEqualItems } from './equality.ts'

test('values that only look alike are not equal', () => {
  const values = [0, '0', false, null, '', [], {}, [0], ['0'], { a: 1 }, { a: '1' }, [[]], 'null']
  const texts = ['1"a', 'a', '{', '[', { a: 1, b: 2 }, { a1: 2 }, ['a', 'b'], ['a,b'], ['a1"b']]

  expect(findEqualItems([...values, ...texts])).toBeUndefined()
})

test('the order of keys, and the way a number is written, do not matter', () => {
  expect(findEqualItems([1, JSON.parse('1.0')])).toEqual([0, 1])
  expect(findEqualItems([0, -0])).toEqual([0, 1])
  expect(findEqualItems([{ a: 1, b: [2] }, 'x', { b: [2], a: 1 }])).toEqual([0, 2])
  expect(findEqualItems([{ v: [0] }, { v: [-0] }])).toEqual([0, 1])
})

test('equal items are found as by comparing each with each', () => {
  fc.assert(
    fc.property(fc.array(anyJson(), { maxLength: 12 }), (items) => {
      const naive = items.some((item, at) => items.slice(0, at).some((other) => equal(item, other)))

      expect(findEqualItems(items) !== undefined).toBe(naive)
    }),
    { numRuns: 1_000 },
  )
})

test('keys are the same exactly for equal values, whatever the order they were built in', () => {
  fc.assert(
    fc.property(anyJson(), anyJson(), (one, other) => {
      expect(equalityKey(one) === equalityKey(other)).toBe(equal(one, other))
      expect(equalityKey(reversed(one))).toBe(equalityKey(one))
      expect(findEqualItems([one, reversed(one)])).toEqual([0, 1])
      expect(createMembershipTest([other, reversed(one)])(one)).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('objects of many keys are compared in any order', () => {
  const entries = Array.from({ length: 100 }, (_, at) => [`k${(at * 37) % 100}`, at])

  expect(
    findEqualItems([Object.fromEntries(entries), Object.fromEntries(entries.toReversed())]),
  ).toEqual([0, 1])
})

/** Few different leaves, so that equal values come up. */
function anyJson(): fc.Arbitrary<unknown> {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(0, -0, 1, 1.5, 1e21, '', '0', 'a', true, false, null, '__proto__'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'constructor', '__proto__', '0'), tie('value'), {
        maxKeys: 3,
      }),
    ),
  }))
  return value
}

function equal(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(plain(one), plain(other))
}

/** As it comes from JSON: without -0, and all objects of one prototype. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(reversed)
  const text = Object.entries(value)
    .toReversed()
    .map(([key, member]) => `${JSON.stringify(key)}:${JSON.stringify(reversed(member))}`)
  return JSON.parse(`{${text.join(',')}}`)
}
