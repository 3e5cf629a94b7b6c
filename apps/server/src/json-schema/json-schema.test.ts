import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { createSchemaCache, findSchemaFaults } from './json-schema.ts'

const draft07 = 'http://json-schema.org/draft-07/schema'

test('a schema that says nothing, or only true, accepts everything', () => {
  for (const schema of [{}, true]) expect(findSchemaFaults(schema)).toEqual([])

  expect(check({}, { any: ['thing'] })).toEqual([])
})

test('what is neither an object nor a boolean is no schema', () => {
  for (const schema of [undefined, null, 5, 'string', [], () => ({})])
    expect(findSchemaFaults(schema)).toMatchObject([
      { pointer: '', detail: expect.stringMatching(/object or a boolean/) },
    ])
})

test('a schema that JSON cannot carry is refused, not thrown at', () => {
  const circular: Record<string, unknown> = {}
  circular['not'] = circular

  expect(findSchemaFaults(circular)).toHaveLength(1)
  expect(findSchemaFaults({ const: 1n })).toMatchObject([{ pointer: '' }])
})

test('both dialects are known with http or https, with or without the empty fragment', () => {
  for (const scheme of ['http', 'https'])
    for (const name of ['draft-07/schema', 'draft/2020-12/schema'])
      for (const end of ['', '#'])
        expect(findSchemaFaults({ $schema: `${scheme}://json-schema.org/${name}${end}` })).toEqual(
          [],
        )
})

test('another dialect is a fault that names the two, at the root and below', () => {
  const $schema = 'http://json-schema.org/draft-04/schema#'

  expect(findSchemaFaults({ $schema })).toMatchObject([
    { pointer: '/$schema', detail: expect.stringMatching(/2020-12.*draft-07/) },
  ])
  expect(findSchemaFaults({ $schema: 5 })).toMatchObject([{ pointer: '/$schema' }])
  expect(findSchemaFaults({ properties: { a: { $schema } } })).toMatchObject([
    { pointer: '/properties/a/$schema' },
  ])
})

test('without $schema a schema is 2020-12: prefixItems counts', () => {
  const schema = { prefixItems: [{ type: 'string' }], items: false }

  expect(check(schema, ['a'])).toEqual([])
  expect(check(schema, [5])).toMatchObject([{ pointer: '/0', keyword: 'type' }])
  expect(check(schema, ['a', 'b'])).toMatchObject([{ pointer: '', keyword: 'items' }])
})

test('in draft-07 items may be a list, additionalItems counts and prefixItems does not', () => {
  const tuple = { $schema: draft07, items: [{ type: 'string' }], additionalItems: false }

  expect(check(tuple, ['a'])).toEqual([])
  expect(check(tuple, ['a', 'b'])).toHaveLength(1)
  expect(check({ $schema: draft07, prefixItems: [false] }, [1])).toEqual([])
})

test('in draft-07 nothing counts beside a $ref, in 2020-12 all of it does', () => {
  const schema = { $ref: '#/definitions/any', type: 'string', definitions: { any: true } }

  expect(check({ ...schema, $schema: draft07 }, 5)).toEqual([])
  expect(check(schema, 5)).toHaveLength(1)
})

test('1.0 is an integer and true is not', () => {
  expect(check({ type: 'integer' }, JSON.parse('1.0'))).toEqual([])
  expect(check({ type: 'integer' }, 1.5)).toHaveLength(1)
  expect(check({ type: 'integer' }, true)).toHaveLength(1)
  expect(check({ type: 'number' }, '1')).toHaveLength(1)
})

test('19.99 is a multiple of 0.01', () => {
  expect(check({ multipleOf: 0.01 }, 19.99)).toEqual([])
  expect(check({ multipleOf: 0.01 }, 19.999)).toHaveLength(1)
})

test('unknown keywords and formats mean nothing, whatever they are called', () => {
  const schema = {
    type: 'string',
    format: 'hasOwnProperty',
    'x-order': 1,
    $async: true,
    id: 5,
    nullable: 'maybe',
    constructor: { type: 'bogus' },
  }

  expect(findSchemaFaults(schema)).toEqual([])
  expect(check(schema, 'text')).toEqual([])
  expect(check(schema, 5)).toHaveLength(1)
})

test('known formats are checked', () => {
  expect(check({ format: 'date-time' }, '2024-02-29T10:00:00Z')).toEqual([])
  expect(check({ format: 'date-time' }, '2023-02-29T10:00:00Z')).toHaveLength(1)
})

test('a default that does not fit is no fault', () => {
  expect(findSchemaFaults({ type: 'string', default: 5, examples: [5] })).toEqual([])
})

test('no JSON whatever makes the search for faults throw', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), almostSchema(), (value, schema) => {
      findSchemaFaults(value)
      findSchemaFaults(schema)
    }),
    { numRuns: 150 },
  )
})

test('a schema without faults judges any value without throwing', () => {
  fc.assert(
    fc.property(almostSchema(), fc.jsonValue(), (schema, value) => {
      fc.pre(findSchemaFaults(schema).length === 0)
      const faults = check(schema, value)
      expect(faults.every(({ detail }) => detail.length > 0)).toBe(true)
    }),
    { numRuns: 150 },
  )
})

const keywords = [
  'type properties items required anyOf not enum minimum $ref prefixItems additionalProperties',
  'pattern if then __proto__ $defs unevaluatedProperties maxLength uniqueItems format',
  'dependentRequired',
].flatMap((line) => line.split(' '))

/** Schemas of the right words, not always in the right places. */
function almostSchema(): fc.Arbitrary<Record<string, unknown>> {
  const { schema } = fc.letrec((tie) => ({
    schema: fc.dictionary(
      fc.constantFrom(...keywords),
      fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constantFrom('string', 'object', '#', '#/$defs/a', '^a', 'uuid', true, false, 0, 1.5),
        fc.array(fc.constantFrom('a', 'b', 'string', 'null', 1)),
        fc.array(tie('schema'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'toString'), tie('schema')),
        tie('schema'),
      ),
      { maxKeys: 4 },
    ),
  }))
  return schema
}

function check(schema: Record<string, unknown>, value: unknown) {
  return createSchemaCache().checkFor('any', schema)(value)
}

test('patterns beside a union with a branch that allows nothing are evaluated, not thrown at', () => {
  const schema = {
    anyOf: [
      false,
      {
        patternProperties: { '^x': { type: 'null' } },
        oneOf: [{ type: 'object', properties: { a: false }, minProperties: 0 }, false],
      },
    ],
  }

  expect(check(schema, { xa: null })).toEqual([])
  expect(check(schema, { xa: 5 })).not.toEqual([])
})
