import { randomUUID } from 'node:crypto'
import type { ActivityRunSummary } from '@temporal-registry/contract/activity-runs'
import type { TriggerRecord } from '@temporal-registry/contract/triggers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '../../../test/database.ts'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../../test/raw-temporal.ts'
import { inDatabase } from '../../../test/postgres-setup.ts'
import { recordHistory } from '../../../test/record-history.ts'
import { eventually } from '../../../test/wait.ts'

const newName = () => `n-${randomUUID().slice(0, 8)}`
const yearly = { cron: ['0 0 1 1 *'] }
const shortTask = [{ name: 'pause', wait: { seconds: 0.05 } }]
let gateway: TestGateway
let temporal: RawTemporal
let place: Awaited<ReturnType<typeof freshPostgres>>

beforeAll(async () => {
  place = await freshPostgres()
  temporal = await connectRawTemporal()
  gateway = await startTestGateway({ database: `{ url: '${place.url}' }` })
})

afterAll(async () => {
  await gateway.close()
  await temporal[Symbol.asyncDispose]()
  await place.remove()
})

async function call<T>(method: string, path: string, body?: unknown) {
  const response = await fetch(gateway.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  // The pages' shapes are checked by the gateway of a test.
  return { status: response.status, json: (text === '' ? null : JSON.parse(text)) as T }
}

async function define(schedule: object, members: object = {}) {
  const made = await call<{ id: string; name: string }>('POST', '/activity-definitions', {
    ...{ name: newName(), trigger: { schedule }, tasks: shortTask },
    ...members,
  })
  expect(made).toMatchObject({ status: 201 })
  return made.json
}

const handleOf = (id: string) => temporal.client.schedule.getHandle(`activity-schedule-${id}`)
const isGone = async (id: string) =>
  handleOf(id)
    .describe()
    .then(
      () => false,
      () => true,
    )

async function upcoming(name: string, query = '') {
  const found = await call<{ times: string[]; more: boolean }>(
    'GET',
    `/activity-definitions/${name}/upcoming?${query}`,
  )
  return found.json
}

async function ledgerOf(id: string): Promise<TriggerRecord[]> {
  const { json } = await call<{ triggers: TriggerRecord[] }>('GET', `/triggers?definition_id=${id}`)
  return json.triggers
}

async function runsOf(id: string): Promise<ActivityRunSummary[]> {
  const { json } = await call<{ runs: ActivityRunSummary[] }>(
    'GET',
    `/activity-runs?definition_id=${id}`,
  )
  return json.runs
}

test('a time that a change of clocks leaves out never comes, and one that comes twice fires once', async () => {
  const schedule = { cron: ['30 2 * * *'], time_zone: 'Europe/Berlin' }
  const { name } = await define(schedule)
  const march = { from: '2026-03-27T00:00:00Z', to: '2026-03-31T00:00:00Z' }

  const spring = await upcoming(name, new URLSearchParams(march).toString())
  const autumn = await upcoming(name, 'from=2026-10-24T22:00:00Z&to=2026-10-25T23:00:00Z')
  const preview = await call('POST', '/activity-definitions/upcoming', { schedule, ...march })

  const days = ['27T01:30', '28T01:30', '30T00:30'].map((day) => `2026-03-${day}:00.000Z`)
  expect(spring).toEqual({ times: days, more: false })
  expect(autumn.times).toHaveLength(1)
  expect(preview).toMatchObject({ status: 200, json: { times: days } })
})

test('single moments, exclusions and bounds compose', async () => {
  const { name } = await define({
    at: ['2030-05-01T10:00:00+02:00', '2030-05-02T00:00:00Z', '2031-01-01T00:00:00Z'],
    intervals: [{ every_seconds: 86_400 }],
    exclude: [{ day_of_month: 2, hour: '*' }],
    time_zone: 'Asia/Tokyo',
    start_at: '2030-05-01T00:00:00Z',
    end_at: '2030-05-03T12:00:00Z',
  })

  const { times } = await upcoming(name, 'from=2030-04-01T00:00:00Z&to=2032-01-01T00:00:00Z')

  // In Tokyo midnight of UTC is 9 o'clock of the same day.
  expect(times).toEqual([
    '2030-05-01T00:00:00.000Z',
    '2030-05-01T08:00:00.000Z',
    '2030-05-03T00:00:00.000Z',
  ])
})

test('a definition that has no times says so, and bad times are not previewed', async () => {
  const made = await define({}, { trigger: { manual: {} } })

  expect(await call('GET', `/activity-definitions/${made.name}/upcoming`)).toMatchObject({
    status: 409,
    json: { code: 'activity-definition-unscheduled' },
  })
  const schedule = { cron: ['99 * * * *'] }
  expect(await call('POST', '/activity-definitions/upcoming', { schedule })).toMatchObject({
    status: 422,
    json: { code: 'schedule-spec-invalid', errors: [{ pointer: '/schedule/cron/0' }] },
  })
  const backwards = { schedule: yearly, from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' }
  expect(await call('POST', '/activity-definitions/upcoming', backwards)).toMatchObject({
    status: 400,
    json: { code: 'validation-failed', errors: [{ pointer: '/to' }] },
  })
})

test('the schedule follows the definition, and nobody else may touch it', async () => {
  const { id, name } = await define(yearly)
  const path = `/activity-definitions/${name}`
  const body = { name, trigger: { schedule: { cron: ['0 6 * * *'] } }, tasks: shortTask }
  const schedule = handleOf(id)

  await eventually(async () => !(await isGone(id)))
  await call('PUT', path, body)
  const { times } = await upcoming(name, 'limit=1')
  const next = await eventually(async () => {
    const [at] = (await schedule.describe()).info.nextActionTimes
    return at?.toISOString() === times[0] && at
  })
  expect(next.getUTCHours()).toBe(6)

  for (const [verb, isPaused] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    await call('POST', `${path}/${verb}`)
    await eventually(async () => (await schedule.describe()).state.paused === isPaused)
  }
  expect(await call('DELETE', `/schedules/activity-schedule-${id}`)).toMatchObject({
    json: { code: 'schedule-protected' },
  })

  expect((await call('DELETE', path)).status).toBe(204)
  await eventually(() => isGone(id))
  expect((await call('DELETE', path)).status).toBe(404)
})

test('what fires is in the ledger under its time; a fire that finds a run open is skipped', async () => {
  const { id, name } = await define(
    { intervals: [{ every_seconds: 1 }] },
    { tasks: [{ name: 'long', wait: { seconds: 30 } }] },
  )

  const records = await eventually(async () => {
    const found = await ledgerOf(id)
    return found.length >= 3 && found
  })
  await call('DELETE', `/activity-definitions/${name}`)

  const outcomes = records.toReversed().map(({ outcome }) => outcome)
  expect(outcomes.slice(0, 3)).toEqual(['started', 'skipped_overlap', 'skipped_overlap'])
  const [run] = await runsOf(id)
  expect(run).toMatchObject({ trigger_kind: 'schedule', status: 'running' })
  expect(run?.occurrence_key).toBe(`t:${run?.scheduled_for}`)
  expect(run?.scheduled_for).toMatch(/\.000Z$/)
  expect(run?.workflow_id).toMatch(new RegExp(`^wf-${id}-`))
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
  const fires = /^temporal_registry_activity_schedule_lag_seconds_count\{.*\} (\d+)/m.exec(metrics)
  expect(Number(fires?.[1])).toBeGreaterThanOrEqual(3)
})

test('a pass brings back a schedule that was deleted, and removes one that nobody wants', async () => {
  const { id } = await define(yearly)
  await eventually(async () => !(await isGone(id)))
  const orphanId = randomUUID()
  await temporal.client.schedule.create({
    scheduleId: `activity-schedule-${orphanId}`,
    spec: { cronExpressions: ['0 0 1 1 *'] },
    action: { type: 'startWorkflow', workflowType: 'x', taskQueue: 'x' },
    memo: { temporal_registry: { registry: gateway.registryId, managed_by: 'system' } },
  })
  await handleOf(id).delete()
  const keeper = temporal.client.schedule.getHandle(`${gateway.registryId}.timetable`)

  await eventually(async () => {
    await keeper.trigger()
    return !(await isGone(id)) && isGone(orphanId)
  })

  // Counted once it is seen to be as it is to be, by each of the passes that met at it.
  for (const repair of ['created', 'removed']) {
    const counted = new RegExp(`activity_schedule_repairs\\{repair="${repair}",.*\\} [1-9]`)
    await eventually(async () => counted.test(await (await fetch(`${gateway.url}/metrics`)).text()))
  }
  const { recentActions } = (await keeper.describe()).info
  const pass = temporal.client.workflow.getHandle(
    recentActions.at(0)?.action.workflow.workflowId ?? '',
  )
  await pass.result()
  recordHistory('keep-timetable', await pass.fetchHistory())
})

test('a schedule that Temporal refuses keeps no pass from the others', async () => {
  const refused = await define({ ...yearly, time_zone: 'Us/Pacific' })
  const { id } = await define(yearly)
  await eventually(async () => !(await isGone(id)))
  await handleOf(id).delete()
  const keeper = temporal.client.schedule.getHandle(`${gateway.registryId}.timetable`)

  await eventually(async () => {
    await keeper.trigger()
    return !(await isGone(id))
  })

  const { recentActions } = (await keeper.describe()).info
  const passes = recentActions.map(({ action }) =>
    temporal.client.workflow.getHandle(action.workflow.workflowId).result(),
  )
  await expect(Promise.all(passes)).resolves.toBeDefined()
  expect(await call('GET', `/activity-definitions/${refused.name}/upcoming`)).toMatchObject({
    status: 422,
    json: { code: 'schedule-spec-invalid' },
  })
  await call('DELETE', `/activity-definitions/${refused.name}`)
})

test('a run whose workflow was terminated is ended by a pass, and hands its place on', async () => {
  const { name } = await define(yearly, {
    flow: { concurrency: { limit: 1 } },
    tasks: [{ name: 'pause', wait: { seconds: { $cel: 'input.seconds' } } }],
  })
  const trigger = async (seconds: number) => {
    const path = `/activity-definitions/${name}/trigger`
    const { json } = await call<{ run: ActivityRunSummary }>('POST', path, { input: { seconds } })
    return json.run
  }
  const { id, workflow_id: workflowId } = await trigger(3_600)
  const waiting = await trigger(0.05)
  const statusOf = async (runId: string) =>
    (await call<ActivityRunSummary>('GET', `/activity-runs/${runId}`)).json.status
  await eventually(async () => (await statusOf(id)) === 'running')

  await temporal.client.workflow.getHandle(workflowId).terminate()
  await inDatabase(place.url, (client) =>
    client.query(
      `update activity_runs set started_at = now() - interval '2 minutes' where id = '${id}'`,
    ),
  )
  const keeper = temporal.client.schedule.getHandle(`${gateway.registryId}.timetable`)
  await eventually(async () => {
    await keeper.trigger()
    return (await statusOf(id)) === 'cancelled'
  })

  const { json } = await call<ActivityRunSummary>('GET', `/activity-runs/${id}`)
  expect(json.reason).toBe('Its workflow was terminated')
  await eventually(async () => (await statusOf(waiting.id)) === 'succeeded')
})
