import { readFileSync } from 'node:fs'
import {
  ActivityDefinitionBody,
  type ActivityDefinitionBody as Body,
} from '@temporal-registry/contract/activity-definition'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createExpressions } from '../../../expressions/expressions.ts'
import { createShapeCheck } from '../../../http/request-checks.ts'
import { findSchemaFaults } from '../../../json-schema/json-schema.ts'
import { assertInputFits } from '../../../dispatch/dispatch.ts'
import { createSpecCheck } from '../../../registry/specs/spec-check.ts'
import type { ViewedType } from '../../../registry/registry.ts'
import { firingFaults } from '../../../schedules/schedules.ts'
import { createDefinitionCheck } from './check.ts'
import { Problem } from '@temporal-registry/contract/problem'

const expressions = createExpressions({ threadCount: 1 })
afterAll(() => expressions.close())

const invoiceType = {
  spec: {
    workflow_type: 'invoice.send',
    input_schema: {
      type: 'object',
      required: ['invoice', 'to'],
      properties: { invoice: { type: 'integer' }, to: { type: 'string' } },
      additionalProperties: false,
    },
  },
  inputSchemaHash: 'invoice',
} as unknown as ViewedType // Of a type the checks read no more than this.
const specCheck = createSpecCheck()

const check = createDefinitionCheck({
  shapeFaults: createShapeCheck(ActivityDefinitionBody),
  expressions,
  types: {
    find: (name) => (name === 'invoice.send' ? invoiceType : undefined),
    inputFaults(type, body) {
      try {
        assertInputFits(specCheck, type, body)
        return []
      } catch (error) {
        return error instanceof Problem ? (error.extras.errors ?? []) : []
      }
    },
  },
  timesFaults: (schedule) => firingFaults(schedule, new Date('2026-11-21T12:00:00Z')),
  schemaFaults: findSchemaFaults,
  missingSecrets: async (names) => names.filter((name) => name !== 'mail-token'),
  channelFaults: async (names) =>
    new Map(names.filter((name) => name === 'nowhere').map((name) => [name, 'there is none'])),
})

const sound: Body = {
  name: 'order-approval',
  trigger: { event: { types: ['order.*'], filter: 'event.data.amount >= 100.0' } },
  dedupe: { key: 'event.data.order_id', ttl_seconds: 60 },
  flow: { concurrency: { limit: 1, key: 'event.data.customer' } },
  context: [
    {
      name: 'customer',
      http: {
        url: 'https://crm.example/{{ event.data.customer }}',
        bearer_secret: 'mail-token',
        pick: 'response.body.name',
      },
    },
  ],
  condition: 'context.customer != ""',
  tasks: [
    { name: 'send', workflow: { workflow_type: 'invoice.send', input: { invoice: 1, to: 'x' } } },
    {
      name: 'each',
      after: ['send'],
      for_each: 'event.data.items',
      when: 'item.price > 0 && index < 10 && tasks.send != null',
      notify: { channel: 'ops', text: 'Item {{ item.name }} of run {{ run.id }}' },
    },
  ],
}

const options = { allowsUnregistered: false }
const errorsOf = async (body: unknown, some = options) =>
  (await check(body as Record<string, unknown>, some)).errors
const pointersOf = async (body: unknown) => (await errorsOf(body)).map(({ pointer }) => pointer)

test('a definition that uses every part is found sound', async () => {
  expect(await check(sound, options)).toEqual({ errors: [], warnings: [] })
})

test('the example of the documentation is found sound', async () => {
  const page = readFileSync('docs/activity-definitions.md', 'utf8')
  const [, yaml = ''] = /```yaml\n([^]+?)```/.exec(page) ?? []

  expect(await check(parse(yaml), options)).toEqual({
    errors: [],
    warnings: [expect.objectContaining({ pointer: '/context/0/http/bearer_secret' })],
  })
})

test('an unknown variable is named, with what it may have been', async () => {
  const errors = await errorsOf({ ...sound, condition: 'evnt.x == 1' })

  expect(errors).toMatchObject([
    { pointer: '/condition', detail: expect.stringMatching(/evnt.*event/s) },
  ])
})

test('a condition, a filter and `when` have to be bools, `for_each` a list, a key a scalar', async () => {
  const body = {
    ...sound,
    trigger: { event: { types: ['a'], filter: '1 + 1' } },
    dedupe: { key: '[1]' },
    flow: { throttle: { limit: 1, period_seconds: 1, key: '{"a": 1}' } },
    condition: '1',
    tasks: [{ name: 'a', when: '"x"', for_each: '5', notify: { channel: 'c', text: 't' } }],
  }

  expect(await pointersOf(body)).toEqual([
    '/condition',
    '/dedupe/key',
    '/flow/throttle/key',
    '/tasks/0/for_each',
    '/tasks/0/when',
    '/trigger/event/filter',
  ])
})

