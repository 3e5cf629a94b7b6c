import { expect, test } from 'vitest'
import { schemaFields } from './schema-fields.ts'

const lines = (schema: object) =>
  schemaFields(schema as Record<string, unknown>).map(
    ({ depth, name, type, isRequired, limits }) =>
      `${'  '.repeat(depth)}${name}${isRequired ? '*' : ''}: ${[type, ...limits].join('; ')}`,
  )

test('every part of a schema is a line: its kind, whether it must be there, what is asked of it', () => {
  const schema = {
    type: 'object',
    required: ['lines'],
    properties: {
      lines: {
        type: 'array',
        minItems: 1,
        maxItems: 20,
        items: {
          type: 'object',
          required: ['sku'],
          properties: {
            sku: { type: 'string', maxLength: 40 },
            amount: { type: 'integer', default: 1 },
          },
        },
      },
      speed: { enum: ['slow', 'fast'] },
      due: { type: 'string', format: 'date-time' },
    },
    additionalProperties: { type: 'number' },
  }

  expect(lines(schema)).toEqual([
    'lines*: object[]; 1 to 20 items',
    '  sku*: string; at most 40 characters',
    '  amount: integer; default 1',
    'speed: one of "slow", "fast"',
    'due: string, date-time',
    'any other name: number',
  ])
})

test('a schema that holds itself is shown once', () => {
  const schema = {
    $defs: {
      node: {
        type: 'object',
        properties: { next: { $ref: '#/$defs/node' }, name: { type: 'string' } },
      },
    },
    $ref: '#/$defs/node',
  }

  expect(lines(schema)).toEqual(['next: object', 'name: string'])
})

test('branches of a union stand under their titles', () => {
  const schema = {
    oneOf: [
      { title: 'By card', type: 'object', properties: { card: { type: 'string' } } },
      { type: 'object', properties: { iban: { type: 'string' } } },
    ],
  }

  expect(lines(schema)).toEqual([
    'By card: object',
    '  card: string',
    'either 2: object',
    '  iban: string',
  ])
})

test('what is no schema, or points nowhere, breaks nothing', () => {
  expect(lines({ properties: { a: true, b: { $ref: '#/nowhere' } }, allOf: 'no' })).toEqual([
    'b: any value',
  ])
})
