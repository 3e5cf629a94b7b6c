import { randomUUID } from 'node:crypto'
import { ScheduleOverlapPolicy } from '@temporalio/client'
import { isApiError } from '@temporal-registry/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'
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
      {
        workflow_type: 'facts',
        schedule_input_warnings: [{ field: 'provider', message: 'no provider set' }],
      },
    ],
  })
})

afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
  await temporal[Symbol.asyncDispose]()
})

const newId = (name: string) => `${name}-${randomUUID().slice(0, 8)}`
const never = { cron: ['0 0 1 1 * 2099'] }
const raw = (id: string) => temporal.client.schedule.getHandle(id)

test('every member of a body reaches the schedule', async () => {
  const { schedules } = gateway.client
  const id = newId('whole')
  const start = new Date(Date.now() + 86_400_000)
  const end = new Date(Date.now() + 172_800_000)

  await schedules.create(id, {
    workflow_type: 'echo',
    workflow_id: 'whole-run',
    input: { a: 1 },
    cron: ['0 9 * * MON-FRI', '30 18 1 * *'],
    calendars: [{ hour: 12, day_of_month: '1,15', comment: 'twice a month' }],
    intervals: [{ every_seconds: 3_600, offset_seconds: 60 }],
    exclude: [{ month: 'DEC', day_of_month: 25, hour: '*', minute: '*', second: '*' }],
    time_zone: 'Europe/Berlin',
    jitter_seconds: 5,
    start_at: start.toISOString(),
    end_at: end.getTime() / 1000,
    overlap_policy: 'buffer_all',
    catchup_window_seconds: 120,
    pause_on_failure: true,
    remaining_actions: 7,
    paused: true,
    note: 'not yet',
    memo: { team: 'blue' },
    timeouts: { execution_seconds: 600, run_seconds: 300, task_seconds: 20 },
    retry: { maximum_attempts: 3, initial_interval_seconds: 2 },
    labels: { tier: 'gold' },
  })

  const { spec, policies, state, action, memo } = await raw(id).describe()
  expect(spec.calendars?.map(({ comment }) => comment)).toEqual([
    'cron: 0 9 * * MON-FRI',
    'cron: 30 18 1 * *',
    'twice a month',
  ])
  expect(spec.calendars?.[0]?.dayOfWeek).toMatchObject([{ start: 'MONDAY', end: 'FRIDAY' }])
  expect(spec.intervals).toEqual([{ every: 3_600_000, offset: 60_000 }])
  expect(spec.skip).toHaveLength(1)
  expect(spec).toMatchObject({ timezone: 'Europe/Berlin', jitter: 5_000 })
  expect(spec.startAt).toEqual(start)
  expect(Math.abs((spec.endAt?.getTime() ?? 0) - end.getTime())).toBeLessThan(2)
  expect(policies).toEqual({
    overlap: ScheduleOverlapPolicy.BUFFER_ALL,
    catchupWindow: 120_000,
    pauseOnFailure: true,
  })
  expect(state).toMatchObject({ paused: true, note: 'not yet', remainingActions: 7 })
  expect(action).toMatchObject({
    workflowId: 'whole-run',
    workflowType: 'echo',
    taskQueue: worker.taskQueue,
    args: [{ a: 1 }],
    workflowExecutionTimeout: 600_000,
    workflowRunTimeout: 300_000,
    workflowTaskTimeout: 20_000,
    retry: { maximumAttempts: 3 },
    memo: { team: 'blue', temporal_registry: { late_bound: true, schedule_id: id } },
  })
  expect(memo).toMatchObject({
    temporal_registry: {
      registry: gateway.registryId,
      managed_by: 'api',
      labels: { tier: 'gold' },
    },
  })
})

