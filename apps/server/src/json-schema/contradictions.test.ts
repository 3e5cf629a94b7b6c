import { expect, test } from 'vitest'

import { findSchemaFaults } from './json-schema.ts'

const draft07 = 'http://json-schema.org/draft-07/schema#'

test('bounds that leave nothing between them are a fault at the lower one', () => {
  const crossed: [schema: object, pointer: string][] = [
    [{ minimum: 2, maximum: 1 }, '/minimum'],
    [{ minimum: 1, exclusiveMaximum: 1 }, '/minimum'],
    [{ exclusiveMinimum: 1, maximum: 1 }, '/exclusiveMinimum'],
    [{ exclusiveMinimum: 1, exclusiveMaximum: 1 }, '/exclusiveMinimum'],
    [{ minLength: 2, maxLength: 1 }, '/minLength'],
    [{ minItems: 2, maxItems: 1 }, '/minItems'],
    [{ minProperties: 2, maxProperties: 1 }, '/minProperties'],
    [{ contains: true, minContains: 2, maxContains: 1 }, '/minContains'],
    [{ anyOf: [{ items: { minimum: 2, maximum: 1 } }, true] }, '/anyOf/0/items/minimum'],
  ]

  for (const [schema, pointer] of crossed) expectFault(schema, pointer)
})

test('bounds that meet, and those that do not count, are none', () => {
  expectNone({ minimum: 1, maximum: 1, exclusiveMinimum: 0, exclusiveMaximum: 2 })
  expectNone({ minLength: 1, maxLength: 1, minItems: 0, maxItems: 0 })
  expectNone({ $schema: draft07, minContains: 2, maxContains: 1 })
  expectNone({
    $schema: draft07,
    $ref: '#/definitions/a',
    minimum: 2,
    maximum: 1,
    definitions: { a: {} },
  })
  expectNone({ default: { minimum: 2, maximum: 1 }, properties: { minimum: true, maximum: true } })
})

test('values that do not fit the type beside them are a fault', () => {
  expectFault({ type: 'string', enum: [1, null] }, '/enum')
  expectFault({ type: ['integer', 'null'], enum: [1.5] }, '/enum')
  expectFault({ type: 'string', const: 1 }, '/const')
  expectFault({ type: 'boolean', const: null }, '/const')
  expectFault({ enum: [] }, '/enum')
  expectFault({ enum: [], $schema: draft07 }, '/enum')
})

test('values of which at least one fits are none', () => {
  expectNone({ type: 'string', enum: ['a', 1] })
  expectNone({ type: 'integer', const: 1.0 })
  expectNone({ type: 'number', enum: [1, 2.5] })
  expectNone({ type: ['array', 'object'], enum: [{}, []] })
  expectNone({ type: 'string', nullable: true, enum: [null] })
})

test('a property that is required and forbidden is a fault', () => {
  expectFault({ required: ['b', 'a'], properties: { a: false, b: true } }, '/required/1')
  expectFault({ required: ['a'], properties: { a: { not: {} } } }, '/required/0')
  expectFault({ required: ['a'], additionalProperties: false }, '/required/0')
  expectFault(
    {
      required: ['toString'],
      properties: { a: true },
      patternProperties: { '^x-': true },
      additionalProperties: { not: {} },
    },
    '/required/0',
  )
})

test('a required property that may be listed elsewhere is none', () => {
  expectNone({ required: ['a'], properties: { a: true }, additionalProperties: false })
  expectNone({ required: ['x-a'], patternProperties: { '^x-': true }, additionalProperties: false })
  expectNone({ required: ['a'], additionalProperties: false, allOf: [{ properties: { a: true } }] })
  expectNone({ required: ['a'], additionalProperties: false, $ref: '#/$defs/a', $defs: { a: {} } })
  expectNone({ required: ['a'], unevaluatedProperties: false })
  expectNone({ required: ['a'], additionalProperties: { type: 'string' } })
})

test('a schema that bars every value is a fault', () => {
  expectFault(false, '')
  expectFault({ not: {} }, '/not')
  expectFault({ not: true }, '/not')
  expectFault({ allOf: [true, false] }, '/allOf/1')
  expectFault({ anyOf: [false, { not: {} }] }, '/anyOf/0')
})

test('a schema that bars only some values is none', () => {
  expectNone({ properties: { a: false, b: { not: {} } } })
  expectNone({ items: false, additionalProperties: { not: {} }, else: false, if: {} })
  expectNone({ oneOf: [{ type: 'string' }, false] })
  expectNone({ $defs: { Never: { not: {} } } })
  expectNone({ not: { required: ['a'] } })
})

function expectFault(schema: unknown, pointer: string): void {
  expect([schema, findSchemaFaults(schema).map((fault) => fault.pointer)]).toEqual([
    schema,
    [pointer],
  ])
}

function expectNone(schema: unknown): void {
  expect([schema, findSchemaFaults(schema)]).toEqual([schema, []])
}
