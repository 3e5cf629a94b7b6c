import { expect, test } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { bigInteger, fromWire, instant, PayloadRefusedError, toWire } from './index.ts'
import type { Schema } from './index.ts'

const order = z.strictObject({
  id: z.string().min(1),
  lines: z.array(z.object({ sku: z.enum(['a', 'b']), amount: bigInteger() })),
  'due/at': instant().optional(),
})

function refusalOf(convert: () => unknown): PayloadRefusedError {
  try {
    convert()
  } catch (error) {
    if (error instanceof PayloadRefusedError) return error
    throw error
  }
  throw new Error('it was taken, and it should have been refused')
}

test('a refusal says where, what was expected and what was found, for each fault', () => {
  const wire = { id: '', lines: [{ sku: 'c', amount: 1 }], 'due/at': 'soon', more: true }

  const { message, faults } = refusalOf(() => fromWire(order, wire, 'the input of order.v1'))

  expect(message).toBe(
    'the input of order.v1 is refused at /id: expected a length of at least 1, got "" (and 4 more)',
  )
  expect(faults).toEqual(
    expect.arrayContaining([
      { pointer: '/lines/0/sku', expected: '"a" or "b"', got: '"c"' },
      { pointer: '/lines/0/amount', expected: 'string', got: '1' },
      {
        pointer: '/due~1at',
        expected: 'a time with its zone, like "2026-01-31T09:30:00Z"',
        got: '"soon"',
      },
      { pointer: '', expected: 'no member "more"', got: expect.stringContaining('"more":true') },
    ]),
  )
})

test('what is missing is nothing, and what is long is shortened', () => {
  const missing = refusalOf(() => fromWire(z.object({ a: z.string() }), {}))
  const long = refusalOf(() => fromWire(z.int(), 'x'.repeat(1_000)))

  expect(missing.faults).toEqual([{ pointer: '/a', expected: 'string', got: 'nothing' }])
  expect(long.faults[0]?.got).toHaveLength(81)
})

test('no refusal tells more than 20 faults', () => {
  const { faults, message } = refusalOf(() => fromWire(z.array(z.string()), Array(100).fill(1)))

  expect(faults).toHaveLength(20)
  expect(message).toContain('(and 99 more)')
})

test.each<[string, Schema, unknown, string]>([
  [
    'a union',
    z.union([z.string(), z.object({ a: z.int() })]),
    { a: 'x' },
    'string, or number at /a',
  ],
  ['a discriminated union', z.discriminatedUnion('k', [z.object({ k: z.literal('a') })]), {}, ''],
  ['a refinement', z.int().refine((n) => n > 1, { error: 'more than one' }), 1, 'more than one'],
  ['a refinement without words', z.int().refine((n) => n > 1), 1, 'what the schema takes'],
  ['a pattern', z.string().regex(/^a$/), 'b', 'text in the format /^a$/'],
  ['a limit', z.number().lt(5), 5, 'less than 5'],
  ['a multiple', z.number().multipleOf(5), 3, 'a multiple of 5'],
  ['a key', z.record(z.enum(['a']), z.int()), { b: 1 }, ''],
  ['nothing', z.void(), 1, 'void'],
])('%s says what it expects', (_name, schema, wire, expected) => {
  const { faults } = refusalOf(() => fromWire(schema, wire))

  expect(faults[0]?.expected).toContain(expected)
})

test.each<[string, Schema, unknown, string]>([
  ['a Date without a wire form', z.object({ at: z.date() }), { at: new Date(0) }, '/at'],
  ['a bigint in a place for anything', z.any(), [1n], '/0'],
  ['a Map in a place for anything', z.any(), { a: new Map() }, '/a'],
  ['a number that JSON has not', z.any(), { a: { b: Number.NaN } }, '/a/b'],
  ['a hole in a list', z.any(), [undefined], '/0'],
  ['a function', z.any(), { a: () => {} }, '/a'],
])('%s is refused before it is sent', (_name, schema, value, pointer) => {
  const { faults } = refusalOf(() => toWire(schema, value))

  expect(faults).toEqual([{ pointer, expected: 'plain JSON', got: expect.any(String) }])
})

test('a value that its schema does not take is refused before it is sent', () => {
  // A caller without types.
  const wrong = { id: 'a', lines: [{ sku: 'a', amount: 1 }] } as unknown as z.output<typeof order>

  const { faults } = refusalOf(() => toWire(order, wrong))

  expect(faults).toEqual([{ pointer: '/lines/0/amount', expected: 'bigint', got: '1' }])
})

test('schemas of zod/mini work as those of zod', () => {
  const schema = mini.object({ at: instant(), n: mini.number() })
  const value = { at: new Date(0), n: 1 }

  const wire = toWire(schema, value)

  expect(wire).toEqual({ at: '1970-01-01T00:00:00.000Z', n: 1 })
  expect(fromWire(schema, wire)).toEqual(value)
})

test('nothing travels as nothing', () => {
  expect(toWire(z.void(), undefined)).toBeUndefined()
  expect(fromWire(z.void(), undefined)).toBeUndefined()
})