test('what is read of a schedule can be put back, and says the same', async () => {
  const { schedules } = gateway.client
  const id = newId('round')
  const body = {
    workflow_type: 'echo',
    args: ['a', { b: 2 }],
    cron: ['0 9 * * MON-FRI # morning'],
    calendars: [{ hour: '12', year: '2098-2099/1' }],
    intervals: [{ every_seconds: 86_400 }],
    time_zone: 'Asia/Tokyo',
    overlap_policy: 'allow_all' as const,
    paused: true,
    note: 'a note',
    memo: { team: 'blue' },
    timeouts: { run_seconds: 30 },
    retry: { maximum_attempts: 2, backoff_coefficient: 3 },
    labels: { tier: 'gold' },
  }

  const stored = await schedules.put(id, body)
  const first = await schedules.get(id)
  const again = await schedules.put(id, first.definition, { etag: first.etag })
  const second = await schedules.get(id)

  expect(stored).toEqual({ id, status: 'created', task_queue: worker.taskQueue, warnings: [] })
  expect(again.status).toBe('updated')
  expect(first.definition).toEqual({ ...body, calendars: [{ hour: '12', year: '2098-2099' }] })
  expect(second.definition).toEqual(first.definition)
  expect(second.etag).not.toBe(first.etag)
  await expect(schedules.put(id, first.definition, { etag: first.etag })).rejects.toSatisfy(
    (error) => isApiError(error, 'schedule-conflict'),
  )
})

test('a schedule fires by itself, and its runs say which schedule began them', async () => {
  const { schedules, runs } = gateway.client
  const id = newId('fires')

  await schedules.create(id, { workflow_type: 'echo', interval_seconds: 1, input: 'tick' })

  const fired = await eventually(async () => {
    const found = await schedules.get(id)
    return found.counts.fired >= 2 && found
  })
  const result = await runs.waitForResult(fired.recent[0]?.workflow_id ?? '', { totalSeconds: 20 })
  const run = await runs.get(fired.recent[0]?.workflow_id ?? '')
  expect(result).toMatchObject({ status: 'completed', result: 'tick' })
  expect(run.route).toMatchObject({ schedule_id: id, task_queue: worker.taskQueue })
  expect(fired.next_fires.length).toBe(10)
  await schedules.delete(id)
})

test("the original's body and answers are kept", async () => {
  const id = newId('original')
  const post = (body: object) =>
    fetch(`${gateway.url}/schedules/${id}`, { method: 'POST', body: JSON.stringify(body) })

  const created = await post({ workflow_type: 'echo', start_at: null, end_at: null })
  const repeated = await post({ workflow_type: 'echo', interval_seconds: 5 })
  const got = await fetch(`${gateway.url}/schedules/${id}`)
  const deleted = await fetch(`${gateway.url}/schedules/${id}`, { method: 'DELETE' })
  const again = await fetch(`${gateway.url}/schedules/${id}`, { method: 'DELETE' })
  const warned = await post({ workflow_type: 'facts', input: { provider: '' }, ...never })

  expect([created.status, await created.text()]).toEqual([201, ''])
  expect([repeated.status, await repeated.json()]).toEqual([200, { status: 'already_exists', id }])
  expect(await got.json()).toMatchObject({
    id,
    paused: false,
    running: [],
    recent: [],
    definition: { workflow_type: 'echo', input: {}, intervals: [{ every_seconds: 60 }] },
  })
  expect([deleted.status, again.status]).toEqual([204, 404])
  expect([warned.status, await warned.json()]).toEqual([
    201,
    { warnings: [{ field: 'provider', message: 'no provider set' }] },
  ])
})

test('fire_offsets_seconds of only 0 loses no run, 20 of 20 at a time', async () => {
  const { schedules, runs } = gateway.client
  const prefix = newId('now')
  const ids = Array.from({ length: 20 }, (_, at) => `${prefix}-${at}`)

  const created = await Promise.all(
    ids.map((id) =>
      schedules.create(id, { workflow_type: 'echo', input: { id }, fire_offsets_seconds: [0] }),
    ),
  )

  expect(created.every(({ status }) => status === 'created')).toBe(true)
  const found = await eventually(async () => {
    const { runs: listed } = await runs.list({ query: `WorkflowId STARTS_WITH '${prefix}'` })
    const done = listed.filter(({ status }) => status === 'completed')
    return done.length === 20 && done
  })
  const fired = new Set(found.map(({ workflow_id: id }) => id.replace(/-\d{4}-.*$/, '')))
  expect(fired).toEqual(new Set(ids))
  expect((await schedules.list({ q: prefix })).schedules).toEqual([])
})

test('a repeated fire at once under one key is one run', async () => {
  const { schedules, runs } = gateway.client
  const id = newId('keyed')
  const body = { workflow_type: 'echo', fire_offsets_seconds: [0] }

  for (let at = 0; at < 3; at++) await schedules.create(id, body, { idempotencyKey: 'one' })

  const { runs: begun } = await eventually(async () => {
    const page = await runs.list({ query: `WorkflowId STARTS_WITH '${id}'` })
    return page.runs.length > 0 && page
  })
  expect(begun).toHaveLength(1)
})

