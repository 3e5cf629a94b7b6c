import type { CompareRules } from '@temporal-registry/contract/probes'
import { expect, test } from 'vitest'
import { hashOfJson } from '../../../platform/json-hash.ts'
import type { JsonObject } from '../probe.ts'
import { compareByRules } from './compare.ts'

const held = (state: JsonObject) => ({ state, hash: hashOfJson(state) })
const compare = (before: JsonObject, after: JsonObject, rules: CompareRules = {}) =>
  compareByRules(held(before), held(after), rules)

test('members in another order are no change, and the hash says so', () => {
  const compared = compare({ a: 1, b: { c: 2, d: [3] } }, { b: { d: [3], c: 2 }, a: 1 })

  expect(compared).toEqual({ changed: false, by: 'hash', differences: [] })
})

test('what differs is told by its place, with both values where there are two', () => {
  const before = { price: 120, 'a/b': 'x', list: [1, 2], gone: null }
  const after = { price: 99, 'a/b': 'y', list: [1, 2, 3], come: true }

  const { changed, by, differences } = compare(before, after)

  expect({ changed, by }).toEqual({ changed: true, by: 'rules' })
  expect(differences).toEqual([
    { pointer: '/price', before: 120, after: 99 },
    { pointer: '/a~1b', before: 'x', after: 'y' },
    { pointer: '/list/2', after: 3 },
    { pointer: '/gone', before: null },
    { pointer: '/come', after: true },
  ])
})

test.each<[string, CompareRules, JsonObject, JsonObject, boolean]>([
  [
    'within an absolute tolerance',
    { tolerances: [{ absolute: 5 }] },
    { p: 100 },
    { p: 105 },
    false,
  ],
  ['beyond it', { tolerances: [{ absolute: 5 }] }, { p: 100 }, { p: 105.1 }, true],
  [
    'at its border, in floating point',
    { tolerances: [{ absolute: 0.1 }] },
    { p: 0.2 },
    { p: 0.3 },
    false,
  ],
  ['within a percentage', { tolerances: [{ percent: 10 }] }, { p: 100 }, { p: 110 }, false],
  ['beyond it', { tolerances: [{ percent: 10 }] }, { p: 100 }, { p: 112 }, true],
  [
    'a tolerance of another place',
    { tolerances: [{ pointer: '/q', absolute: 50 }] },
    { p: 1 },
    { p: 2 },
    true,
  ],
  [
    'a tolerance above',
    { tolerances: [{ pointer: '/a', absolute: 2 }] },
    { a: { b: [1] } },
    { a: { b: [2] } },
    false,
  ],
  [
    'a narrower one within a wider',
    { tolerances: [{ absolute: 10 }, { pointer: '/a/*/p', absolute: 1 }] },
    { a: [{ p: 1 }], q: 1 },
    { a: [{ p: 5 }], q: 9 },
    true,
  ],
  ['a number that became a text', { tolerances: [{ absolute: 5 }] }, { p: 1 }, { p: '1' }, true],
  [
    'what is ignored',
    { ignore: ['/at', '/items/*/seen'] },
    { at: 1, items: [{ seen: 1 }] },
    { at: 2, items: [{ seen: 2 }] },
    false,
  ],
  ['what is ignored and came', { ignore: ['/at'] }, {}, { at: 2 }, false],
  [
    'what stands beside it',
    { ignore: ['/items/*/seen'] },
    { items: [{ id: 1 }] },
    { items: [{ id: 2 }] },
    true,
  ],
  ['another order where that counts', {}, { l: [1, 2] }, { l: [2, 1] }, true],
  [
    'another order where it does not',
    { unordered: ['/l'] },
    { l: [1, 2, 2] },
    { l: [2, 1, 2] },
    false,
  ],
  ['one more of the same', { unordered: ['/l'] }, { l: [1, 2] }, { l: [1, 2, 2] }, true],
  [
    'another order, with tolerances and with what is ignored',
    { unordered: ['/l'], tolerances: [{ absolute: 0.5 }], ignore: ['/l/*/at'] },
    {
      l: [
        { id: 'a', p: 1, at: 1 },
        { id: 'a', p: 9, at: 1 },
        { id: 'b', p: 3, at: 1 },
      ],
    },
    {
      l: [
        { id: 'b', p: 3.2, at: 2 },
        { id: 'a', p: 9.1, at: 2 },
        { id: 'a', at: 3, p: 0.9 },
      ],
    },
    false,
  ],
  [
    'another order within another',
    { unordered: ['/l', '/l/*'] },
    { l: [[1, 2], [3]] },
    { l: [[3], [2, 1]] },
    false,
  ],
  [
    'text written otherwise',
    { text: 'normalised' },
    { t: 'In  Stock' },
    { t: ' in stock\n' },
    false,
  ],
  [
    'text written otherwise, in Unicode',
    { text: 'normalised' },
    { t: 'Café ﬁne' },
    { t: 'CAFE\u0301 fine' },
    false,
  ],
  ['text that is another', { text: 'normalised' }, { t: 'in stock' }, { t: 'sold out' }, true],
])('%s', (...[, rules, before, after, changed]) => {
  expect(compare(before, after, rules).changed).toBe(changed)
})

test('of a state that is another through and through, a hundred differences are told, and long values shortened', () => {
  const before = { list: Array.from({ length: 10_000 }, (_, at) => at) }
  const after = { list: Array.from({ length: 10_000 }, (_, at) => 'x'.repeat(at)) }

  const { differences } = compare(before, after)

  expect(differences).toHaveLength(100)
  expect(
    JSON.stringify(compare({ t: 1 }, { t: 'x'.repeat(9_000) }).differences).length,
  ).toBeLessThan(600)
})

test('names that objects have of themselves are names like others', () => {
  const before = JSON.parse('{"__proto__":1,"constructor":1}') as JsonObject
  const after = JSON.parse('{"__proto__":2,"toString":1}') as JsonObject

  expect(compare(before, after).differences.map(({ pointer }) => pointer)).toEqual([
    '/__proto__',
    '/constructor',
    '/toString',
  ])
})
