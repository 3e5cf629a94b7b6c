import { expect, test } from 'vitest'

import { createSchemaCache, findSchemaFaults } from './json-schema.ts'

test('a reference that leads outside the document is a fault at the $ref', () => {
  const outside = [
    'http://example.org/schema.json',
    'https://json-schema.org/draft/2020-12/schema',
    'other.json',
    'other.json#/$defs/a',
    'urn:uuid:deadbeef',
    'file:///etc/passwd',
  ]

  for (const $ref of outside)
    expect(findSchemaFaults({ properties: { a: { $ref } } })).toMatchObject([
      { pointer: '/properties/a/$ref', detail: expect.stringMatching(/outside this document/) },
    ])
  for (const keyword of ['$dynamicRef', '$recursiveRef'])
    expect(findSchemaFaults({ [keyword]: 'http://example.org/' })).toMatchObject([
      { pointer: `/${keyword}` },
    ])
})

test('a reference that leads nowhere in the document is a fault at the $ref', () => {
  for (const $ref of ['#/$defs/b', '#b', '#/$defs/a/type/0', '#/$defs/toString', '#/a%zz'])
    expect(findSchemaFaults({ $ref, $defs: { a: { type: 'string' } } })).toMatchObject([
      { pointer: '/$ref', detail: expect.stringMatching(/points at nothing/) },
    ])
  expect(findSchemaFaults({ $ref: '#/title', title: 'a' })).toMatchObject([
    { pointer: '/$ref', detail: expect.stringMatching(/not a schema/) },
  ])
})

test('where $ref is a name or data it refers to nothing', () => {
  const data = { $ref: 'http://example.org/' }
  const schema = {
    properties: { $ref: { type: 'string' }, $id: true },
    enum: [data, { $ref: 'x' }],
    default: data,
    examples: [data],
    'x-note': data,
    dependentRequired: { $ref: ['$id'] },
    required: ['$ref'],
  }

  expect(findSchemaFaults(schema)).toEqual([])
  expect(check(schema, { $ref: 'x' })).toMatchObject([{ pointer: '/$id' }])
})

test('pointers may be escaped, and may lead through lists and names that need it', () => {
  const schema = {
    $defs: { 'a/b~c%"': { prefixItems: [true, { type: 'string' }] }, 'Page[Order]': true },
    properties: {
      x: { $ref: '#/$defs/a~1b~0c%25%22/prefixItems/1' },
      y: { $ref: '#/$defs/Page[Order]' },
    },
  }

  expect(findSchemaFaults(schema)).toEqual([])
  expect(check(schema, { x: 5, y: 5 })).toMatchObject([{ pointer: '/x' }])
})

test('embedded identifiers and anchors are found, also relative to each other', () => {
  const schema = {
    $id: 'https://example.org/root/schema.json',
    $defs: {
      line: { $id: 'line.json', $defs: { sku: { $anchor: 'sku', type: 'string' } } },
      again: { $id: 'deep/other.json', properties: { up: { $ref: '../line.json#sku' } } },
    },
    properties: {
      absolute: { $ref: 'https://example.org/root/line.json#/$defs/sku' },
      relative: { $ref: 'line.json#sku' },
      other: { $ref: 'deep/other.json' },
      self: { $ref: 'schema.json#/properties/absolute' },
    },
  }

  expect(findSchemaFaults(schema)).toEqual([])
  expect(
    check(schema, { absolute: 1, relative: 1, other: { up: 1 }, self: 1 }).map(
      (fault) => fault.pointer,
    ),
  ).toEqual(['/absolute', '/other/up', '/relative', '/self'])
  // An anchor belongs to the schema that has the $id.
  expect(findSchemaFaults({ ...schema, $ref: '#sku' })).toHaveLength(1)
})

test('two different schemas of one $id are a fault, the same one twice is not', () => {
  const twice = (a: object, b: object) => ({
    properties: { a: { $id: 'x', ...a }, b: { $id: 'x', ...b } },
  })

  expect(findSchemaFaults(twice({ type: 'string' }, { type: 'string' }))).toEqual([])
  expect(findSchemaFaults(twice({ type: 'string' }, { type: 'null' }))).toMatchObject([
    { pointer: '/properties/b/$id', detail: expect.stringMatching(/properties\/a/) },
  ])
})

test('a place that only a reference makes a schema is looked at like one', () => {
  const schema = { $ref: '#/x-types/a', 'x-types': { a: { items: { type: 'bogus' } } } }

  expect(findSchemaFaults(schema)).toMatchObject([{ pointer: '/x-types/a/items/type' }])
  expect(findSchemaFaults({ ...schema, $ref: '#/x-types/b' })).toMatchObject([{ pointer: '/$ref' }])
})

test('a reference back to itself at the same value is a fault', () => {
  const endless = [
    { schema: { $ref: '#' }, pointer: '/$ref' },
    { schema: { anyOf: [{ type: 'string' }, { $ref: '#' }] }, pointer: '/anyOf/1/$ref' },
    {
      schema: {
        $ref: '#/$defs/a',
        $defs: {
          a: { allOf: [{ $ref: '#/$defs/b' }] },
          b: { if: true, then: { $ref: '#/$defs/a' } },
        },
      },
      pointer: '/$defs/b/then/$ref',
    },
  ]

  for (const { schema, pointer } of endless)
    expect(findSchemaFaults(schema)).toMatchObject([
      { pointer, detail: expect.stringMatching(/leads back/) },
    ])
})

test('references to booleans are followed', () => {
  const schema = { properties: { a: { $ref: '#/$defs/no' } }, $defs: { no: false } }

  expect(check(schema, {})).toEqual([])
  expect(check(schema, { a: 1 })).toHaveLength(1)
})

function check(schema: Record<string, unknown>, value: unknown) {
  return createSchemaCache().checkFor('any', schema)(value)
}