test('relative offsets fire once each, 0 at once', async () => {
  const { schedules } = gateway.client
  const id = newId('offsets')

  await schedules.create(id, {
    workflow_type: 'echo',
    fire_offsets_seconds: [0, 1, 2, 2],
    overlap_policy: 'allow_all',
  })

  await eventually(async () => (await schedules.get(id)).counts.fired === 3)
  const { spec } = await raw(id).describe()
  expect(spec.calendars?.map(({ comment }) => comment)).toEqual([
    'relative offset 1s',
    'relative offset 2s',
  ])
})

test('pause, unpause, trigger and upcoming do what they say', async () => {
  const { schedules } = gateway.client
  const id = newId('verbs')
  await schedules.create(id, { workflow_type: 'echo', cron: ['0 12 * * *'] })

  await schedules.pause(id, { note: 'holidays' })
  const paused = await schedules.get(id)
  await schedules.trigger(id, { overlap_policy: 'allow_all', idempotencyKey: 'once' })
  await schedules.trigger(id, { overlap_policy: 'allow_all', idempotencyKey: 'once' })
  const fired = await eventually(async () => {
    const found = await schedules.get(id)
    return found.counts.fired > 0 && found
  })
  await schedules.unpause(id)
  const unpaused = await schedules.get(id)
  const span = { from: '2030-01-01T12:00:00Z', to: '2030-01-03T12:00:00Z' }
  const upcoming = await schedules.upcoming(id, span)
  const limited = await schedules.upcoming(id, { ...span, limit: 2 })

  expect(paused).toMatchObject({ paused: true, note: 'holidays' })
  expect(fired).toMatchObject({ paused: true, counts: { fired: 1 } })
  expect(unpaused).toMatchObject({ paused: false, note: 'Unpaused through the registry' })
  expect(upcoming).toEqual({
    id,
    times: ['2030-01-01T12:00:00.000Z', '2030-01-02T12:00:00.000Z', '2030-01-03T12:00:00.000Z'],
    more: false,
  })
  expect(limited).toMatchObject({ times: { length: 2 }, more: true })
})

test('a schedule with a queue of its own keeps it, and others keep theirs while it is ready', async () => {
  const { schedules } = gateway.client
  const id = newId('pinned')

  await schedules.put(id, { workflow_type: 'echo', task_queue: 'elsewhere', ...never })
  const pinned = await schedules.get(id)
  await schedules.put(id, { workflow_type: 'echo', ...never })
  const followed = await schedules.get(id)

  expect(pinned).toMatchObject({ task_queue: 'elsewhere', late_bound: false })
  expect(pinned.definition.task_queue).toBe('elsewhere')
  expect(followed).toMatchObject({ task_queue: worker.taskQueue, late_bound: true })
})

test('two who change a schedule at once both find it whole', async () => {
  const { schedules } = gateway.client
  const id = newId('race')
  await schedules.put(id, { workflow_type: 'echo', ...never })

  const stored = await Promise.allSettled(
    Array.from({ length: 6 }, (_, at) =>
      schedules.put(id, { workflow_type: 'echo', input: { at }, note: `n${at}`, ...never }),
    ),
  )

  const { definition } = await schedules.get(id)
  expect(stored.every(({ status }) => status === 'fulfilled')).toBe(true)
  expect(definition.note).toBe(`n${(definition.input as { at: number }).at}`)
})

test('a schedule of another program can be read, and is not replaced', async () => {
  const { schedules } = gateway.client
  const id = newId('external')
  await temporal.client.schedule.create({
    scheduleId: id,
    spec: { calendars: [{ hour: 3 }], intervals: [{ every: '1h' }] },
    action: { type: 'startWorkflow', workflowType: 'echo', taskQueue: 'theirs', args: [1] },
  })

  const found = await schedules.get(id)

  expect(found).toMatchObject({ managed_by: 'external', late_bound: false, task_queue: 'theirs' })
  expect(found.definition).toMatchObject({
    calendars: [{ hour: '3' }],
    intervals: [{ every_seconds: 3_600 }],
    input: 1,
  })
  await expect(schedules.put(id, { workflow_type: 'echo', ...never })).rejects.toSatisfy((error) =>
    isApiError(error, 'schedule-conflict'),
  )
})
