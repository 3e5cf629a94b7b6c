import { randomUUID } from 'node:crypto'
import type { ProblemJson } from '@temporal-registry/contract/problem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../test/raw-temporal.ts'
import { startTestWorker, testTypes, type TestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let worker: TestWorker
let temporal: RawTemporal

beforeAll(async () => {
  gateway = await startTestGateway()
  temporal = await connectRawTemporal()
  worker = await startTestWorker(gateway, {
    types: [
      ...testTypes,
      { workflow_type: 'off', enabled: false },
      { workflow_type: 'hop', search_attributes: [{ name: 'CustomNumber', type: 'Int' }] },
    ],
  })
  await gateway.client.workflows.put({ workflow_type: 'nobody', task_queue: 'nobody' })
})

afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
  await temporal[Symbol.asyncDispose]()
})

const hour = 3_600_000
const iso = (fromNowMs: number) => new Date(Date.now() + fromNowMs).toISOString()
const echo = (more: object) => ({ workflow_type: 'echo', ...more })

const refused: readonly [name: string, body: unknown, status: number, code: string, at: string][] =
  [
    ['no type', {}, 400, 'validation-failed', '/workflow_type'],
    ['an unknown member', echo({ corn: [] }), 400, 'validation-failed', '/corn'],
    ['an unknown type', { workflow_type: 'x' }, 404, 'workflow-type-not-found', ''],
    ['a disabled type', { workflow_type: 'off' }, 409, 'workflow-type-disabled', ''],
    ['a type without worker', { workflow_type: 'nobody' }, 503, 'no-ready-target', ''],
    [
      'an interval of 0',
      echo({ interval_seconds: 0 }),
      400,
      'validation-failed',
      '/interval_seconds',
    ],
    [
      'an endless interval',
      echo({ interval_seconds: 99999999999999 }),
      400,
      'validation-failed',
      '/interval_seconds',
    ],
    [
      'no offsets',
      echo({ fire_offsets_seconds: [] }),
      400,
      'validation-failed',
      '/fire_offsets_seconds',
    ],
    [
      'a negative offset',
      echo({ fire_offsets_seconds: [-1] }),
      400,
      'validation-failed',
      '/fire_offsets_seconds/0',
    ],
    [
      'an endless offset',
      echo({ fire_offsets_seconds: [999999999999] }),
      400,
      'validation-failed',
      '/fire_offsets_seconds/0',
    ],
    [
      'offsets with bounds',
      echo({ fire_offsets_seconds: [1], end_at: iso(hour) }),
      400,
      'validation-failed',
      '/end_at',
    ],
    [
      'offsets with cron',
      echo({ fire_offsets_seconds: [1], cron: ['* * * * *'] }),
      400,
      'validation-failed',
      '/cron',
    ],
    [
      'a naive time',
      echo({ start_at: '2050-01-01T00:00:00' }),
      400,
      'validation-failed',
      '/start_at',
    ],
    ['a past end', echo({ end_at: iso(-hour) }), 400, 'validation-failed', '/end_at'],
    [
      'a time before all',
      echo({ start_at: '0001-01-01T00:00:00+09:00' }),
      400,
      'validation-failed',
      '/start_at',
    ],
    [
      'an end before the start',
      echo({ start_at: iso(2 * hour), end_at: iso(hour) }),
      400,
      'validation-failed',
      '/end_at',
    ],
    [
      'a bad cron line',
      echo({ cron: ['0 9 * * *', '61 * * * *'] }),
      422,
      'schedule-spec-invalid',
      '/cron/1',
    ],
    [
      'a bad zone',
      echo({ cron: ['0 9 * * *'], time_zone: 'Europe/Atlantis' }),
      422,
      'schedule-spec-invalid',
      '/time_zone',
    ],
    [
      'an offset as zone',
      echo({ time_zone: '+01:00' }),
      422,
      'schedule-spec-invalid',
      '/time_zone',
    ],
    [
      'a zone that the database spells otherwise',
      echo({ time_zone: 'europe/BERLIN' }),
      422,
      'schedule-spec-invalid',
      '/time_zone',
    ],
    [
      'a zone that leads to another and is spelled otherwise',
      echo({ time_zone: 'us/pacific' }),
      422,
      'schedule-spec-invalid',
      '/time_zone',
    ],
    [
      'a zone of which only Temporal knows that it is spelled otherwise',
      echo({ time_zone: 'Us/Pacific' }),
      422,
      'schedule-spec-invalid',
      '',
    ],
    [
      'two zones',
      echo({ cron: ['TZ=Asia/Tokyo 0 9 * * *', 'TZ=Asia/Dubai 0 9 * * *'] }),
      422,
      'schedule-spec-invalid',
      '/cron',
    ],
    [
      'a bad calendar',
      echo({ calendars: [{ hour: 25 }] }),
      422,
      'schedule-spec-invalid',
      '/calendars/0',
    ],
    [
      'a bad exclusion',
      echo({ exclude: [{ month: 'Foo' }] }),
      422,
      'schedule-spec-invalid',
      '/exclude/0',
    ],
    [
      'an offset over its interval',
      echo({ intervals: [{ every_seconds: 5, offset_seconds: 5 }] }),
      400,
      'validation-failed',
      '/intervals/0/offset_seconds',
    ],
    [
      'an unknown policy',
      echo({ overlap_policy: 'maybe' }),
      400,
      'validation-failed',
      '/overlap_policy',
    ],
    [
      'a bad input',
      { workflow_type: 'nap', input: { ms: 'x' } },
      400,
      'input-invalid',
      '/input/ms',
    ],
    ['input and args', echo({ input: 1, args: [] }), 400, 'validation-failed', '/args'],
    [
      'an undeclared attribute',
      echo({ search_attributes: { foo: 'x' } }),
      400,
      'search-attribute-unusable',
      '/search_attributes/foo',
    ],
    [
      'an attribute of another type',
      { workflow_type: 'hop', search_attributes: { CustomNumber: 'x' } },
      400,
      'search-attribute-unusable',
      '/search_attributes/CustomNumber',
    ],
    [
      "the registry's memo",
      echo({ memo: { temporal_registry: 1 } }),
      400,
      'validation-failed',
      '/memo/temporal_registry',
    ],
    [
      'a workflow id with no room for the time',
      echo({ workflow_id: 'x'.repeat(990) }),
      400,
      'validation-failed',
      '/workflow_id',
    ],
    [
      'too long a catch-up window',
      echo({ catchup_window_seconds: 1 }),
      400,
      'validation-failed',
      '/catchup_window_seconds',
    ],
  ]

