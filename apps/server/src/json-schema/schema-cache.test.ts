import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'

import { createSchemaCache, UnusableSchema } from './json-schema.ts'

test('a schema is compiled once for its hash', () => {
  const cache = createSchemaCache()

  const first = cache.checkFor('hash', { type: 'string' })

  expect(cache.checkFor('hash', { type: 'string' })).toBe(first)
  expect(cache.checkFor('other', { type: 'string' })).not.toBe(first)
})

test('the schema that was used longest ago goes first', () => {
  const cache = createSchemaCache({ maxEntries: 2 })
  const [a, b] = [cache.checkFor('a', {}), cache.checkFor('b', {})]

  cache.checkFor('a', {})
  cache.checkFor('c', {})

  expect(cache.checkFor('a', {})).toBe(a)
  expect(cache.checkFor('b', {})).not.toBe(b)
})

test('large schemas leave room for fewer', () => {
  const cache = createSchemaCache({ maxHeapBytes: 200_000 })
  const large = { pattern: '^[a-z]{400}$' }

  const first = cache.checkFor('first', large)
  cache.checkFor('second', large)

  expect(cache.checkFor('first', large)).not.toBe(first)
})

test('a schema that may not be evaluated is refused each time, with its faults', () => {
  const cache = createSchemaCache()
  const schema = { $ref: 'http://example.org/' }

  for (let time = 0; time < 2; time += 1)
    expect(() => cache.checkFor('hash', schema)).toThrow(UnusableSchema)
  expect(() => cache.checkFor('hash', schema)).toThrow(/outside this document/)
})

test('a schema that contradicts itself is evaluated if it is there already', () => {
  expect(createSchemaCache().checkFor('hash', { minimum: 2, maximum: 1 })(1)).toHaveLength(1)
})

test('a schema that is changed by its owner stays what it was', () => {
  const properties = { a: { type: 'string' } }
  const check = createSchemaCache().checkFor('hash', { properties })

  properties.a.type = 'integer'

  expect(check({ a: 5 })).toHaveLength(1)
})

test('what has gone from the cache goes from the heap', () => {
  const cache = createSchemaCache({ maxEntries: 20 })
  const use = (from: number, count: number) => {
    for (let at = from; at < from + count; at += 1)
      cache.checkFor(`${at}`, {
        properties: { id: { const: at }, name: { pattern: `^[a-z]+${at}?$` } },
        $defs: { a: { $ref: '#' } },
      })({ id: at, name: 'a1' })
  }
  use(1, 100)
  const before = heapAfterCollection()

  use(101, 400)

  // Kept for ever, each would be some 30 KB.
  expect(heapAfterCollection() - before).toBeLessThan(400 * 10_000)
})

test('simple checks are made by the hundred thousand in a second', () => {
  const check = createSchemaCache().checkFor('hash', {
    type: 'object',
    properties: { name: { type: 'string', minLength: 1 }, count: { type: 'integer', minimum: 0 } },
    required: ['name'],
    additionalProperties: false,
  })
  const value = { name: 'x', count: 3 }

  const before = process.threadCpuUsage()
  for (let time = 0; time < 20_000; time += 1) check(value)
  const { user } = process.threadCpuUsage(before)

  expect(user / 1_000).toBeLessThan(200)
})

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') for (let time = 0; time < 3; time += 1) collect()
  return process.memoryUsage().heapUsed
}
