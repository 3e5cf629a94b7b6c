import { defaultPayloadConverter } from '@temporalio/common'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../server/test/wait.ts'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { failureOf, recordHistory } from '../../test/pattern-stand.ts'
import type { SlidingWindowResult } from './workflow.ts'

const type = 'cookbook.sliding-window-batch.v1'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

test('records of three runs share one window, which is not emptied in between', async () => {
  const input = { records: 30, window: 5, records_per_run: 10, work_ms: 50 }

  const handle = await stand.start(type, input)
  const result = await handle.result()

  expect(result).toEqual({ completed: 30, failed: [], most_in_flight: 5, runs: 3 })
  const { firstExecutionRunId } = handle as { firstExecutionRunId?: string }
  const first = stand.temporal.workflow.getHandle(handle.workflowId, firstExecutionRunId)
  const last = (await first.fetchHistory()).events?.at(-1)
  const [, carried] = last?.workflowExecutionContinuedAsNewEventAttributes?.input?.payloads ?? []
  const { inFlight } = defaultPayloadConverter.fromPayload<{ inFlight: number[] }>(carried ?? {})
  expect(inFlight).not.toEqual([])
  await recordHistory(first, new URL('./history.json', import.meta.url))
})

test('records that fail are told by their numbers, and the others go on', async () => {
  const result = await stand.run(type, { records: 10, window: 4, fail_every: 4 })

  expect(result).toMatchObject({ completed: 8, failed: [4, 8] })
})

test('a terminated record is told of by hand, over HTTP', async () => {
  const { runs, workflows } = stand.client
  const input = { records: 2, window: 2, work_ms: 30_000 }
  const { workflow_id } = await workflows.start(type, { input })
  const inFlight = async () => {
    const { in_flight } = (await runs.query(workflow_id, 'progress')) as { in_flight: number[] }
    return in_flight
  }
  await eventually(async () => (await inFlight()).length === 2)

  for (const record of [1, 2]) {
    await eventually(() => runs.terminate(`${workflow_id}/record-${record}`).then(() => true))
    await runs.signal(workflow_id, 'record_done', { input: { record, ok: record === 2 } })
  }
  const wrong = { input: { record: 'all', ok: true } }
  await expect(runs.signal(workflow_id, 'record_done', wrong)).rejects.toMatchObject({
    code: expect.stringMatching(/input-invalid|run-closed/),
  })

  const { result } = await runs.waitForResult(workflow_id)
  expect(result).toMatchObject({ completed: 1, failed: [1] } satisfies Partial<SlidingWindowResult>)
})

test('a batch cancelled over HTTP cancels its records, also those of its earlier runs', async () => {
  const { runs, workflows } = stand.client
  const input = { records: 4, window: 4, records_per_run: 2, work_ms: 30_000 }
  const { workflow_id } = await workflows.start(type, { input })
  const records = [1, 2, 3, 4].map((record) => `${workflow_id}/record-${record}`)
  await eventually(async () => {
    const found = await Promise.all(records.map((id) => runs.get(id)))
    return found.every(({ pending_activities: pending }) => pending.length > 0)
  })

  await runs.cancel(workflow_id)

  expect(await runs.waitForResult(workflow_id)).toMatchObject({ status: 'canceled' })
  for (const id of records)
    expect(await runs.waitForResult(id)).toMatchObject({ status: 'canceled' })
})

test('the gateway refuses a window of nothing', async () => {
  const refused = stand.client.workflows.start(type, { input: { records: 1, window: 0 } })

  await expect(refused).rejects.toMatchObject({
    code: 'input-invalid',
    problem: { errors: [{ pointer: '/input/window' }] },
  })
})

test('past the gateway, a window of nothing fails as invalid input', async () => {
  const failure = await failureOf(stand.run(type, { records: 1, window: 0 }))

  expect(failure.cause).toMatchObject({ type: 'input-invalid', details: [{ pointer: '/window' }] })
})
