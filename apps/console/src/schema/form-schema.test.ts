import { expect, test } from 'vitest'
import { faultsIn, faultTree, formSchema, hasField } from './form-schema.ts'

test('a list with a shape for each place is written the way forms know', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    properties: { pair: { prefixItems: [{ type: 'string' }, { type: 'number' }], items: false } },
    default: { prefixItems: [] },
  }

  expect(formSchema(schema)).toEqual({
    properties: {
      pair: {
        items: [
          { type: 'string', 'x-place': true },
          { type: 'number', 'x-place': true },
        ],
        additionalItems: false,
      },
    },
    default: { prefixItems: [] },
  })
})

test('a fault has a field where the form draws one', () => {
  const schema = {
    properties: { lines: { items: { $ref: '#/$defs/line' } }, any: { additionalProperties: {} } },
    $defs: { line: { properties: { sku: {} } } },
  }
  const places = [['lines', '0', 'sku'], ['lines', '0', 'no'], ['any', 'x'], ['other'], []]

  expect(places.map((place) => hasField(schema, place))).toEqual([true, false, true, false, true])
})

test('faults are put at their places, escaped names too', () => {
  const errors = [
    { pointer: '/input/a~1b/0', detail: 'one' },
    { pointer: '/input/a~1b/0', detail: 'two' },
    { pointer: '/input', detail: 'three' },
  ]

  expect(faultTree(errors, '/input')).toEqual({
    __errors: ['three'],
    'a/b': { 0: { __errors: ['one', 'two'] } },
  })
})

test('a part that takes any value has a name, and is the place of all that is wrong in it', () => {
  const schema = { properties: { body: {}, list: { items: true }, text: { type: 'string' } } }

  expect(formSchema(schema)).toEqual({
    properties: {
      body: { title: 'body' },
      list: { items: { title: 'Value' } },
      text: { type: 'string' },
    },
  })
  const places = [
    ['body', 'deep', '0'],
    ['text', 'deep'],
  ]
  expect(places.map((place) => hasField(schema, place))).toEqual([true, false])
})

test('branches of a union are called by what they take', () => {
  const schema = {
    oneOf: [
      { title: 'By card' },
      { type: 'string', format: 'ipv4' },
      { properties: { iban: { type: 'string' } } },
      { const: 'none' },
    ],
  }

  expect(formSchema(schema)).toEqual({
    oneOf: [
      { title: 'By card' },
      { type: 'string', format: 'ipv4', title: 'string, ipv4' },
      { properties: { iban: { type: 'string' } }, title: 'with iban' },
      { const: 'none' },
    ],
  })
})

test('faults of a part are told with pointers into it', () => {
  const errors = [
    { pointer: '/body/a~1b/0', detail: 'one' },
    { pointer: '/body', detail: 'two' },
  ]

  expect(faultsIn(faultTree(errors, '/body'))).toEqual([
    { pointer: '', detail: 'two' },
    { pointer: '/a~1b/0', detail: 'one' },
  ])
})
