import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../server/test/wait.ts'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { recordHistory } from '../../test/pattern-stand.ts'
import type { ScheduledReport } from './workflow.ts'

const workflow_type = 'cookbook.schedule.v1'
const input = { report: 'sales' }
const never = { cron: ['0 0 1 1 * 2099'] }
const newId = (name: string) => `${name}-${randomUUID().slice(0, 8)}`

let stand: GatewayStand
let schedules: GatewayStand['client']['schedules']
beforeAll(async () => {
  stand = await startGatewayStand()
  ;({ schedules } = stand.client)
})
afterAll(() => stand[Symbol.asyncDispose]())

/** The runs that a schedule began, the oldest first, once there are so many. */
async function fires(id: string, atLeast: number) {
  return await eventually(async () => {
    const { recent } = await schedules.get(id)
    return recent.length >= atLeast && recent
  })
}

/** The ids of runs end with the second: another in the same would be the same run. */
async function triggerAfter(run: { started_at: string } | undefined, id: string): Promise<void> {
  const nextSecondMs = Date.parse(run?.started_at ?? '') + 1_000
  await eventually(() => Date.now() > nextSecondMs)
  await schedules.trigger(id)
}

async function reportOf(run: { workflow_id: string }): Promise<ScheduledReport> {
  // The workflow's output is what its schema says.
  return (await stand.handleOf(run).result()) as ScheduledReport
}

const stateOf = async (run: { workflow_id: string }) =>
  (await stand.handleOf(run).describe()).status.name

test.each([
  ['an interval', { intervals: [{ every_seconds: 1 }] }],
  ['a cron line', { cron: ['* * * * * * *'] }],
  ['a calendar', { calendars: [{ second: '*', minute: '*', hour: '*' }] }],
])('by %s, each run knows when it was due and where the last one left off', async (name, when) => {
  const id = newId(name.replaceAll(' ', '-'))
  await schedules.create(id, { workflow_type, input, ...when })
  const [first, second] = await fires(id, 2)
  await schedules.delete(id)

  if (!first || !second) throw new Error('there are two')
  const [before, report] = [await reportOf(first), await reportOf(second)]
  expect(report).toMatchObject({ report: 'sales', schedule_id: id })
  expect(report.nominal_at).toMatch(/\.000Z$/)
  expect(Date.parse(report.nominal_at ?? '')).toBe(Date.parse(second.scheduled_at))
  expect(report.late_ms).toBe(Date.parse(report.started_at) - Date.parse(report.nominal_at ?? ''))
  expect(report.late_ms).toBeGreaterThanOrEqual(0)
  expect([before.nominal_at, null]).toContain(report.previous_nominal_at)
  await recordHistory(stand.handleOf(second), new URL('./history.json', import.meta.url))
})

test('a paused schedule is silent until it is triggered, and begins when it is unpaused', async () => {
  const id = newId('paused')
  const every = { intervals: [{ every_seconds: 1 }] }
  await schedules.create(id, { workflow_type, input, ...every, paused: true, note: 'not yet' })

  await schedules.trigger(id)
  const [triggered] = await fires(id, 1)
  const { paused, note, next_fires, recent } = await schedules.get(id)
  await schedules.unpause(id, { note: 'now' })
  await fires(id, 2)
  await schedules.pause(id, { note: 'enough' })
  const after = await schedules.get(id)
  await schedules.delete(id)

  expect({ paused, note, runs: recent.length }).toEqual({ paused: true, note: 'not yet', runs: 1 })
  expect(next_fires.length).toBeGreaterThan(0)
  expect(triggered && (await reportOf(triggered))).toMatchObject({
    schedule_id: id,
    late_ms: expect.any(Number),
  })
  expect(after).toMatchObject({ paused: true, note: 'enough' })
})

