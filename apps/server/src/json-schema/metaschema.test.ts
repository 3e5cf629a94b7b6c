import { expect, test } from 'vitest'

import { findSchemaFaults } from './json-schema.ts'

const draft07 = 'http://json-schema.org/draft-07/schema#'

test('a keyword of the wrong form is a fault where it stands', () => {
  const wrong: [schema: object, pointer: string][] = [
    [{ type: 'bogus' }, '/type'],
    [{ type: [] }, '/type'],
    [{ type: ['string', 'string'] }, '/type'],
    [{ type: ['string', 'bogus'] }, '/type/1'],
    [{ properties: { a: { items: { type: 'bogus' } } } }, '/properties/a/items/type'],
    [{ properties: [] }, '/properties'],
    [{ properties: { 'a/b': 5 } }, '/properties/a~1b'],
    [{ minimum: '1' }, '/minimum'],
    [{ minLength: -1 }, '/minLength'],
    [{ multipleOf: 0 }, '/multipleOf'],
    [{ required: 'a' }, '/required'],
    [{ enum: 'a' }, '/enum'],
    [{ allOf: [] }, '/allOf'],
    [{ $ref: 5 }, '/$ref'],
    [{ title: 5 }, '/title'],
    [{ $defs: { a: { dependentSchemas: { b: 1 } } } }, '/$defs/a/dependentSchemas/b'],
    [{ $schema: draft07, definitions: { a: { items: [1] } } }, '/definitions/a/items/0'],
    [{ $schema: draft07, if: 5 }, '/if'],
  ]

  for (const [schema, pointer] of wrong)
    expect([schema, findSchemaFaults(schema).map((fault) => fault.pointer)]).toEqual([
      schema,
      [pointer],
    ])
})

test('a fault says what must be, and what is', () => {
  expect(findSchemaFaults({ minLength: -1 })).toMatchObject([
    { detail: 'minLength must be at least 0, but is -1' },
  ])
  expect(findSchemaFaults({ properties: { a: { type: 'strin' } } })).toMatchObject([
    { detail: expect.stringMatching(/^properties\.a\.type must be .*"string".*but is "strin"$/) },
  ])
})

test('forms of older drafts come with a hint', () => {
  const hints: [schema: object, hint: string][] = [
    [{ items: [{}] }, 'for a tuple use prefixItems'],
    [{ properties: { a: { required: true } } }, 'list the names in the required of the object'],
    [{ exclusiveMinimum: true }, 'give the bound itself'],
  ]

  for (const [schema, hint] of hints)
    expect(findSchemaFaults(schema)).toMatchObject([{ detail: expect.stringContaining(hint) }])
})

test('names and data are not taken for keywords', () => {
  const schema = {
    properties: { type: { const: { type: 'bogus' } }, required: true, enum: {} },
    default: { minimum: 'x' },
    examples: [{ type: 5 }],
    'x-internal': { type: 'bogus' },
  }

  expect(findSchemaFaults(schema)).toEqual([])
})

test('the metaschemas are schemas without faults', async () => {
  const { default: schema } = await import('ajv/dist/refs/json-schema-draft-07.json', {
    with: { type: 'json' },
  })

  expect(findSchemaFaults(schema)).toEqual([])
})
