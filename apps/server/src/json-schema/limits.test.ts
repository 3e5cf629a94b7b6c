import { expect, test } from 'vitest'

import { findSchemaFaults, schemaLimits } from './json-schema.ts'

test('the limits cannot be changed', () => {
  expect(Object.isFrozen(schemaLimits)).toBe(true)
})

test('a schema of more than 128 KiB is refused, one of just less is not', () => {
  const room = schemaLimits.sizeBytes - JSON.stringify({ description: '' }).length

  expect(findSchemaFaults({ description: 'x'.repeat(room) })).toEqual([])
  expect(findSchemaFaults({ description: 'x'.repeat(room + 1) })).toMatchObject([
    { pointer: '', detail: expect.stringMatching(/larger than 128 KiB/) },
  ])
  // Counted as it is sent: two bytes for each.
  expect(findSchemaFaults({ description: 'é'.repeat(room - 100) })).toHaveLength(1)
})

test('64 schemas within schemas are allowed, the 65th is a fault where it is', () => {
  expect(findSchemaFaults(nestedItems(63))).toEqual([])
  expect(findSchemaFaults(nestedItems(64))).toMatchObject([
    { pointer: '/items'.repeat(64), detail: expect.stringMatching(/more than 64/) },
  ])
})

test('a schema nested 100,000 deep is refused, be it in keywords or in data', () => {
  let schema: Record<string, unknown> = {}
  let list: unknown[] = []
  for (let level = 0; level < 100_000; level += 1) {
    schema = { not: schema }
    list = [list]
  }

  expect(findSchemaFaults(schema)).toHaveLength(1)
  expect(findSchemaFaults({ default: list })).toHaveLength(1)
})

test('a schema that shares its objects is measured as it would be written out', () => {
  let schema: Record<string, unknown> = {}
  for (let level = 0; level < 40; level += 1) schema = { allOf: [schema, schema] }

  expect(findSchemaFaults(schema)).toMatchObject([{ detail: expect.stringMatching(/larger than/) }])
})

test('5,000 subschemas are allowed, one more is not', () => {
  const some = (count: number) => ({
    anyOf: Array.from({ length: count }, () => ({ $comment: '' })),
  })

  expect(findSchemaFaults(some(4_999))).toEqual([])
  expect(findSchemaFaults(some(5_000))).toMatchObject([
    { detail: expect.stringMatching(/more than 5000 subschemas/) },
  ])
})

test('a pattern of 1,000 characters is allowed, a longer one is not', () => {
  expect(findSchemaFaults({ pattern: 'a'.repeat(1_000) })).toEqual([])
  expect(findSchemaFaults({ pattern: 'a'.repeat(1_001) })).toMatchObject([
    { pointer: '/pattern', detail: expect.stringMatching(/longer than 1000/) },
  ])
})

test('no more than twenty faults are told', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 50 }, (_, at) => [`p${at}`, { type: 'bogus' }]),
  )

  expect(findSchemaFaults({ properties })).toHaveLength(20)
})

function nestedItems(depth: number): Record<string, unknown> {
  let schema: Record<string, unknown> = {}
  for (let level = 0; level < depth; level += 1) schema = { items: schema }
  return schema
}
