import { expect, test } from 'vitest'
import * as z from 'zod'
import { findSchemaFaults } from '../../../../apps/server/src/json-schema/json-schema.ts'
import {
  announcementOf,
  bigInteger,
  bytes,
  decimal,
  defineWorkflow,
  instant,
  ipAddress,
  mapOf,
  setOf,
  url,
} from './index.ts'

const everything = z.strictObject({
  at: instant().describe('When'),
  home: url(),
  count: bigInteger().prefault('1'),
  price: decimal(),
  picture: bytes(),
  address: ipAddress(),
  tags: setOf(z.string()),
  prices: mapOf(decimal()),
})

const signature = defineWorkflow({
  name: 'typed.v1',
  input: everything,
  output: z.object({ at: instant() }),
  signals: { poke: { input: z.void(), description: 'Wakes it' } },
  queries: { prices: { input: z.object({ since: instant() }), output: mapOf(decimal()) } },
  updates: { add: { input: decimal(), output: decimal() } },
})

test('a signature announces the JSON Schemas of its wire forms', () => {
  const { workflow_type, input_schema, output_schema, ...messages } = announcementOf(signature)

  expect(workflow_type).toBe('typed.v1')
  expect(input_schema).toMatchObject({
    additionalProperties: false,
    required: ['at', 'home', 'price', 'picture', 'address', 'tags', 'prices'],
    properties: {
      at: { type: 'string', description: 'When' },
      home: { type: 'string', format: 'uri' },
      count: { type: 'string', default: '1' },
      tags: { type: 'array', uniqueItems: true },
      prices: { type: 'object', additionalProperties: { type: 'string' } },
    },
  })
  expect(output_schema).toMatchObject({ properties: { at: { type: 'string' } } })
  expect(messages).toMatchObject({
    signals: [{ name: 'poke', description: 'Wakes it' }],
    queries: [{ name: 'prices', schema: {}, result_schema: { type: 'object' } }],
    updates: [{ name: 'add', schema: { type: 'string' }, result_schema: { type: 'string' } }],
  })
  expect(messages.signals[0]).not.toHaveProperty('schema')
})

test('the gateway takes the schemas of all codecs', () => {
  const { input_schema, output_schema } = announcementOf(signature)

  expect([input_schema, output_schema].map(findSchemaFaults)).toEqual([[], []])
})

test('a result that is nothing has no schema', () => {
  const none = defineWorkflow({ name: 'none.v1', input: z.void(), output: z.void() })

  expect(announcementOf(none)).toEqual({
    workflow_type: 'none.v1',
    input_schema: {},
    signals: [],
    queries: [],
    updates: [],
  })
})

test.each([z.date(), z.bigint(), z.map(z.string(), z.int()), z.set(z.int())])(
  'a type that has no wire form cannot be announced (%$)',
  (input) => {
    const lossy = defineWorkflow({ name: 'lossy.v1', input, output: z.void() })

    expect(() => announcementOf(lossy)).toThrow('cannot be represented in JSON Schema')
  },
)
