import { beforeAll, expect, test } from 'vitest'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { eventNames, failureOf, recordHistory } from '../../test/pattern-stand.ts'

const type = 'cookbook.cancellation.v1'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
  return () => stand[Symbol.asyncDispose]()
})

/** Starts a copy over HTTP, and returns once some of its rows are there. */
async function startCopy(input: { rows: number; ms_per_row: number; clean_up_ms?: number }) {
  const run = await stand.client.workflows.start(type, { input })
  await expect
    .poll(async () => (await stand.client.runs.get(run.workflow_id)).pending_activities, {
      timeout: 10_000,
    })
    .toMatchObject([{ heartbeat_details: [expect.any(Number)] }])
  return run
}

test('a run cancelled over HTTP removes what it has copied, and is then told as cancelled', async () => {
  const { runs } = stand.client
  const run = await startCopy({ rows: 100_000, ms_per_row: 5 })

  await runs.cancel(run.workflow_id)
  const result = await runs.result(run.workflow_id, { waitSeconds: 20 })

  expect(result.status).toBe('canceled')
  expect(await runs.query(run.workflow_id, 'progress')).toEqual({
    stage: 'cleaned_up',
    removed: expect.toSatisfy((removed: number) => removed > 0),
  })
  const handle = stand.handleOf(run)
  const events = eventNames(await handle.fetchHistory())
  const ends = ['activityTaskCanceled', 'activityTaskCompleted', 'workflowExecutionCanceled']
  expect(events.filter((name) => ends.includes(name))).toEqual(ends)
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('cancelling again does not stop the clean-up', async () => {
  const { runs } = stand.client
  const run = await startCopy({ rows: 100_000, ms_per_row: 5, clean_up_ms: 500 })
  await runs.cancel(run.workflow_id)
  await expect
    .poll(() => runs.query(run.workflow_id, 'progress'))
    .toMatchObject({ stage: 'cleaning_up' })

  await runs.cancel(run.workflow_id)
  const result = await runs.result(run.workflow_id, { waitSeconds: 20 })

  expect(result.status).toBe('canceled')
  expect(await runs.query(run.workflow_id, 'progress')).toMatchObject({ stage: 'cleaned_up' })
})

test('a run that nobody cancels completes, and removes nothing', async () => {
  const { workflows, runs } = stand.client

  const run = await workflows.startAndWait(type, { input: { rows: 3, ms_per_row: 1 } })

  expect(run).toMatchObject({ status: 'completed', result: { copied: 3 } })
  expect(await runs.query(run.workflow_id, 'progress')).toEqual({ stage: 'copied', removed: 0 })
  const events = eventNames(await stand.handleOf(run).fetchHistory())
  expect(events.filter((name) => name === 'activityTaskScheduled')).toHaveLength(1)
})

test('input that does not fit is refused by the gateway, and past it by the workflow', async () => {
  const start = stand.client.workflows.start(type, { input: { rows: 0 } })

  await expect(start).rejects.toMatchObject({ code: 'input-invalid' })
  const failure = await failureOf(stand.run(type, { rows: 0 }))
  expect(failure.cause).toMatchObject({ type: 'input-invalid', details: [{ pointer: '/rows' }] })
})