test('cron, zone and calendar are refused where they stand', async () => {
  const schedule = { cron: ['0 9 * * *', '99 * * * *'], time_zone: 'Mars/Base' }

  expect(
    await pointersOf({ ...sound, dedupe: undefined, flow: {}, trigger: { schedule } }),
  ).toEqual(['/trigger/schedule/cron/1', '/trigger/schedule/time_zone'])
  expect(await pointersOf({ ...sound, trigger: { schedule: { cron: [] } } })).toEqual([
    '/trigger/schedule',
  ])
})

test('times that nobody lives to see, days that no year has, and zones in other letters are refused', async () => {
  const schedule = {
    at: ['2030-01-01T00:00:00Z', '9999-01-01T00:00:00Z'],
    cron: ['0 0 29 2 *', '0 0 30 2 *', '0 0 31 4,6 *'],
    calendars: [{ day_of_month: '30-31', month: 'FEB' }, { day_of_month: 31 }],
    time_zone: 'europe/berlin',
  }

  expect(
    await pointersOf({ ...sound, dedupe: undefined, flow: {}, trigger: { schedule } }),
  ).toEqual(
    ['at/1', 'calendars/0', 'cron/1', 'cron/2', 'time_zone'].map((at) => `/trigger/schedule/${at}`),
  )
})

test('a request that cannot be sent as it stands is refused, and one with sentences is for the run to know', async () => {
  const http = (request: object) => ({ http: { url: 'https://shop.example', ...request } })
  const requests = [
    http({ url: 'shop.example/orders' }),
    http({ url: 'file:///etc/passwd' }),
    http({ headers: { 'x-a': 'a', 'x b': 'a', host: 'other', 'x-c': 'a\nb' } }),
    http({ url: '{{ event.data.url }}', headers: { 'x-a': '{{ event.data.a }}' } }),
  ]
  const tasks = requests.map((request, at) => ({ name: `t${at}`, ...request }))
  const context = [{ name: 'shop', ...http({ url: 'ftp://shop.example' }) }]

  expect(await pointersOf({ ...sound, condition: 'true', context, tasks })).toEqual([
    '/context/0/http/url',
    '/tasks/0/http/url',
    '/tasks/1/http/url',
    '/tasks/2/http/headers/host',
    '/tasks/2/http/headers/x b',
    '/tasks/2/http/headers/x-c',
  ])
})

test('a wait that stands as it is has to be a time', async () => {
  const waits = [{ seconds: -1 }, { seconds: '5' }, { seconds: 1e99 }, { until: 'tomorrow' }]
  const fine = [
    ...[{ seconds: 0 }, { seconds: { $cel: 'event.data.s' } }, { until: '2030-01-01T00:00:00Z' }],
    { until: { $liquid: '{{ event.time }}' } },
  ]
  const tasks = [...waits, ...fine].map((wait, at) => ({ name: `t${at}`, wait }))

  expect(await pointersOf({ ...sound, tasks })).toEqual([
    ...[0, 1, 2].map((at) => `/tasks/${at}/wait/seconds`),
    '/tasks/3/wait/until',
  ])
})

test('a part without a kind, or with two, is told which there are', async () => {
  const errors = await errorsOf({ ...sound, trigger: {}, tasks: [{ name: 'a' }] })

  expect(errors).toMatchObject([
    { pointer: '/tasks/0', detail: expect.stringMatching(/^must have exactly one of workflow, /) },
    { pointer: '/trigger', detail: 'must have exactly one of event, schedule, manual' },
  ])
})

test('an unknown filter of Liquid and an unknown context are refused in the texts that name them', async () => {
  const body = {
    ...sound,
    tasks: [
      {
        name: 'tell',
        notify: { channel: 'c', subject: '{{ event.type | shout }}', text: '{{ context.nobody }}' },
      },
    ],
  }

  expect(await pointersOf(body)).toEqual(['/tasks/0/notify/subject', '/tasks/0/notify/text'])
})

test('a workflow type that is not registered is refused, or doubted where that is allowed', async () => {
  const body = { ...sound, tasks: [{ name: 'a', workflow: { workflow_type: 'no.such' } }] }

  expect(await pointersOf(body)).toEqual(['/tasks/0/workflow/workflow_type'])
  expect(await check(body, { allowsUnregistered: true })).toMatchObject({
    errors: [],
    warnings: [{ pointer: '/tasks/0/workflow/workflow_type' }],
  })
})

test('an input is held against its schema as far as it stands already', async () => {
  const withInput = (input: unknown) => ({
    ...sound,
    tasks: [{ name: 'a', workflow: { workflow_type: 'invoice.send', input } }],
  })

  expect(await pointersOf(withInput({ invoice: 'x' }))).toEqual([
    '/tasks/0/workflow/input/invoice',
    '/tasks/0/workflow/input/to',
  ])
  expect(await pointersOf(withInput({ invoice: { $cel: 'event.data.n' }, to: 5 }))).toEqual([
    '/tasks/0/workflow/input/to',
  ])
  expect(await pointersOf(withInput({ $cel: 'event.data' }))).toEqual([])
})

