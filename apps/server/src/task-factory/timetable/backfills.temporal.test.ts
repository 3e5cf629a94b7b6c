import { randomUUID } from 'node:crypto'
import type { ActivityRunSummary } from '@temporal-registry/contract/activity-runs'
import { isApiError } from '@temporal-registry/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '../../../test/database.ts'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../../test/raw-temporal.ts'
import { inDatabase } from '../../../test/postgres-setup.ts'
import { recordHistory } from '../../../test/record-history.ts'
import { eventually } from '../../../test/wait.ts'
import { mostAtOnce } from '../../../test/runs-at-once.ts'

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

const daily = { cron: ['30 2 * * *'], time_zone: 'UTC' }
/** Days of March 2026, both ends of the span among them. */
const march = (days: number) => ({
  from: '2026-03-01T00:00:00Z',
  to: `2026-03-${String(days).padStart(2, '0')}T23:59:59Z`,
})
const short = [{ name: 'pause', wait: { seconds: 0.05 } }]

async function define(members: object = {}, schedule: object = daily) {
  const name = `n-${randomUUID().slice(0, 8)}`
  const made = await gateway.client.activityDefinitions.create({
    ...{ name, trigger: { schedule }, tasks: short },
    ...members,
  })
  return { name, id: made.id }
}

async function untilOver(name: string, id: string) {
  const over = await gateway.client.activityBackfills.waitForEnd(name, id, { totalSeconds: 60 })
  expect(over.status).not.toBe('running')
  return over
}

async function runsOf(definitionId: string): Promise<readonly ActivityRunSummary[]> {
  const query = { definition_id: definitionId, limit: 1_000 }
  return (await gateway.client.activityRuns.list(query)).runs.toReversed()
}

async function ledgerOf(definitionId: string) {
  const query = { definition_id: definitionId, limit: 1_000 }
  return (await gateway.client.triggers.list(query)).triggers.toReversed()
}

async function refusalOf(asked: Promise<unknown>) {
  const error: unknown = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return isApiError(error)
    ? { code: error.code, message: error.message, problem: error.problem }
    : error
}

test('a dry run of 31 days of a daily cron says 31, and makes nothing', async () => {
  const { name, id } = await define()

  const preview = await gateway.client.activityBackfills.preview(name, march(31))

  expect(preview).toMatchObject({
    planned: 31,
    ran_already: 0,
    first_at: '2026-03-01T02:30:00.000Z',
    last_at: '2026-03-31T02:30:00.000Z',
  })
  expect(await runsOf(id)).toEqual([])
  expect(await ledgerOf(id)).toEqual([])
  expect((await gateway.client.activityBackfills.list(name)).backfills).toEqual([])
})