test.each(refused)('%s is refused, and nothing is made', async (...[, body, status, code, at]) => {
  const id = `bad-${randomUUID()}`

  const answer = await fetch(`${gateway.url}/schedules/${id}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })

  const problem = (await answer.json()) as ProblemJson
  expect([answer.status, problem.code]).toEqual([status, code])
  if (at !== '') expect(problem.errors?.map(({ pointer }) => pointer)).toContain(at)
  expect((await fetch(`${gateway.url}/schedules/${id}`)).status).toBe(404)
})

test.each([
  ['an id with no room', 'x'.repeat(990), 400],
  ["the registry's own", 'own', 403],
])('the schedule id is refused: %s', async (_name, given, status) => {
  const id = given === 'own' ? `${gateway.registryId}.reconcile-schedules` : given

  const answer = await fetch(`${gateway.url}/schedules/${id}`, {
    method: 'POST',
    body: JSON.stringify(echo({})),
  })

  expect(answer.status).toBe(status)
})

test('a schedule id may hold any characters but control ones', async () => {
  const id = `odd id/with %, ünï & ${randomUUID()}`

  const created = await gateway.client.schedules.create(id, echo({ cron: ['0 0 1 1 * 2099'] }))

  expect(created.status).toBe('created')
  expect((await gateway.client.schedules.get(id)).id).toBe(id)
  await gateway.client.schedules.delete(id)
})

test('a PUT says a time, and nothing of what is refused replaces what there was', async () => {
  const { schedules } = gateway.client
  const id = `kept-${randomUUID()}`
  await schedules.put(id, echo({ cron: ['0 0 1 1 * 2099'], labels: { tier: 'gold' } }))
  const before = await schedules.get(id)

  const bodies = [
    echo({}),
    echo({ cron: ['x'] }),
    echo({ cron: ['0 0 * * *'], labels: { tier: 'lead' } }),
    { workflow_type: 'nap', cron: ['0 0 * * *'] },
    { workflow_type: 'unknown', cron: ['0 0 * * *'] },
  ]
  const statuses = []
  for (const body of bodies) {
    const answer = await fetch(`${gateway.url}/schedules/${id}`, {
      method: 'PUT',
      body: JSON.stringify(body),
    })
    statuses.push(answer.status)
  }

  expect(statuses).toEqual([400, 422, 409, 400, 404])
  expect(await schedules.get(id)).toEqual(before)
})

test.each(['pause', 'unpause', 'trigger', 'upcoming', ''])(
  'a schedule that is not there is a 404: %s',
  async (verb) => {
    const method = verb === 'upcoming' || verb === '' ? 'GET' : 'POST'

    const answer = await fetch(`${gateway.url}/schedules/absent/${verb}`.replace(/\/$/, ''), {
      method,
    })

    expect([answer.status, ((await answer.json()) as ProblemJson).code]).toEqual([
      404,
      'schedule-not-found',
    ])
  },
)
