import { expect, test } from 'vitest'

import { compareSchemas, type SchemaVerdict } from './compare.ts'

const draft07 = { $schema: 'http://json-schema.org/draft-07/schema#' }
const text = { type: 'string' }
const number = { type: 'number' }
const integer = { type: 'integer' }

const open = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })
const closed = (properties: object, more: object = {}) =>
  open(properties, { additionalProperties: false, ...more })
const list = (items: unknown, more: object = {}) => ({ type: 'array', items, ...more })
const tagged = (kind: string, more: object = {}) =>
  closed({ kind: { const: kind }, ...more }, { required: ['kind'] })
const tree = (value: object, name = 'tree') => ({
  $ref: `#/$defs/${name}`,
  $defs: { [name]: closed({ value, children: list({ $ref: `#/$defs/${name}` }) }) },
})

/** What changed, the schema before, the schema after, the verdict, and the places that differ. */
type Pair = readonly [string, unknown, unknown, SchemaVerdict, readonly string[]]

const pairs: readonly Pair[] = [
  // Words only
  ['nothing', open({ a: text }), open({ a: text }), 'identical', []],
  ['order of keys', { a: 1, type: 'string' }, { type: 'string', a: 1 }, 'identical', []],
  ['description', text, { ...text, description: 'A name' }, 'full', []],
  ['default', { ...integer, default: 1 }, { ...integer, default: 2 }, 'full', []],
  [
    'title, examples',
    open({ a: text }),
    open({ a: { ...text, title: 'A', examples: ['x'] } }),
    'full',
    [],
  ],
  ['dialect', { ...draft07, ...open({ a: text }) }, open({ a: text }), 'full', []],
  ['true for {}', true, {}, 'full', []],
  ['const for enum of one', { const: 1 }, { enum: [1] }, 'full', []],
  [
    'type list for anyOf',
    { type: ['string', 'null'] },
    { anyOf: [text, { type: 'null' }] },
    'full',
    [],
  ],
  [
    'anyOf for oneOf of disjoint types',
    { anyOf: [text, integer] },
    { oneOf: [text, integer] },
    'full',
    [],
  ],
  ['inlined $ref', { $ref: '#/$defs/a', $defs: { a: text } }, text, 'full', []],
  ['renamed $defs of a tree', tree(text), tree(text, 'branch'), 'full', []],
  [
    'exclusive bound on whole numbers',
    { ...integer, exclusiveMinimum: 0 },
    { ...integer, minimum: 1 },
    'full',
    [],
  ],
  ['integer for multipleOf 1', integer, { ...number, multipleOf: 1 }, 'full', []],
  [
    'merged allOf',
    { allOf: [open({ a: text }), { required: ['a'] }] },
    open({ a: text }, { required: ['a'] }),
    'full',
    [],
  ],
  ['boolean for its two values', { type: 'boolean' }, { enum: [true, false] }, 'full', []],
  [
    'not of a type',
    { not: text },
    { type: ['null', 'boolean', 'number', 'array', 'object'] },
    'full',
    [],
  ],
  [
    'draft-07 tuple for prefixItems',
    { ...draft07, type: 'array', items: [text], additionalItems: false },
    { type: 'array', prefixItems: [text], items: false },
    'full',
    [],
  ],

  // Types
  ['integer to number', integer, number, 'backward', ['/type']],
  ['number to integer', number, integer, 'forward', ['/type']],
  ['integer to text', integer, text, 'breaking', ['/type']],
  ['null allowed', text, { type: ['string', 'null'] }, 'backward', ['/type']],
  ['null allowed by anyOf', text, { anyOf: [text, { type: 'null' }] }, 'backward', ['/type']],
  ['null refused', { anyOf: [text, { type: 'null' }] }, text, 'forward', ['/type']],
  ['type dropped', text, {}, 'backward', ['/type']],
  ['type given', {}, text, 'forward', ['/type']],
  [
    'nested type',
    open({ a: closed({ b: integer }) }),
    open({ a: closed({ b: text }) }),
    'breaking',
    ['/properties/a/properties/b/type'],
  ],
  ['everything refused', text, false, 'forward', ['']],

  // Values
  ['value added', { enum: ['a', 'b'] }, { enum: ['a', 'b', 'c'] }, 'backward', ['/enum']],
  ['value removed', { enum: ['a', 'b'] }, { enum: ['a'] }, 'forward', ['/enum']],
  ['value replaced', { enum: ['a', 'b'] }, { enum: ['a', 'c'] }, 'breaking', ['/enum']],
  ['enum dropped for its type', { enum: ['a', 'b'] }, text, 'backward', ['/enum']],
  ['const changed', { const: 1 }, { const: 2 }, 'breaking', ['/const']],
  [
    'values within a pattern',
    { enum: ['ab', 'ac'] },
    { ...text, pattern: '^a' },
    'backward',
    ['/enum'],
  ],
  [
    'object among values',
    { const: { a: 1 } },
    open({ a: integer }, { required: ['a'] }),
    'backward',
    ['/const'],
  ],

  // Numbers
  [
    'minimum lowered',
    { ...number, minimum: 5 },
    { ...number, minimum: 3 },
    'backward',
    ['/minimum'],
  ],
  ['minimum raised', { ...number, minimum: 3 }, { ...number, minimum: 5 }, 'forward', ['/minimum']],
  [
    'bound made exclusive',
    { ...number, maximum: 3 },
    { ...number, exclusiveMaximum: 3 },
    'forward',
    ['/exclusiveMaximum'],
  ],
  [
    'range moved',
    { ...number, minimum: 0, maximum: 5 },
    { ...number, minimum: 1, maximum: 6 },
    'breaking',
    ['/minimum', '/maximum'],
  ],
  [
    'divisor relaxed',
    { ...number, multipleOf: 6 },
    { ...number, multipleOf: 3 },
    'backward',
    ['/multipleOf'],
  ],
  [
    'divisor changed',
    { ...number, multipleOf: 2 },
    { ...number, multipleOf: 3 },
    'breaking',
    ['/multipleOf'],
  ],
  [
    'int32 to int64',
    { ...integer, format: 'int32' },
    { ...integer, format: 'int64' },
    'backward',
    ['/format'],
  ],

  // Texts
  [
    'maxLength raised',
    { ...text, maxLength: 5 },
    { ...text, maxLength: 9 },
    'backward',
    ['/maxLength'],
  ],
  ['maxLength given', text, { ...text, maxLength: 9 }, 'forward', ['/maxLength']],
  [
    'minLength given and gone',
    { ...text, minLength: 1 },
    { ...text, maxLength: 9 },
    'breaking',
    ['/maxLength', '/minLength'],
  ],
  ['pattern dropped', { ...text, pattern: '^a' }, text, 'backward', ['/pattern']],
  ['pattern given', text, { ...text, pattern: '^a' }, 'forward', ['/pattern']],
  [
    'pattern changed: undecided',
    { ...text, pattern: '^a' },
    { ...text, pattern: '^[ab]' },
    'breaking',
    ['/pattern'],
  ],
  ['format given', text, { ...text, format: 'email' }, 'forward', ['/format']],
  [
    'format widened',
    { ...text, format: 'date-time' },
    { ...text, format: 'iso-date-time' },
    'backward',
    ['/format'],
  ],
  ['format nobody checks', { ...text, format: 'colour' }, { ...text, format: 'shade' }, 'full', []],

  // Objects
  [
    'optional property, closed object',
    closed({ a: text }),
    closed({ a: text, b: text }),
    'backward',
    ['/additionalProperties'],
  ],
  [
    'optional property, open object',
    open({ a: text }),
    open({ a: text, b: text }),
    'forward',
    ['/properties/b'],
  ],
  ['any optional property, open object', open({ a: text }), open({ a: text, b: {} }), 'full', []],
  [
    'required property',
    closed({ a: text }),
    closed({ a: text, b: text }, { required: ['b'] }),
    'breaking',
    ['/required/0', '/additionalProperties'],
  ],
  [
    'required property with default',
    open({ a: text }),
    open({ a: { ...text, default: 'x' } }, { required: ['a'] }),
    'forward',
    ['/required/0'],
  ],
  [
    'property made optional',
    open({ a: text }, { required: ['a'] }),
    open({ a: text }),
    'backward',
    ['/required/0'],
  ],
  [
    'property removed, closed object',
    closed({ a: text, b: text }),
    closed({ a: text }),
    'forward',
    ['/additionalProperties'],
  ],
  [
    'property removed, open object',
    open({ a: text, b: text }),
    open({ a: text }),
    'backward',
    ['/properties/b'],
  ],
  [
    'property renamed',
    closed({ a: text }, { required: ['a'] }),
    closed({ b: text }, { required: ['b'] }),
    'breaking',
    ['/required/0', '/additionalProperties'],
  ],
  ['object closed', open({ a: text }), closed({ a: text }), 'forward', ['/additionalProperties']],
  ['object opened', closed({ a: text }), open({ a: text }), 'backward', ['/additionalProperties']],
  [
    'values of a map widened',
    { additionalProperties: integer },
    { additionalProperties: number },
    'backward',
    ['/additionalProperties/type'],
  ],
  [
    'values by pattern',
    { patternProperties: { '^x': text } },
    { patternProperties: { '^x': { ...text, maxLength: 3 } } },
    'forward',
    ['/patternProperties/^x/maxLength'],
  ],
  [
    'property within its pattern',
    { patternProperties: { '^x': text } },
    { patternProperties: { '^x': text }, properties: { xa: text } },
    'full',
    [],
  ],
  [
    'names bounded',
    { type: 'object' },
    { type: 'object', propertyNames: { maxLength: 8 } },
    'forward',
    ['/propertyNames'],
  ],
  [
    'maxProperties of a closed object',
    closed({ a: text }),
    closed({ a: text }, { maxProperties: 1 }),
    'full',
    [],
  ],
  [
    'dependentRequired given',
    open({ a: text, b: text }),
    open({ a: text, b: text }, { dependentRequired: { a: ['b'] } }),
    'forward',
    ['/dependentRequired/a'],
  ],
  [
    'allOf closed by unevaluatedProperties',
    { allOf: [open({ a: text })] },
    { allOf: [open({ a: text })], unevaluatedProperties: false },
    'forward',
    ['/unevaluatedProperties'],
  ],
  [
    'optional property, closed by unevaluatedProperties',
    { allOf: [open({ a: text })], unevaluatedProperties: false },
    { allOf: [open({ a: text })], properties: { b: text }, unevaluatedProperties: false },
    'backward',
    ['/unevaluatedProperties'],
  ],
  [
    'unevaluatedProperties after a union: undecided',
    { anyOf: [open({ a: text }), open({ b: text })], unevaluatedProperties: false },
    {
      anyOf: [open({ a: text }), open({ b: text }), open({ c: text })],
      unevaluatedProperties: false,
    },
    'breaking',
    ['/anyOf', '/unevaluatedProperties'],
  ],

  // Lists
  ['items widened', list(integer), list(number), 'backward', ['/items/type']],
  ['maxItems given', list(text), list(text, { maxItems: 3 }), 'forward', ['/maxItems']],
  [
    'uniqueItems dropped',
    list(text, { uniqueItems: true }),
    list(text),
    'backward',
    ['/uniqueItems'],
  ],
  [
    'tuple lengthened',
    { type: 'array', prefixItems: [text], items: false },
    { type: 'array', prefixItems: [text, text], items: false },
    'backward',
    ['/items'],
  ],
  ['contains given', list({}), list({}, { contains: integer }), 'forward', ['/contains']],
  ['tree widened', tree(integer), tree(number), 'backward', ['/$defs/tree/properties/value/type']],
  ['tree changed', tree(integer), tree(text), 'breaking', ['/$defs/tree/properties/value/type']],

  // Unions, negations, conditions
  [
    'branch added',
    { anyOf: [text, integer] },
    { anyOf: [text, integer, { type: 'null' }] },
    'backward',
    ['/anyOf'],
  ],
  ['branch removed', { anyOf: [text, integer] }, { anyOf: [text] }, 'forward', ['/anyOf']],
  [
    'kind added to oneOf',
    { oneOf: [tagged('card'), tagged('cash')] },
    { oneOf: [tagged('card'), tagged('cash'), tagged('coin')] },
    'backward',
    ['/oneOf'],
  ],
  [
    'kind removed from oneOf',
    { oneOf: [tagged('card'), tagged('cash')] },
    { oneOf: [tagged('card')] },
    'forward',
    ['/oneOf'],
  ],
  [
    'kind narrowed within oneOf',
    { oneOf: [tagged('card', { no: text }), tagged('cash')] },
    { oneOf: [tagged('card', { no: integer }), tagged('cash')] },
    'breaking',
    ['/oneOf/0/properties/no/type'],
  ],
  [
    'allOf member given',
    text,
    { allOf: [text, { minLength: 1 }] },
    'forward',
    ['/allOf/1/minLength'],
  ],
  [
    'not widened',
    { ...number, not: { minimum: 10 } },
    { ...number, not: { minimum: 20 } },
    'backward',
    ['/not'],
  ],
  [
    'condition kept',
    open({ a: text }, { if: { required: ['a'] }, then: { required: ['b'] } }),
    open({ a: {} }, { if: { required: ['a'] }, then: { required: ['b'] } }),
    'backward',
    ['/properties/a/type'],
  ],
  [
    'condition given',
    open({}),
    open({}, { if: { required: ['a'] }, then: { required: ['b'] } }),
    'forward',
    ['/then/required/0'],
  ],
]