test('the same window twice makes its runs once, and by force once more', async () => {
  const { activityBackfills: backfills, events } = gateway.client
  const type = `done.${randomUUID()}`
  const { name, id } = await define({ tasks: [{ name: 'tell', emit: { type } }] })

  const first = await backfills.create(name, march(4))
  const once = await untilOver(name, first.id)
  const runs = await runsOf(id)
  const second = await backfills.create(name, march(4))
  const twice = await untilOver(name, second.id)
  const duplicates = (await ledgerOf(id)).filter(({ outcome }) => outcome === 'duplicate')
  const effects = (await events.list({ type })).events
  const forced = await untilOver(
    name,
    (await backfills.create(name, { ...march(4), force: true })).id,
  )

  expect(once).toMatchObject({ status: 'finished', planned: 4, started: 4, finished: 4, open: 0 })
  expect(runs.map((run) => run.scheduled_for)).toEqual(
    [1, 2, 3, 4].map((day) => `2026-03-0${day}T02:30:00.000Z`),
  )
  expect(runs[0]).toMatchObject({
    trigger_kind: 'backfill',
    occurrence_key: 't:2026-03-01T02:30:00.000Z',
    attempt: 1,
    backfill_id: first.id,
  })
  expect(twice).toMatchObject({ status: 'finished', planned: 4, started: 0, duplicate: 4 })
  expect(duplicates.map((row) => row.run_id)).toEqual(runs.map((run) => run.id))
  expect(effects).toHaveLength(4)
  expect(forced).toMatchObject({ status: 'finished', started: 4, duplicate: 0, force: true })
  const all = await runsOf(id)
  expect(all.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
  expect(all.slice(4).map((run) => run.occurrence_key)).toEqual(
    runs.map((run) => run.occurrence_key),
  )
}, 120_000)

test('no more than max_parallel runs are open at a time, and a cancel lets none follow', async () => {
  const { activityBackfills: backfills, activityRuns } = gateway.client
  const seconds = 'trigger.scheduled_for < timestamp("2026-03-09T00:00:00Z") ? 0.05 : 600.0'
  const { name, id } = await define({
    tasks: [{ name: 'pause', wait: { seconds: { $cel: seconds } } }],
  })

  const { id: backfillId } = await backfills.create(name, { ...march(31), max_parallel: 2 })
  await eventually(async () => (await backfills.get(name, backfillId)).started === 10, 60_000)
  const cancelled = await backfills.cancel(name, backfillId)
  const open = (await runsOf(id)).filter((run) => run.finished_at === null)
  for (const run of open) await activityRuns.cancel(run.id)
  const workflow = temporal.client.workflow.getHandle(`activity-backfill-${backfillId}`)
  await workflow.result()
  const ended = await eventually(async () => {
    const found = await backfills.get(name, backfillId)
    return found.open === 0 && found
  })

  const runs = await runsOf(id)
  expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'Cancelled by anonymous' })
  expect(open).toHaveLength(2)
  expect(runs).toHaveLength(10)
  expect(mostAtOnce(runs, 'fired_at')).toBe(2)
  expect(ended).toMatchObject({ planned: 31, decided: 10, started: 10, finished: 10 })
  expect(await backfills.cancel(name, backfillId)).toMatchObject({ status: 'cancelled' })
  recordHistory('backfill-activity', await workflow.fetchHistory())
}, 120_000)

test('one at a time waits for whatever run is open; more at a time do not', async () => {
  const { activityBackfills: backfills, activityRuns } = gateway.client
  const { name } = await define({
    tasks: [
      { name: 'pause', wait: { seconds: { $cel: 'trigger.kind == "manual" ? 600.0 : 0.05' } } },
    ],
  })
  const { run } = await activityRuns.trigger(name)

  const { id: patient } = await backfills.create(name, march(1))
  const { id: together } = await backfills.create(name, {
    ...{ from: '2026-03-02T00:00:00Z', to: '2026-03-03T23:00:00Z', max_parallel: 2 },
  })
  const over = await untilOver(name, together)
  const waiting = await activityRuns.list({ backfill_id: patient })
  await activityRuns.cancel(run?.id ?? '')

  expect(over).toMatchObject({ status: 'finished', finished: 2 })
  expect(waiting.runs).toMatchObject([{ status: 'queued' }])
  expect(await untilOver(name, patient)).toMatchObject({ status: 'finished', finished: 1 })
}, 120_000)

test('a limit of the definition slows a backfill down, and drops nothing', async () => {
  const { activityBackfills: backfills } = gateway.client
  const { name, id } = await define({
    flow: {
      rate_limit: { limit: 1, period_seconds: 0.5 },
      throttle: { limit: 1, period_seconds: 0.4 },
    },
  })

  const { id: backfillId } = await backfills.create(name, { ...march(4), max_parallel: 10 })
  const over = await untilOver(name, backfillId)

  expect(over).toMatchObject({ status: 'finished', outcomes: { started: 4 } })
  const firedAt = (await runsOf(id)).map((run) => Date.parse(run.fired_at))
  // Three times half a second, but for how late the first was written.
  expect((firedAt[3] ?? 0) - (firedAt[0] ?? 0)).toBeGreaterThan(1_000)
}, 120_000)

