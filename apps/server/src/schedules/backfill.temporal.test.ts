import { randomUUID } from 'node:crypto'
import { isApiError } from '@temporal-registry/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let worker: TestWorker

beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway)
})

afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

const from = Date.UTC(2026, 0, 1)
/** A span that holds so many whole hours, both ends among them. */
const span = (hours: number) => ({
  start_at: new Date(from).toISOString(),
  end_at: new Date(from + (hours - 1) * 3_600_000).toISOString(),
})

async function hourly(): Promise<string> {
  const id = `backfill-${randomUUID().slice(0, 8)}`
  await gateway.client.schedules.create(id, { workflow_type: 'echo', cron: ['0 * * * *'] })
  return id
}

test('a preview counts and shows, and fires nothing', async () => {
  const { schedules } = gateway.client
  const id = await hourly()

  const preview = await schedules.backfill(id, { ...span(10_000), dry_run: true })

  expect(preview).toMatchObject({ status: 'preview', occurrences: 10_000, sent: 0 })
  expect(preview.times).toHaveLength(20)
  expect(preview.times.slice(0, 2)).toEqual([
    '2026-01-01T00:00:00.000Z',
    '2026-01-01T01:00:00.000Z',
  ])
  expect((await schedules.get(id)).counts.fired).toBe(0)
})

test('more than the request allows is refused with the figure, and fires nothing', async () => {
  const { schedules } = gateway.client
  const id = await hourly()

  const refusals = [
    schedules.backfill(id, span(10_000)),
    schedules.backfill(id, { ...span(6), max_occurrences: 5 }),
    schedules.backfill(id, { start_at: span(9).end_at, end_at: span(9).start_at }),
    schedules.backfill('absent', span(2)),
  ]

  const codes = await Promise.allSettled(refusals)
  expect(
    codes.map((one) => one.status === 'rejected' && isApiError(one.reason) && one.reason.code),
  ).toEqual(['backfill-too-large', 'backfill-too-large', 'validation-failed', 'schedule-not-found'])
  await expect(refusals[0]).rejects.toThrow(/10000 occurrences; the request allows 1000/)
  expect((await schedules.get(id)).counts.fired).toBe(0)
})

test('a small backfill is sent at once, and once a key', async () => {
  const { schedules } = gateway.client
  const id = await hourly()

  const first = await schedules.backfill(id, span(5), { idempotencyKey: 'k' })
  const again = await schedules.backfill(id, span(5), { idempotencyKey: 'k' })

  expect(first).toMatchObject({ status: 'sent', occurrences: 5, sent: 5 })
  expect(again).toEqual(first)
  const { recent } = await eventually(async () => {
    const found = await schedules.get(id)
    return found.counts.fired === 5 && found
  })
  expect(recent.map(({ scheduled_at: at }) => at)).toEqual(first.times)
})

test('a long backfill is sent by a workflow that is hidden, to its end', async () => {
  const { schedules, runs } = gateway.client
  const id = await hourly()

  const begun = await schedules.backfill(id, span(120), { idempotencyKey: 'long' })
  const again = await schedules.backfill(id, span(120), { idempotencyKey: 'long' })

  expect(begun).toMatchObject({ status: 'running', occurrences: 120 })
  expect(again.backfill_id).toBe(begun.backfill_id)
  const backfillId = begun.backfill_id ?? ''
  const done = await eventually(async () => {
    const found = await schedules.getBackfill(id, backfillId)
    return found.status !== 'running' && found
  }, 30_000)
  expect(done).toMatchObject({ status: 'sent', sent: 120 })
  await eventually(async () => (await schedules.get(id)).counts.fired === 120, 30_000)
  const page = await runs.list({ query: `WorkflowId STARTS_WITH '${gateway.registryId}.'` })
  expect(page.runs).toEqual([])
  const workflowId = `${gateway.registryId}.backfill.${backfillId}`
  await expect(runs.terminate(workflowId)).rejects.toSatisfy((error) =>
    isApiError(error, 'run-protected'),
  )
})

test('a long backfill can be called off', async () => {
  const { schedules } = gateway.client
  const id = await hourly()
  const { backfill_id: backfillId = '' } = await schedules.backfill(id, span(900))
  await eventually(async () => (await schedules.getBackfill(id, backfillId)).sent > 0)

  await schedules.cancelBackfill(id, backfillId)

  const ended = await eventually(async () => {
    const found = await schedules.getBackfill(id, backfillId)
    return found.status !== 'running' && found
  })
  expect(ended.status).toBe('canceled')
  expect(ended.sent).toBeLessThan(200)
  await expect(schedules.getBackfill('another', backfillId)).rejects.toSatisfy((error) =>
    isApiError(error, 'backfill-not-found'),
  )
  await expect(schedules.cancelBackfill(id, 'absent')).rejects.toSatisfy((error) =>
    isApiError(error, 'backfill-not-found'),
  )
})
