import { randomUUID } from 'node:crypto'
import { isApiError } from '@temporal-registry/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../../apps/server/test/gateway.ts'
import { startTestWorker, type TestWorker } from '../../../../apps/server/test/worker.ts'

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

test('what is registered is listed, walked and described', async () => {
  const { workflows, workers, taskQueues, status, ready } = gateway.client

  const page = await workflows.list({ limit: 2 })
  const all = await Array.fromAsync(workflows.all({ limit: 2 }), (info) => info.workflow_type)
  const nap = await workflows.get('nap')
  const { workers: leases } = await workers.list({ workflow_type: 'nap' })
  const { task_queues: queues } = await taskQueues.list()

  expect(page.workflows).toHaveLength(2)
  expect(all).toEqual(['adder', 'echo', 'facts', 'fail', 'hop', 'nap'])
  expect(nap).toMatchObject({ status: 'ready', task_queue: worker.taskQueue })
  expect(leases.map(({ worker_id }) => worker_id)).toEqual([worker.workerId])
  expect(queues.map(({ task_queue }) => task_queue)).toContain(worker.taskQueue)
  expect(await status()).toMatchObject({ workflow_count: 6, stale: false })
  expect(await ready()).toEqual({ status: 'ready' })
})

test('a start with a key is one run, however often it is sent', async () => {
  const idempotencyKey = randomUUID()
  const start = () => gateway.client.workflows.start('echo', { input: 7 }, { idempotencyKey })

  const [first, second] = [await start(), await start()]

  expect(first.replayed).toBe(false)
  expect(second).toEqual({ ...first, replayed: true })
  await expect(
    gateway.client.workflows.start('echo', { input: 8 }, { idempotencyKey }),
  ).rejects.toMatchObject({ code: 'idempotency-key-reused' })
})

test('startAndWait answers with the result, also of a run that failed', async () => {
  const { startAndWait } = gateway.client.workflows

  const rested = await startAndWait('nap', { input: { ms: 10 } })
  const failed = await startAndWait('fail', { input: { message: 'no' } })
  const running = await startAndWait('nap', { input: { ms: 60_000 } }, { totalSeconds: 1 })

  expect(rested).toMatchObject({ status: 'completed', result: 'rested' })
  expect(failed).toMatchObject({
    status: 'failed',
    failure: { message: 'no', type: 'TestFailure' },
  })
  expect(running.status).toBe('running')
  await gateway.client.runs.terminate(running.workflow_id)
})

test('what is refused carries code and pointers', async () => {
  const error: unknown = await gateway.client.workflows
    .validate('nap', { input: { ms: -1 } })
    .catch((reason: unknown) => reason)

  expect(isApiError(error, 'input-invalid')).toBe(true)
  expect(error).toMatchObject({ status: 400, problem: { errors: [{ pointer: '/input/ms' }] } })
})

test('a run takes signals, queries and updates', async () => {
  const { runs, workflows } = gateway.client
  const { workflow_id, run_id } = await workflows.start('adder', { input: { start: 1 } })

  await runs.signal(workflow_id, 'add', { input: 4, run_id, idempotencyKey: 'auto' })
  const product = await runs.update(workflow_id, 'multiply', { input: 3, waitSeconds: 10 })
  const sum = await runs.query(workflow_id, 'sum')
  await runs.signal(workflow_id, 'end')
  const result = await runs.waitForResult(workflow_id)

  expect(product).toMatchObject({ answered: true, result: 15 })
  expect(sum).toBe(15)
  expect(result).toMatchObject({ status: 'completed', result: 15 })
  await expect(runs.query(workflow_id, 'nothing')).rejects.toMatchObject({ code: 'query-failed' })
})

test('events come as they happen and end with the run; history tells the same', async () => {
  const { runs, workflows } = gateway.client
  const { workflow_id, run_id } = await workflows.start('nap', { input: { ms: 300 } })

  const events = await Array.fromAsync(runs.events(workflow_id))
  const rest = await Array.fromAsync(runs.events(workflow_id, { run_id, afterEventId: 5 }))
  const history = await Array.fromAsync(runs.allHistory(workflow_id, { limit: 3 }))

  expect(events.at(-1)?.event_type).toMatch(/completed/i)
  expect(events).toEqual(history)
  expect(rest).toEqual(history.slice(5))
})

test('a run is listed, described, cancelled and begun again', async () => {
  const { runs, workflows } = gateway.client
  const { workflow_id } = await workflows.start('nap', { input: { ms: 60_000 } })
  await expect.poll(async () => (await runs.get(workflow_id)).history_length).toBeGreaterThan(4)

  const described = await runs.get(workflow_id)
  const again = await runs.reset(workflow_id, { reason: 'test' }, { idempotencyKey: 'auto' })
  await runs.cancel(workflow_id, { reason: 'test' })
  const result = await runs.waitForResult(workflow_id, { run_id: again.run_id })

  expect(described).toMatchObject({ status: 'running', workflow_type: 'nap' })
  expect(again.run_id).not.toBe(described.run_id)
  expect(result).toMatchObject({ status: 'canceled', run_id: again.run_id })
  await expect.poll(async () => (await Array.fromAsync(runs.all({ workflow_id }))).length).toBe(2)
})

test('ids are claimed, listed and begin again', async () => {
  const { workflowIds } = gateway.client
  const name = `Claim ${randomUUID()}`

  const first = await workflowIds.claim(name, { idempotencyKey: 'k1' })
  const repeated = await workflowIds.claim(name, { idempotencyKey: 'k1' })
  const second = await workflowIds.claim(name)
  const { slug_counters } = await workflowIds.list()
  const reset = await workflowIds.reset(name)

  expect([first.counter, repeated.counter, second.counter]).toEqual([1, 1, 2])
  expect(slug_counters).toContainEqual(expect.objectContaining({ slug: first.slug, counter: 2 }))
  expect(reset).toMatchObject({ previous_counter: 2 })
})

test('a spec is created, replaced and removed', async () => {
  const { workflows } = gateway.client
  const spec = { workflow_type: `made/${randomUUID()}`, task_queue: 'nowhere' }

  await workflows.create(spec)
  await expect(workflows.create(spec)).rejects.toMatchObject({ code: 'workflow-type-exists' })
  await workflows.put({ ...spec, description: 'replaced' })
  expect(await workflows.get(spec.workflow_type)).toMatchObject({ description: 'replaced' })
  await workflows.delete(spec.workflow_type)

  await expect(workflows.get(spec.workflow_type)).rejects.toMatchObject({
    code: 'workflow-type-not-found',
  })
})