test('a backfill waits while its definition is paused, and fails once it is deleted', async () => {
  const { activityBackfills: backfills, activityDefinitions } = gateway.client
  const { name, id } = await define()
  const { id: backfillId } = await backfills.create(name, { ...march(31), per_minute: 120 })
  await eventually(async () => (await backfills.get(name, backfillId)).started >= 2)

  await activityDefinitions.pause(name, 'stock-taking')
  const waiting = await eventually(async () => {
    const found = await backfills.get(name, backfillId)
    return found.reason?.includes('stock-taking') && found
  })
  const before = waiting.decided
  await activityDefinitions.resume(name)
  await eventually(async () => (await backfills.get(name, backfillId)).decided > before, 30_000)
  await activityDefinitions.delete(name)
  const over = await eventually(async () => {
    const found = await backfills.get(id, backfillId)
    return found.status !== 'running' && found
  }, 30_000)

  expect(waiting.status).toBe('running')
  expect(over).toMatchObject({ status: 'failed', reason: 'The definition was deleted' })
}, 120_000)

test('a backfill whose workflow was terminated is begun again by a pass', async () => {
  const { activityBackfills: backfills, activityDefinitions } = gateway.client
  const { name } = await define()
  const { id: backfillId } = await backfills.create(name, { ...march(4), per_minute: 60 })
  await activityDefinitions.pause(name, 'stock-taking')
  // Nothing else begins it: no run of it is open, and nobody waits for a limit.
  await eventually(async () => {
    const { reason, open } = await backfills.get(name, backfillId)
    return reason?.includes('stock-taking') && open === 0
  }, 30_000)
  await temporal.client.workflow.getHandle(`activity-backfill-${backfillId}`).terminate()
  await activityDefinitions.resume(name)

  const keeper = temporal.client.schedule.getHandle(`${gateway.registryId}.timetable`)
  const over = await eventually(async () => {
    await inDatabase(place.url, (client) =>
      client.query(`update activity_backfills set seen_at = seen_at - interval '1 hour'`),
    )
    await keeper.trigger()
    const found = await backfills.get(name, backfillId)
    return found.status !== 'running' && found
  }, 60_000)

  expect(over).toMatchObject({ status: 'finished', planned: 4, started: 4, finished: 4, failed: 0 })
}, 120_000)

test('what cannot be is refused with its figures, and a repeated request gives the same backfill', async () => {
  const { activityBackfills: backfills, activityDefinitions } = gateway.client
  const { name } = await define()
  const other = await define({ trigger: { manual: {} } })
  const create = (body: object, of = name) =>
    refusalOf(backfills.create(of, { ...march(4), ...body }))
  const key = randomUUID()

  expect(await create({ to: '2026-02-01T00:00:00Z' })).toMatchObject({
    code: 'validation-failed',
    problem: { errors: [{ pointer: '/to' }] },
  })
  expect(await create({ to: '2126-03-01T00:00:00Z' })).toMatchObject({
    code: 'validation-failed',
    message: expect.stringContaining('future'),
  })
  expect(await create({ max_occurrences: 3 })).toMatchObject({
    code: 'backfill-too-large',
    problem: { occurrences: 4, max_occurrences: 3 },
  })
  expect(
    await refusalOf(backfills.preview(name, { ...march(4), from: '1970-01-01T00:00:00Z' })),
  ).toMatchObject({ code: 'backfill-too-large', problem: { max_occurrences: 10_000 } })
  expect(await create({}, other.name)).toMatchObject({ code: 'activity-definition-unscheduled' })
  expect(await create({}, 'nobody')).toMatchObject({ code: 'activity-definition-not-found' })
  expect(await refusalOf(backfills.get(name, randomUUID()))).toMatchObject({
    code: 'activity-backfill-not-found',
  })
  const once = await backfills.create(name, march(2), { idempotencyKey: key })
  const again = await backfills.create(name, march(2), { idempotencyKey: key })
  expect(again.id).toBe(once.id)
  await activityDefinitions.disable(name)
  expect(await create({})).toMatchObject({ code: 'activity-definition-inactive' })
}, 60_000)
