import { expect, test } from 'vitest'
import { plainSchema } from './plain-schema.ts'

test('parts are called by their names in words, abbreviations as one writes them', () => {
  const schema = {
    title: 'HttpProbe',
    type: 'object',
    required: ['url'],
    properties: {
      url: { type: 'string' },
      timeout_seconds: { type: 'number' },
      body: {},
      params: { type: 'array', items: {} },
      fields: { type: 'object', additionalProperties: { title: 'Field', type: 'string' } },
    },
  }

  expect(plainSchema(schema)).toEqual({
    type: 'object',
    required: ['url'],
    properties: {
      url: { type: 'string', title: 'URL' },
      timeout_seconds: { type: 'number', title: 'Timeout seconds' },
      body: { title: 'Body' },
      params: { type: 'array', title: 'Params', items: {} },
      fields: { type: 'object', title: 'Fields', additionalProperties: { type: 'string' } },
    },
  })
})

test('branches of a union keep their names, in words', () => {
  const schema = { anyOf: [{ title: 'MaintenanceSpan', type: 'object' }, { type: 'null' }] }

  expect(plainSchema(schema)).toEqual({
    anyOf: [
      { title: 'Maintenance span', type: 'object' },
      { title: 'Null', type: 'null' },
    ],
  })
})