test('a backfill makes the runs of times that are past, with those times', async () => {
  const id = newId('backfill')
  const span = { start_at: '2026-01-05T06:00:00Z', end_at: '2026-01-09T06:00:00Z' }
  await schedules.create(id, {
    workflow_type,
    input,
    cron: ['0 6 * * MON,WED,FRI 2026'],
    time_zone: 'UTC',
    paused: true,
  })

  const preview = await schedules.backfill(id, { ...span, dry_run: true })
  await schedules.backfill(id, span)
  const runs = await fires(id, 3)
  const reports = await Promise.all(runs.map(reportOf))
  await schedules.delete(id)

  const times = ['2026-01-05', '2026-01-07', '2026-01-09'].map((day) => `${day}T06:00:00.000Z`)
  expect(preview).toMatchObject({ status: 'preview', occurrences: 3, sent: 0 })
  expect(reports.map((report) => report.nominal_at).toSorted()).toEqual(times)
  expect(Math.min(...reports.map((report) => report.late_ms))).toBeGreaterThan(86_400_000)
})

test('an update says what later runs are told, and refuses to overwrite another', async () => {
  const id = newId('update')
  await schedules.create(id, { workflow_type, input, ...never })
  await schedules.trigger(id)
  const [triggered] = await fires(id, 1)
  const { etag } = await schedules.get(id)

  const next = { workflow_type, input: { report: 'costs' }, ...never }
  await schedules.put(id, next, { etag })
  const late = schedules.put(id, { ...next, input }, { etag })
  await expect(late).rejects.toMatchObject({ code: 'schedule-conflict' })
  await triggerAfter(triggered, id)
  const [first, second] = await fires(id, 2)
  await schedules.delete(id)

  expect(first && (await reportOf(first))).toMatchObject({ report: 'sales' })
  expect(second && (await reportOf(second))).toMatchObject({ report: 'costs' })
})

test.each([
  ['skip', { running: 1, skipped: 1, buffered: 0 }, ['RUNNING']],
  ['buffer_one', { running: 1, skipped: 0, buffered: 1 }, ['RUNNING']],
  ['buffer_all', { running: 1, skipped: 0, buffered: 1 }, ['RUNNING']],
  // Temporal counts as running only what could be in the way of another.
  ['allow_all', { running: 0, skipped: 0, buffered: 0 }, ['RUNNING', 'RUNNING']],
  ['cancel_other', { running: 1, skipped: 0, buffered: 0 }, ['CANCELLED', 'RUNNING']],
  ['terminate_other', { running: 1, skipped: 0, buffered: 0 }, ['TERMINATED', 'RUNNING']],
] as const)(
  '%s is what becomes of a fire that finds a run open',
  async (policy, counts, states) => {
    const id = newId(policy)
    const long = { report: 'sales', work_ms: 120_000 }
    await schedules.create(id, { workflow_type, input: long, ...never, overlap_policy: policy })

    await schedules.trigger(id)
    await fires(id, 1)
    // Runs are named by the second.
    await eventually(async () => new Date().getMilliseconds() < 200)
    await schedules.trigger(id)
    const { recent } = await eventually(async () => {
      const found = await schedules.get(id)
      const { skipped, buffered } = found.counts
      const isThere =
        found.running.length === counts.running &&
        found.recent.length === states.length &&
        skipped === counts.skipped &&
        buffered === counts.buffered
      return isThere && found
    })
    await schedules.delete(id)

    await eventually(
      async () => JSON.stringify(await Promise.all(recent.map(stateOf))) === JSON.stringify(states),
    )
    for (const run of recent)
      await stand
        .handleOf(run)
        .terminate()
        .catch(() => undefined)
  },
)

test('a run that fails pauses its schedule, where it is so wanted', async () => {
  const id = newId('failing')
  const failing = { report: 'sales', fails: true }
  await schedules.create(id, { workflow_type, input: failing, ...never, pause_on_failure: true })

  await schedules.trigger(id)

  await eventually(async () => (await schedules.get(id)).paused)
  await schedules.delete(id)
})

test('a run that is started by hand was due at no time', async () => {
  const report = await stand.run(workflow_type, input)

  expect(report).toMatchObject({ schedule_id: null, nominal_at: null, late_ms: 0 })
})
