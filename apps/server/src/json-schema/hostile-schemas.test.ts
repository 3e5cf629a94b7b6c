import { expect, test } from 'vitest'

import { createSchemaCache, EvaluationTooCostly, findSchemaFaults } from './json-schema.ts'

/** Bounds are on the processor's time: the clock also runs while the machine is busy elsewhere. */
const noticeableMillis = 250
/** It is stopped after 80 ms; a processor that others heat takes several times that, and no bound minutes. */
const stoppedMillis = 2_000

// The first schema of a process also compiles the metaschema.
findSchemaFaults({})

test('a pattern that backtracks for ever elsewhere is answered at once', () => {
  const { millis } = timed(() => {
    const schema = { type: 'string', pattern: '^(a+)+$' }
    expect(findSchemaFaults(schema)).toEqual([])
    expect(checkFor(schema)(`${'a'.repeat(40)}!`)).toHaveLength(1)
  })

  expect(millis).toBeLessThan(noticeableMillis)
})

test('a pattern that needs a state for each of many pasts is stopped on a long text', () => {
  const check = checkFor({ pattern: '^[ab]*a[ab]{200}$' })
  const text = Array.from({ length: 300_000 }, (_, at) => ((at * at) % 7 < 3 ? 'a' : 'b')).join('')

  const { millis } = timed(() => {
    try {
      check(text)
    } catch (error) {
      expect(error).toBeInstanceOf(EvaluationTooCostly)
    }
  })

  expect(millis).toBeLessThan(stoppedMillis)
  expect(check(`a${'b'.repeat(200)}`)).toEqual([])
})

test('a reference to elsewhere is refused, and nothing is fetched', () => {
  const { millis } = timed(() => {
    const faults = findSchemaFaults({ properties: { a: { $ref: 'http://127.0.0.1:1/schema' } } })
    expect(faults).toMatchObject([{ pointer: '/properties/a/$ref' }])
  })

  expect(millis).toBeLessThan(noticeableMillis)
})

test('thirty doublings of references are stopped', () => {
  const $defs: Record<string, unknown> = { d30: { type: 'string' } }
  for (let at = 0; at < 30; at += 1) {
    const next = { $ref: `#/$defs/d${at + 1}` }
    $defs[`d${at}`] = { allOf: [next, next] }
  }
  const check = checkFor({ $defs, $ref: '#/$defs/d0' })

  const { millis } = timed(() => expect(() => check('x')).toThrow(EvaluationTooCostly))

  expect(millis).toBeLessThan(stoppedMillis)
})

test('a schema that goes twice through all that is below is stopped, at any depth', () => {
  const below = { properties: { a: { $ref: '#' } } }
  const check = checkFor({ allOf: [below, below] })

  const { millis } = timed(() => expect(() => check(nested(40))).toThrow(EvaluationTooCostly))

  expect(millis).toBeLessThan(stoppedMillis)
  expect(check(nested(3))).toEqual([])
})

test('a check that was stopped goes on to judge other values', () => {
  const below = { properties: { a: { $ref: '#' } } }
  const check = checkFor({ allOf: [below, below], patternProperties: { '^b': { type: 'string' } } })

  expect(() => check(nested(40))).toThrow(EvaluationTooCostly)

  expect(check({ b: 'text' })).toEqual([])
  expect(check({ b: 5 })).toHaveLength(1)
})

test('500 schemas for each of 200,000 items are stopped', () => {
  const allOf = Array.from({ length: 500 }, (_, at) => ({ not: { const: -1 - at } }))
  const check = checkFor({ items: { allOf } })
  const items = Array.from({ length: 200_000 }, (_, at) => at)

  const { millis } = timed(() => expect(() => check(items)).toThrow(EvaluationTooCostly))

  expect(millis).toBeLessThan(stoppedMillis)
})

test('100,000 objects are told apart in linear time', () => {
  const check = checkFor({ uniqueItems: true })
  const items = Array.from({ length: 100_000 }, (_, id) => ({ name: `n${id}`, id }))
  check(items.slice(0, 5_000))

  const { millis } = timed(() => expect(check(items)).toEqual([]))

  expect(millis).toBeLessThan(stoppedMillis)
  expect(check([...items, { id: 7, name: 'n7' }])).toMatchObject([
    { detail: expect.stringContaining('items 7 and 100000 are equal') },
  ])
})

test('a value nested 100,000 deep is stopped, not the process', () => {
  const value = nested(100_000)

  expect(checkFor({})(value)).toEqual([])
  for (const schema of [{ properties: { a: { $ref: '#' } } }, { const: { a: 1 } }])
    expect(() => checkFor(schema)(value)).toThrow(EvaluationTooCostly)
})

test('a list of 100,000 wrong items has twenty faults, at once', () => {
  const wrong = Array.from({ length: 100_000 }, () => ({ a: 'x', c: 1 }))
  const schemas = [
    { items: { properties: { a: { type: 'integer' } }, required: ['b'] } },
    { items: { $ref: '#/$defs/item' }, $defs: { item: { type: 'string' } } },
    { items: { anyOf: [{ type: 'string' }, { required: ['b'] }, { maxProperties: 1 }] } },
    { items: { additionalProperties: false } },
    { unevaluatedItems: false, prefixItems: [true] },
    { contains: { type: 'string' } },
  ]

  for (const schema of schemas) {
    const check = checkFor(schema)
    const { millis, result } = timed(() => check(wrong))
    expect(result.length).toBeGreaterThan(0)
    expect(result.length).toBeLessThanOrEqual(20)
    expect(millis).toBeLessThan(stoppedMillis)
  }
})

test('an object of 20,000 wrong properties has twenty faults, at once', () => {
  const wrong = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, at]))

  for (const keyword of ['additionalProperties', 'unevaluatedProperties', 'propertyNames']) {
    const check = checkFor({ [keyword]: { type: 'boolean' } })
    const { millis, result } = timed(() => check(wrong))
    expect(result).toHaveLength(20)
    expect(millis).toBeLessThan(stoppedMillis)
  }
})

test('a schema of 1,500 types that refer to each other in a ring is compiled', () => {
  const $defs: Record<string, unknown> = {}
  for (let at = 0; at < 1_500; at += 1)
    $defs[`t${at}`] = {
      properties: { next: { $ref: `#/$defs/t${(at + 1) % 1_500}` } },
      type: 'object',
    }

  expect(findSchemaFaults({ $defs, $ref: '#/$defs/t0' })).toEqual([])
})

test('a schema of 2,400 properties is compiled', () => {
  const names = Array.from({ length: 2_400 }, (_, at) => `p${at}`)
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]))

  expect(checkFor({ properties })({ p2399: 5 })).toMatchObject([{ pointer: '/p2399' }])
})

test('patterns whose repetitions multiply are refused', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [`p${at}`, { pattern: `^(?:[a-z]{30}){30}${at}` }]),
  )

  expect(findSchemaFaults({ properties })).toMatchObject([
    { detail: expect.stringMatching(/repeat too much/) },
  ])
})

function checkFor(schema: Record<string, unknown>) {
  return createSchemaCache().checkFor('any', schema)
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = { a: value }
  return value
}

function timed<T>(run: () => T): { result: T; millis: number } {
  const before = process.threadCpuUsage()
  const result = run()
  const { user, system } = process.threadCpuUsage(before)
  return { result, millis: (user + system) / 1000 }
}
