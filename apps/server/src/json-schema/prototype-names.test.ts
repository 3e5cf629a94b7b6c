import { expect, test } from 'vitest'

import { createSchemaCache, findSchemaFaults } from './json-schema.ts'

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']

test('a required property is missing though every object inherits one', () => {
  for (const name of names) {
    expect(check({ required: [name] }, {})).toMatchObject([{ pointer: `/${name}` }])
    expect(check({ required: [name] }, own(name, 1))).toEqual([])
  }
})

test('properties are judged by their own schemas, and only where they are', () => {
  for (const name of names)
    for (const rest of [{}, { additionalProperties: false }, { unevaluatedProperties: false }]) {
      const schema = { properties: own(name, { type: 'string' }), ...rest }
      expect(findSchemaFaults(schema)).toEqual([])
      expect(check(schema, {})).toEqual([])
      expect(check(schema, own(name, 'text'))).toEqual([])
      expect(check(schema, own(name, 5))).toMatchObject([{ pointer: `/${name}`, keyword: 'type' }])
    }
})

test('properties that are not listed are additional, and unevaluated', () => {
  for (const name of names) {
    const value = own(name, 1)
    expect(check({ additionalProperties: false }, value)).toMatchObject([{ pointer: `/${name}` }])
    expect(check({ unevaluatedProperties: false }, value)).toHaveLength(1)
    const branches = { anyOf: [{ properties: { a: true } }, { properties: { b: true } }] }
    expect(check({ ...branches, unevaluatedProperties: false }, value)).toHaveLength(1)
    expect(check({ propertyNames: { maxLength: 3 } }, value)).toMatchObject([
      { pointer: `/${name}` },
    ])
  }
})

test('properties that a branch has evaluated are not unevaluated', () => {
  for (const name of names) {
    const branch = { properties: own(name, true), required: [name] }
    const schema = { anyOf: [branch, { required: ['a'] }], unevaluatedProperties: false }
    expect(check(schema, own(name, 1))).toEqual([])
    expect(
      check({ patternProperties: { '^.{5,}$': true }, unevaluatedProperties: false }, own(name, 1)),
    ).toEqual([])
  }
})

test('what depends on such a property depends on its own', () => {
  for (const name of names) {
    expect(check({ dependentRequired: own(name, ['a']) }, {})).toEqual([])
    expect(check({ dependentRequired: own(name, ['a']) }, own(name, 1))).toHaveLength(1)
    expect(check({ dependentSchemas: own(name, false) }, {})).toEqual([])
    expect(check({ dependentSchemas: own(name, false) }, own(name, 1))).toHaveLength(1)
  }
})

test('values are compared by their own properties', () => {
  for (const name of names) {
    const value = own(name, { a: 1 })
    expect(check({ const: own(name, { a: 1 }) }, value)).toEqual([])
    expect(check({ const: {} }, value)).toHaveLength(1)
    expect(check({ enum: [own(name, { a: 2 })] }, value)).toHaveLength(1)
    expect(check({ uniqueItems: true }, [value, own(name, { a: 1 })])).toHaveLength(1)
    expect(check({ uniqueItems: true }, [value, {}])).toEqual([])
  }
})

test('definitions may have such names', () => {
  for (const name of names) {
    const schema = { $ref: `#/$defs/${name}`, $defs: own(name, { type: 'string' }) }
    expect(findSchemaFaults(schema)).toEqual([])
    expect(check(schema, 5)).toHaveLength(1)
  }
})

test('nothing gets into the prototype of all objects', () => {
  check(
    { properties: own('__proto__', { default: { polluted: true } }), unevaluatedProperties: false },
    own('__proto__', { polluted: true }),
  )

  expect('polluted' in {}).toBe(false)
})

/** As JSON.parse makes it: `__proto__` too is a property of its own. */
function own(name: string, value: unknown): Record<string, unknown> {
  return JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`)
}

function check(schema: Record<string, unknown>, value: unknown) {
  return createSchemaCache().checkFor('any', schema)(value)
}
