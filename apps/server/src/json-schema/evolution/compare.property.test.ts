import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { createInputCheck } from '../input-check.ts'
import { inspectSchema } from '../inspect.ts'
import { compareSchemas } from './compare.ts'

const runs = Number(process.env['COMPARE_RUNS'] ?? 300)

type Json = Record<string, unknown>

const name = fc.constantFrom('a', 'b', 'c', 'xa')
const scalar = fc.constantFrom<unknown>(
  null,
  true,
  false,
  0,
  1,
  2,
  3,
  1.5,
  -1,
  10,
  '',
  'a',
  'ab',
  'abc',
  'x',
)
const count = fc.integer({ min: 0, max: 3 })
const type = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object')

/** Values that the keywords below can tell apart. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

const { schema } = fc.letrec<{ schema: Json | boolean; node: Json | boolean }>((tie) => {
  const inner = tie('schema')
  const map = fc.dictionary(name, inner, { maxKeys: 3, noNullPrototype: true })
  const list = fc.array(inner, { minLength: 1, maxLength: 3 })
  const keyword = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
      }),
    },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('object'), properties: map }) },
    fc.record({ enum: fc.uniqueArray(fc.oneof(scalar, value), { minLength: 1, maxLength: 4 }) }),
    fc.record({ const: value }),
    fc.record({ minimum: count }),
    fc.record({ maximum: count }),
    fc.record({ exclusiveMinimum: count }),
    fc.record({ exclusiveMaximum: count }),
    fc.record({ multipleOf: fc.constantFrom(1, 2, 0.5, 3) }),
    fc.record({ minLength: count }),
    fc.record({ maxLength: count }),
    fc.record({ pattern: fc.constantFrom('^a', 'b', '.*') }),
    fc.record({ minItems: count }),
    fc.record({ maxItems: count }),
    fc.record({ uniqueItems: fc.boolean() }),
    fc.record({ items: inner }),
    fc.record({ prefixItems: list, items: inner }),
    fc.record({ prefixItems: list }),
    fc.record({ contains: inner, minContains: count }),
    fc.record({ contains: inner, maxContains: count }),
    fc.record({ required: fc.uniqueArray(name, { maxLength: 2 }) }),
    fc.record({ properties: map }),
    fc.record({ additionalProperties: inner }),
    fc.record({ properties: map, additionalProperties: inner }),
    fc.record({
      patternProperties: fc.dictionary(fc.constantFrom('^x', 'a'), inner, {
        noNullPrototype: true,
      }),
    }),
    fc.record({
      properties: map,
      patternProperties: fc.record({ '^x': inner }),
      additionalProperties: inner,
    }),
    fc.record({
      propertyNames: fc.constantFrom<Json>(
        { maxLength: 1 },
        { enum: ['a', 'b'] },
        { pattern: '^x' },
      ),
    }),
    fc.record({ minProperties: count }),
    fc.record({ maxProperties: count }),
    fc.record({ dependentRequired: fc.record({ a: fc.constant(['b']) }) }),
    fc.record({ dependentSchemas: fc.record({ a: inner }) }),
    // Scalars only: deeper ones trip over Ajv's own bookkeeping.
    fc.record({
      unevaluatedProperties: fc.constantFrom<Json | boolean>(false, { type: 'string' }),
    }),
    fc.record({ allOf: list }),
    fc.record({ anyOf: list }),
    fc.record({ oneOf: list }),
    fc.record({ not: inner }),
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's keyword
    fc.record({ if: inner, then: inner, else: inner }),
    fc.constant({ $ref: '#/$defs/loop' }),
  )
  return {
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 1, arbitrary: fc.boolean() },
      { weight: 8, arbitrary: tie('node') },
    ),
    node: fc
      .array(keyword, { minLength: 1, maxLength: 3 })
      .map((parts): Json => Object.assign({}, ...parts)),
  }
})

/** A schema and one made of it, so that containment is no rare thing. */
const pair = fc.oneof(
  fc.tuple(schema, schema),
  fc
    .tuple(schema, schema)
    .map(([one, other]): [unknown, unknown] => [one, { anyOf: [one, other] }]),
  fc
    .tuple(schema, schema)
    .map(([one, other]): [unknown, unknown] => [{ allOf: [one, other] }, other]),
  fc
    .tuple(schema, schema, schema)
    .map(([one, other, third]): [unknown, unknown] => [
      { properties: { a: one, b: third }, required: ['a'] },
      { properties: { a: { oneOf: [one, other] }, b: third } },
    ]),
  fc.tuple(schema, schema).map(([one, other]): [unknown, unknown] => [
    { type: 'object', properties: { a: one, b: other }, additionalProperties: false },
    { type: 'object', properties: { a: one, b: other, c: other }, additionalProperties: one },
  ]),
  fc.tuple(schema, schema, fc.boolean()).map(([one, other, rest]): [unknown, unknown] => {
    const base = { allOf: [{ properties: { a: one } }, { patternProperties: { '^x': other } }] }
    return [
      { ...base, properties: { b: other }, unevaluatedProperties: rest },
      { ...base, properties: { b: other, c: one }, unevaluatedProperties: false },
    ]
  }),
)

/** A list or a tree, which the schemas may refer to. */
const loop = fc.constantFrom<Json>(
  { type: 'array', items: { $ref: '#/$defs/loop' } },
  { type: 'object', properties: { a: { $ref: '#/$defs/loop' } } },
  { anyOf: [{ type: 'integer' }, { type: 'array', items: { $ref: '#/$defs/loop' } }] },
)

test('a verdict is never contradicted by a value', () => {
  const verdicts = new Map<string, number>()
  fc.assert(
    fc.property(
      pair,
      loop,
      loop,
      fc.array(value, { minLength: 30, maxLength: 60 }),
      (schemas, one, other, values) => {
        const [old, now] = [withLoop(schemas[0], one), withLoop(schemas[1], other)]
        const { verdict, differences } = compareSchemas(old, now)
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
        if (verdict === 'identical' || verdict === 'breaking') return
        const [wasValid, isValid] = [checkOf(old), checkOf(now)]
        if (!wasValid || !isValid) return
        for (const candidate of [...values, ...constantsIn(old), ...constantsIn(now)]) {
          const [was, is] = [wasValid(candidate), isValid(candidate)]
          const text = `${verdict}: ${JSON.stringify([old, now, candidate, differences])}`
          if (verdict !== 'forward' && was) expect(is, text).toBe(true)
          if (verdict !== 'backward' && is) expect(was, text).toBe(true)
        }
      },
    ),
    { numRuns: runs },
  )
  if (process.env['COMPARE_RUNS']) console.table(Object.fromEntries(verdicts))
}, 600_000)

function withLoop(schema: unknown, loopSchema: Json): Json {
  return { allOf: [schema], $defs: { loop: loopSchema } }
}

function checkOf(schema: Json): ((value: unknown) => boolean) | undefined {
  const inspection = inspectSchema(schema)
  if ('faults' in inspection) return undefined
  const check = createInputCheck(inspection.sound)
  return (candidate) => check(candidate).length === 0
}

/** Values that a schema names are where schemas differ. */
function constantsIn(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, held]: [string, unknown]) => {
    if (key === 'const') return [held, { a: held }, [held]]
    if (key === 'enum' && Array.isArray(held))
      return held.flatMap((one: unknown) => [one, { a: one }, [one]])
    return constantsIn(held)
  })
}
