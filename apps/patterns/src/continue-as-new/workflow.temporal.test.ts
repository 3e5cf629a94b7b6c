import { setTimeout as delay } from 'node:timers/promises'
import { isApiError } from '@temporal-registry/sdk/client'
import { beforeAll, expect, test } from 'vitest'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { eventNames, failureOf, recordHistory } from '../../test/pattern-stand.ts'

const type = 'cookbook.continue-as-new.v1'
const sumUpTo = (count: number) => (count * (count + 1)) / 2

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
  return () => stand[Symbol.asyncDispose]()
})

/** Sends late readings of 1 kWh until the run has ended, and answers how many were taken. */
async function signalUntilClosed(workflowId: string): Promise<number> {
  const signal = { input: { kwh: 1 }, idempotencyKey: 'auto' } as const
  for (let taken = 0; ; taken++) {
    try {
      // With a key the client repeats a signal that Temporal turned away: it takes none in the
      // moment when one run makes room for the next.
      await stand.client.runs.signal(workflowId, 'late_reading', signal)
    } catch (error) {
      if (isApiError(error, 'run-closed')) return taken
      throw error
    }
    await delay(100)
  }
}

test('5,000 meters take two runs as Temporal suggests, and no reading sent meanwhile is lost', async () => {
  const { workflows, runs } = stand.client
  const first = await workflows.start(type, { input: { meters: 5_000 } })

  const taken = await signalUntilClosed(first.workflow_id)
  const { result, run_id } = await runs.waitForResult(first.workflow_id)

  const tally = result as { runs: number }
  expect(tally).toMatchObject({
    meters_read: 5_000,
    late_readings: taken,
    total_kwh: sumUpTo(5_000) + taken,
  })
  expect(tally.runs).toBeGreaterThanOrEqual(2)
  expect(taken).toBeGreaterThan(10)
  const described = await runs.get(first.workflow_id, { run_id: first.run_id })
  expect(described).toMatchObject({ status: 'continued_as_new' })
  expect(described.history_length).toBeGreaterThan(4_000)
  expect(run_id).not.toBe(first.run_id)
})

test('a run of a few meters continues all the same where its input says so', async () => {
  const { workflows } = stand.client
  const input = { meters: 25, parallel: 5, meters_per_run: 10 }

  const started = await workflows.start(type, { input })
  const result = await stand.client.runs.waitForResult(started.workflow_id)

  expect(result.result).toEqual({
    meters_read: 25,
    late_readings: 0,
    total_kwh: sumUpTo(25),
    runs: 3,
  })
  const handle = stand.handleOf(started)
  expect(eventNames(await handle.fetchHistory()).at(-1)).toBe('workflowExecutionContinuedAsNew')
})

test('late readings are seen by query, and one that is none changes nothing', async () => {
  const { workflows, runs } = stand.client
  const input = { meters: 20, parallel: 5, pause_ms: 200, meters_per_run: 10 }
  const started = await workflows.start(type, { input })
  const { workflow_id: id } = started

  await runs.signal(id, 'late_reading', { input: { kwh: 700 } })
  await stand.handleOf({ workflow_id: id }).signal('late_reading', { kwh: 'much' })
  await expect.poll(() => runs.query(id, 'tally')).toMatchObject({ late_readings: 1 })
  const { result } = await runs.waitForResult(id)

  expect(result).toMatchObject({ late_readings: 1, total_kwh: sumUpTo(20) + 700 })
  await recordHistory(stand.handleOf(started), new URL('./history.json', import.meta.url))
})

test('what does not fit is refused by the gateway, and past it by the workflow', async () => {
  const { workflows, runs } = stand.client
  const started = await workflows.start(type, { input: { meters: 5, parallel: 1, pause_ms: 200 } })

  const start = workflows.start(type, { input: { meters: 0 } })
  const signal = runs.signal(started.workflow_id, 'late_reading', { input: { kwh: -1 } })

  await expect(start).rejects.toMatchObject({ code: 'input-invalid' })
  await expect(signal).rejects.toMatchObject({ code: 'input-invalid' })
  const failure = await failureOf(stand.run(type, { meters: 5 }, { meters_read: 'all' }))
  expect(failure.cause).toMatchObject({
    type: 'input-invalid',
    details: [{ pointer: '/meters_read' }],
  })
})