test('names that are there twice, and orders that lead back or nowhere, are refused', async () => {
  const notify = { channel: 'c', text: 't' }
  const body = {
    ...sound,
    context: [
      { name: 'a', static: { value: 1 } },
      { name: 'a', static: { value: 2 } },
    ],
    condition: undefined,
    tasks: [
      { name: 'x', after: ['y'], notify },
      { name: 'y', after: ['x', 'nobody'], notify },
      { name: 'x', notify },
    ],
  }

  expect(await pointersOf(JSON.parse(JSON.stringify(body)))).toEqual([
    '/context/1/name',
    '/tasks/0/after',
    '/tasks/1/after',
    '/tasks/1/after/1',
    '/tasks/2/name',
  ])
})

test('a template that comes before another sees nothing of its results', async () => {
  const body = {
    ...sound,
    tasks: [
      { name: 'first', when: 'tasks.second == null', wait: { seconds: 1 } },
      { name: 'second', after: ['first'], when: 'tasks.first != null', wait: { seconds: 1 } },
    ],
  }

  expect(await pointersOf(body)).toEqual(['/tasks/0/when'])
})

test('parts of no kind and of two are refused', async () => {
  const body = {
    ...sound,
    context: [{ name: 'customer', optional: true }],
    tasks: [
      { name: 'a', wait: { seconds: 1 }, signal: { workflow_id: 'w', signal: 's' } },
      { name: 'b', wait: {} },
    ],
  }

  expect(await pointersOf(body)).toEqual(['/context/0', '/tasks/0', '/tasks/1/wait'])
})

test('what gathers events is refused where there are none, and beside another', async () => {
  const debounce = { wait_seconds: 5, max_wait_seconds: 1 }
  const batch = { max_size: 2, wait_seconds: 1 }
  const byHand = { ...sound, dedupe: undefined, trigger: { manual: {} } }

  expect(await pointersOf({ ...byHand, flow: { batch } })).toEqual(['/flow/batch'])
  expect(await pointersOf({ ...byHand, flow: { debounce } })).toEqual([
    '/flow/debounce',
    '/flow/debounce/max_wait_seconds',
  ])
  const both = { batch, debounce: { wait_seconds: 5 } }
  expect(await pointersOf({ ...sound, flow: both })).toEqual(['/flow/batch'])
})

test('forms and input schemas have to be JSON Schemas', async () => {
  const body = {
    ...sound,
    input_schema: { type: 'objekt' },
    tasks: [{ name: 'ask', human: { title: 'Ok?', groups: ['ops'], form: { properties: 5 } } }],
  }

  expect(await pointersOf(body)).toEqual(['/input_schema/type', '/tasks/0/human/form/properties'])
})

test('secrets that are not stored yet are a warning', async () => {
  const source = { name: 'rows', sql: { connection_secret: 'crm-db', query: 'select 1' } }

  const found = await check({ ...sound, context: [source], condition: 'true' }, options)

  expect(found).toMatchObject({
    errors: [],
    warnings: [{ pointer: '/context/0/sql/connection_secret' }],
  })
})

test('faults of shape are told with the others, and hide only the part they are in', async () => {
  const body = {
    ...sound,
    flow: { throttle: { limit: 0 } },
    condition: 'evnt == 1',
    tasks: [
      { name: 'a', sleep: 1 },
      { name: 'b', after: ['a'], when: '5', wait: { seconds: 1 } },
    ],
  }

  expect(await pointersOf(body)).toEqual([
    '/condition',
    '/flow/throttle/limit',
    '/flow/throttle/period_seconds',
    '/tasks/0/sleep',
    '/tasks/1/when',
  ])
})

test('a name that paths need, or that is written as an id, is refused', async () => {
  expect(await pointersOf({ ...sound, name: 'export' })).toEqual(['/name'])
  expect(await pointersOf({ ...sound, name: '0193a1f2-7a1b-7c3d-8e4f-5a6b7c8d9e0f' })).toEqual([
    '/name',
  ])
})

test('a channel that messages cannot go to is refused where it is named', async () => {
  const tell = (channel: string, name: string) => ({ name, notify: { channel, text: 'Hello' } })
  const tasks = [tell('ops', 'a'), tell('nowhere', 'b'), tell('nowhere', 'c')]

  expect(await errorsOf({ ...sound, tasks })).toEqual([
    { pointer: '/tasks/1/notify/channel', detail: 'there is none' },
    { pointer: '/tasks/2/notify/channel', detail: 'there is none' },
  ])
})

test('a definition that is too large is refused as a whole', async () => {
  const value = 'x'.repeat(300_000)
  const errors = await errorsOf({ ...sound, context: [{ name: 'customer', static: { value } }] })

  expect(errors).toMatchObject([{ pointer: '', detail: expect.stringContaining('262144') }])
})
