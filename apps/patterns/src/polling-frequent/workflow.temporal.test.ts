import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { eventually } from '../../../server/test/wait.ts'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import {
  eventNames,
  failureOf,
  recordHistory,
  startPatternStand,
} from '../../test/pattern-stand.ts'

const type = 'cookbook.polling-frequent.v1'

let stand: GatewayStand
let doomed: ReturnType<typeof spawnWorker>
beforeAll(async () => {
  // Takes a while to come up, so it does that while the other tests run.
  doomed = spawnWorker()
  stand = await startGatewayStand()
})
afterAll(async () => {
  doomed.process.kill('SIGKILL')
  await stand[Symbol.asyncDispose]()
})

test('a service that is not ready five times is polled six times, in one activity', async () => {
  const handle = await stand.start(type, { ready_after_polls: 5, interval_ms: 10 })
  const result = await handle.result()

  expect(result).toMatchObject({ polls: 6, unreachable_polls: 0, attempts: 1 })
  const events = eventNames(await handle.fetchHistory())
  expect(events.filter((name) => name.startsWith('activityTask'))).toHaveLength(3)
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('a service that is away now and then is asked again', async () => {
  const input = { ready_after_polls: 6, interval_ms: 10, unreachable_every: 3 }

  const result = await stand.run(type, input)

  expect(result).toMatchObject({ polls: 7, unreachable_polls: 2, attempts: 1 })
})

test('a job that failed is not polled any longer', async () => {
  const input = { ready_after_polls: 1, interval_ms: 10, job: 'fails' }

  const failure = await failureOf(stand.run(type, input))

  expect(failure.cause).toMatchObject({
    retryState: 'NON_RETRYABLE_FAILURE',
    cause: { type: 'job-failed' },
  })
})

test('the wait is given up in its time', async () => {
  const input = { ready_after_polls: 1_000, interval_ms: 10, give_up_after_ms: 200 }

  const failure = await failureOf(stand.run(type, input))

  expect(failure.cause?.cause).toMatchObject({
    name: 'TimeoutFailure',
    timeoutType: 'SCHEDULE_TO_CLOSE',
  })
})

test('over HTTP a run is refused by its schema, started, and cancelled while it polls', async () => {
  const { runs, workflows } = stand.client

  const refused = workflows.start(type, { input: { ready_after_polls: 1, interval_ms: 0 } })
  await expect(refused).rejects.toMatchObject({
    code: 'input-invalid',
    problem: { errors: [{ pointer: '/input/interval_ms' }] },
  })
  const input = { ready_after_polls: 10_000, interval_ms: 20 }
  const { workflow_id } = await workflows.start(type, { input })
  await eventually(async () => (await runs.get(workflow_id)).pending_activities[0])
  await runs.cancel(workflow_id)

  expect(await runs.waitForResult(workflow_id)).toMatchObject({ status: 'canceled' })
})

test('past the gateway, an interval of nothing fails as invalid input', async () => {
  const failure = await failureOf(stand.run(type, { ready_after_polls: 1, interval_ms: 0 }))

  expect(failure.cause).toMatchObject({
    type: 'input-invalid',
    message: 'The input at /interval_ms must be a whole number from 10 to 10000; it is 0',
  })
})

test('a worker killed midway leaves its job and its count to the next one', async () => {
  const workflowId = randomUUID()
  const input = { ready_after_polls: 30, interval_ms: 50 }
  const { taskQueue } = doomed
  await stand.temporal.workflow.start(type, { taskQueue, workflowId, args: [input] })
  const left = await eventually(async () => {
    const [poll] = (await stand.client.runs.get(workflowId)).pending_activities
    return poll?.heartbeat_details[0] as { jobId: string; polls: number } | undefined
  })

  doomed.process.kill('SIGKILL')
  await using _successor = await startPatternStand({ taskQueue })
  const { result } = await stand.client.runs.waitForResult(workflowId)

  expect(left.polls).toBeLessThan(30)
  expect(result).toMatchObject({ job_id: left.jobId, polls: 31, attempts: 2 })
})

/** The cookbook's worker in a process of its own, which no registry knows and so only this test uses. */
function spawnWorker() {
  const taskQueue = `doomed-${randomUUID()}`
  const env = {
    ...process.env,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_REGISTRY_URL: 'http://127.0.0.1:9',
    TEMPORAL_REGISTRY_PATTERNS_TASK_QUEUE: taskQueue,
  }
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  return { taskQueue, process: spawn(process.execPath, [main], { stdio: 'ignore', env }) }
}