test.each(pairs)('%s', (...[, old, now, verdict, pointers]) => {
  const comparison = compareSchemas(old, now)

  expect(comparison).toMatchObject({ verdict })
  const differing = comparison.differences.map(({ pointer }) => pointer)
  expect([...new Set(differing)].toSorted()).toEqual([...pointers].toSorted())
})

test('the corpus has all verdicts, many times each', () => {
  const counts = Object.groupBy(pairs, ([, , , verdict]) => verdict)

  expect(
    Object.fromEntries(Object.entries(counts).map(([verdict, all]) => [verdict, all.length])),
  ).toEqual({
    identical: 2,
    full: 20,
    backward: 28,
    forward: 24,
    breaking: 13,
  })
})

test('the other way round, backward is forward', () => {
  const opposite = { backward: 'forward', forward: 'backward' } as Partial<
    Record<SchemaVerdict, SchemaVerdict>
  >

  for (const [change, old, now, verdict] of pairs)
    expect([change, compareSchemas(now, old).verdict]).toEqual([
      change,
      opposite[verdict] ?? verdict,
    ])
})

test('an answer is a sentence with a place', () => {
  const [before, after] = [open({ amount: integer }), open({ amount: text })]

  expect(compareSchemas(before, after).differences).toEqual([
    {
      pointer: '/properties/amount/type',
      rule: 'type',
      effect: 'changed',
      undecided: false,
      detail: '/properties/amount/type was integer, is string',
    },
  ])
})

test('schemas that combine in too many ways are said to be undecided, in time', () => {
  const combine = (name: string) => ({
    allOf: Array.from({ length: 14 }, (_, at) => ({
      anyOf: [
        { required: [name + at] },
        { required: [`${name}x${at}`] },
        { minProperties: at + 2 },
      ],
    })),
  })

  const startedMs = performance.now()
  const { verdict, differences } = compareSchemas(combine('a'), combine('b'))

  expect({ verdict, rules: differences.map(({ rule }) => rule) }).toEqual({
    verdict: 'breaking',
    rules: ['undecided'],
  })
  // 200 ms at most; more than once that where the machine is busy with other things.
  expect(performance.now() - startedMs).toBeLessThan(1_000)
})

test('what cannot be decided is marked', () => {
  const undecided = (old: unknown, now: unknown) =>
    compareSchemas(old, now).differences.map(({ rule, undecided: isMarked }) => [rule, isMarked])

  expect(undecided({ pattern: '^a' }, { pattern: '^[ab]' })).toEqual([['pattern', true]])
  expect(undecided({ pattern: '^a' }, {})).toEqual([['pattern', false]])
})
