import { expect, test } from 'vitest'

import { isCheap, weigh } from './cost.ts'
import { inspectSchema } from './inspect.ts'
import type { LoweredSchema } from './lower.ts'

test('an ordinary schema is cheap for an ordinary value', () => {
  const value = { name: 'x'.repeat(100), lines: Array.from({ length: 100 }, (_, id) => ({ id })) }
  const schema = {
    type: 'object',
    properties: {
      name: { type: 'string', pattern: '^x+$', maxLength: 200 },
      lines: { items: { properties: { id: { type: 'integer' } }, required: ['id'] } },
    },
  }

  expect(isCheap(value, weightOf(schema), 1_000_000)).toBe(true)
})

test('a reference counts as often as it is followed', () => {
  const weights = [1, 2, 3].map((doublings) => {
    const defs = new Map<string, Record<string, unknown>>([['d0', { type: 'string' }]])
    for (let at = 1; at <= doublings; at += 1)
      defs.set(`d${at}`, { allOf: [{ call: `d${at - 1}` }, { call: `d${at - 1}` }] })
    return weigh(lowered({ call: `d${doublings}` }, defs), new Map()).perValue
  })

  const [one = 0, two = 0, three = 0] = weights
  expect(two).toBeGreaterThan(1.9 * one)
  expect(three).toBeGreaterThan(1.9 * two)
})

test('a chain of thousands of references is weighed', () => {
  const defs = new Map<string, Record<string, unknown>>([['d0', {}]])
  for (let at = 1; at < 20_000; at += 1) defs.set(`d${at}`, { items: { call: `d${at - 1}` } })

  const { perValue } = weigh(lowered({ call: 'd19999' }, defs), new Map())

  expect(perValue).toBeLessThan(1_000_000)
})

test('what goes through a value once, like a tree, weighs no more than its parts', () => {
  const linear = [
    { properties: { children: { items: { $ref: '#' } } } },
    { properties: { left: { $ref: '#' }, right: { $ref: '#' } } },
    {
      anyOf: [
        { type: 'string' },
        { items: { $ref: '#' } },
        { additionalProperties: { $ref: '#' } },
      ],
    },
    { prefixItems: [{ $ref: '#' }], items: { $ref: '#' } },
  ]

  for (const schema of linear) expect(weightOf(schema).perValue).toBeLessThan(100)
})

test('what goes twice through any part of a value has no bound', () => {
  const self = { $ref: '#' }
  const below = { properties: { a: self } }
  const endless = [
    { allOf: [below, below] },
    { properties: { a: { allOf: [self, below] } } },
    { properties: { a: self }, additionalProperties: self, patternProperties: { a: self } },
    { items: self, contains: self },
    { anyOf: [{ items: self }, { items: self }] },
    // Each is linear by itself, but one starts over at each step of the other.
    {
      properties: { a: self },
      $ref: '#/$defs/other',
      $defs: { other: { additionalProperties: { $ref: '#/$defs/other' } } },
    },
    // Neither refers to itself directly.
    {
      properties: { a: { $ref: '#/$defs/b' } },
      $defs: { b: { properties: { a: self } } },
    },
  ]

  for (const schema of endless)
    expect([schema, weightOf(schema).perValue]).toEqual([schema, Infinity])
})

test('a value is cheap by its size, and never if it is nested deeply', () => {
  const weight = { perValue: 10, perChar: 1 }

  expect(isCheap('x'.repeat(900), weight, 1_000)).toBe(true)
  expect(isCheap('x'.repeat(1_100), weight, 1_000)).toBe(false)
  expect(
    isCheap(
      Array.from({ length: 98 }, () => 1),
      weight,
      1_000,
    ),
  ).toBe(true)
  expect(
    isCheap(
      Array.from({ length: 110 }, () => 1),
      weight,
      1_000,
    ),
  ).toBe(false)
  expect(isCheap({ ['k'.repeat(1_000)]: 1 }, weight, 1_000)).toBe(false)
  let deep: unknown = 1
  for (let level = 0; level < 100; level += 1) deep = [deep]
  expect(isCheap(deep, weight, 1_000_000)).toBe(false)
})

function weightOf(schema: object) {
  const inspection = inspectSchema(schema)
  if ('faults' in inspection) throw new Error(JSON.stringify(inspection.faults))
  return inspection.sound.weight
}

function lowered(
  root: Record<string, unknown>,
  definitions: Map<string, Record<string, unknown>>,
): LoweredSchema {
  return { root, definitions, tracksEvaluated: false, origins: new Map() }
}
