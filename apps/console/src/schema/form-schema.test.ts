import { expect, test } from 'vitest'
import { faultTree, formSchema, hasField } from './form-schema.ts'

test('a list with a shape for each place is written the way forms know', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    properties: { pair: { prefixItems: [{ type: 'string' }, { type: 'number' }], items: false } },
    default: { prefixItems: [] },
  }

  expect(formSchema(schema)).toEqual({
    properties: {
      pair: { items: [{ type: 'string' }, { type: 'number' }], additionalItems: false },
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
