import { expect, test } from 'vitest'

import { createSchemaCache } from './json-schema.ts'

test('a fault names the place, what was expected and what was there', () => {
  const said: [keywords: object, value: unknown, sentence: string][] = [
    [{ type: 'integer' }, 'abc', 'must be integer, but is "abc"'],
    [{ type: ['string', 'null'] }, 5, 'must be string or null, but is 5'],
    [{ enum: ['a', 'b'] }, 'c', 'must be one of "a", "b", but is "c"'],
    [{ const: { a: 1 } }, null, 'must be {"a":1}, but is null'],
    [{ minimum: 1 }, 0, 'must be at least 1, but is 0'],
    [{ exclusiveMaximum: 1 }, 1, 'must be less than 1, but is 1'],
    [{ multipleOf: 0.5 }, 0.7, 'must be a multiple of 0.5, but is 0.7'],
    [{ minLength: 1 }, '', 'must have at least 1 character, but is ""'],
    [{ maxLength: 2 }, 'a😀c', 'must have at most 2 characters, but has 3: "a😀c"'],
    [{ pattern: '^a' }, 'b', 'must match the pattern ^a, but is "b"'],
    [{ format: 'uuid' }, 'b', 'must be a valid uuid, but is "b"'],
    [{ maxItems: 1 }, [1, 2], 'must have at most 1 item, but has 2'],
    [{ prefixItems: [true], items: false }, [1, 2], 'must have at most 1 item, but has 2'],
    [
      { uniqueItems: true },
      [1, [2], 3, [2]],
      'must not repeat an item, but items 1 and 3 are equal',
    ],
    [{ contains: { const: 1 } }, [], 'must contain at least 1 item of the wanted kind'],
    [{ minProperties: 2 }, { a: 1 }, 'must have at least 2 properties, but has 1'],
    [{ not: { type: 'null' } }, null, 'must not be what the schema rules out, but is null'],
    [{ not: {} }, 1, 'is not allowed here'],
    [{ if: { type: 'null' }, then: false }, null, 'is not allowed here'],
  ]

  for (const [keywords, value, sentence] of said)
    expect(faultsOf({ properties: { 'a b': { items: keywords } } }, { 'a b': [value] })).toEqual([
      expect.objectContaining({ pointer: '/a b/0', detail: `["a b"][0] ${sentence}` }),
    ])
})

test('a property that is missing or too many is pointed at itself', () => {
  const pointed: [schema: object, value: object, pointer: string, sentence: string][] = [
    [{ required: ['x/y'] }, {}, '/x~1y', '["x/y"] is required, but missing'],
    [
      { dependentRequired: { a: ['b'] } },
      { a: 1 },
      '/b',
      'b is required when "a" is present, but missing',
    ],
    [
      { properties: { a: true, b: true }, additionalProperties: false },
      { c: 1 },
      '/c',
      'c is not an allowed property: allowed are "a", "b"',
    ],
    [{ unevaluatedProperties: false }, { c: 1 }, '/c', 'c is not an allowed property'],
    [
      { propertyNames: { maxLength: 1 } },
      { cc: 1 },
      '/cc',
      'cc has a name that is not allowed here',
    ],
    [{ properties: { a: false } }, { a: 1 }, '/a', 'a is not allowed here'],
  ]

  for (const [schema, value, pointer, detail] of pointed)
    expect(faultsOf(schema, value)).toMatchObject([{ pointer, detail }])
})

test('long values, lists and paths are shortened', () => {
  const [value] = faultsOf({ type: 'null' }, 'x'.repeat(1_000_000))
  expect(value?.detail).toBe(`the input must be null, but is "${'x'.repeat(38)}…`)

  const [list] = faultsOf({ enum: Array.from({ length: 30 }, (_, at) => at) }, -1)
  expect(list?.detail).toMatch(/0, 1, .*, 9 and 20 more, but is -1/)

  const [tree] = faultsOf(
    { type: 'null' },
    { a: Array.from({ length: 100_000 }, () => ({ b: 1 })) },
  )
  expect(tree?.detail.length).toBeLessThan(80)
})

test('all that is wrong is told, sorted by pointer, but no more than twenty', () => {
  const schema = { properties: { b: { type: 'string' }, a: { minimum: 3 } }, required: ['c'] }
  expect(faultsOf(schema, { b: 1, a: 1 }).map((fault) => fault.pointer)).toEqual(['/a', '/b', '/c'])

  const many = faultsOf(
    { items: { type: 'string' } },
    Array.from({ length: 50 }, () => 1),
  )
  expect(many).toHaveLength(20)
  expect(many.map((fault) => fault.pointer)).toEqual(many.map((fault) => fault.pointer).toSorted())
})

test('a value of the wrong type is not blamed for its value as well', () => {
  expect(faultsOf({ type: 'string', enum: ['a'], minLength: 1 }, 5)).toMatchObject([
    { keyword: 'type' },
  ])
})

test('a union of kinds is one sentence', () => {
  const schema = {
    anyOf: [{ type: 'string' }, { const: 1 }, { $ref: '#/$defs/n' }],
    $defs: { n: { type: 'null' } },
  }

  expect(faultsOf(schema, 5)).toMatchObject([
    { keyword: 'anyOf', detail: 'the input must be string or 1 or null, but is 5' },
  ])
})

test('of a union of objects only the closest is told, by its title', () => {
  const schema = {
    oneOf: [
      { $ref: '#/$defs/card' },
      { title: 'Cash', properties: { kind: { const: 'cash' } }, required: ['kind'] },
      { type: 'null' },
    ],
    $defs: {
      card: {
        title: 'Card',
        properties: {
          kind: { const: 'card' },
          number: { type: 'string' },
          year: { type: 'integer' },
        },
        required: ['kind', 'number', 'year'],
      },
    },
  }

  expect(faultsOf(schema, { kind: 'card', number: 5 })).toMatchObject([
    {
      pointer: '',
      keyword: 'oneOf',
      detail: expect.stringMatching(/one of 3 .*closest is "Card"/),
    },
    { pointer: '/number' },
    { pointer: '/year' },
  ])
  expect(faultsOf(schema, { kind: 'gold' })).toMatchObject([
    { pointer: '', keyword: 'oneOf' },
    { pointer: '/kind', detail: 'kind must be one of "card", "cash", but is "gold"' },
  ])
})

test('a value that fits two alternatives of which only one is allowed is told which', () => {
  expect(faultsOf({ oneOf: [{ minimum: 1 }, { type: 'null' }, { minimum: 2 }] }, 3)).toMatchObject([
    { detail: 'the input must fit exactly one of 3 alternatives, but fits number 1 and number 3' },
  ])
})

test('a union within a union is told once', () => {
  const schema = {
    anyOf: [
      {
        anyOf: [
          { type: 'object', required: ['a'] },
          { type: 'array', items: { type: 'string' } },
        ],
      },
      { type: 'null' },
    ],
  }

  expect(faultsOf(schema, [1])).toMatchObject([
    { pointer: '', keyword: 'anyOf' },
    { pointer: '/0' },
  ])
})

test('what is wrong in a branch that does not apply is not told', () => {
  const schema = {
    items: { anyOf: [{ type: 'object', required: ['a', 'b'] }, { type: 'integer' }] },
    contains: { required: ['z'] },
    minContains: 0,
    propertyNames: { minLength: 1 },
  }

  expect(faultsOf(schema, [1, { a: 1 }, 2]).map((fault) => fault.pointer)).toEqual(['/1', '/1/b'])
})

function faultsOf(schema: object, value: unknown) {
  return createSchemaCache().checkFor('any', { ...schema })(value)
}
