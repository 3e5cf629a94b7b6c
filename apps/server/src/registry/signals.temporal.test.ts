import { registryWire } from '@temporal-registry/contract/registry-wire'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker } from '../../test/worker.ts'

const { signals, queries } = registryWire

let gateway: TestGateway
let temporal: RawTemporal
let registry: WorkflowHandle

beforeAll(async () => {
  gateway = await startTestGateway({ updatesPerRun: 10 })
  temporal = await connectRawTemporal()
  registry = temporal.client.workflow.getHandle(gateway.registryId)
})
afterAll(async () => {
  await gateway.close()
  await temporal[Symbol.asyncDispose]()
})

function registrationOf(workerId: string, taskQueue: string, types: readonly string[]) {
  return {
    worker_id: workerId,
    task_queue: taskQueue,
    ttl_seconds: 60,
    workflows: types.map((type) => ({ workflow_type: type, task_queue: taskQueue, version: '1' })),
  }
}

async function refusedSignals() {
  const { refused_signals: refused } = await gateway.client.status()
  return refused.map(({ signal, detail }) => `${signal}: ${detail}`)
}

const typeNames = async () =>
  (await gateway.client.workflows.list()).workflows.map((type) => type.workflow_type)

/** The registry takes writes: shown by one that comes back. */
async function takesWrites(name: string): Promise<boolean> {
  await gateway.client.workflows.put({ workflow_type: name, task_queue: 'q' })
  return (await typeNames()).includes(name)
}

test("a worker of the original's runs what is started here", async () => {
  await using worker = await startTestWorker(gateway, { announced: false })
  await registry.signal(
    signals.registerWorker,
    registrationOf('original', worker.taskQueue, ['echo', 'nap']),
  )

  await eventually(async () => (await gateway.client.workflows.get('echo')).status === 'ready')
  const run = await gateway.client.workflows.start('echo', { input: { a: 1 } }, { waitSeconds: 10 })

  expect(run).toMatchObject({ task_queue: worker.taskQueue, status: 'completed', result: { a: 1 } })
  await registry.signal(signals.unregisterWorker, { worker_id: 'original' })
  await eventually(async () => (await gateway.client.workflows.get('echo')).status === 'gone')
})

test('a heartbeat by signal keeps a lease, and one of an unknown worker is no fault', async () => {
  const registration = registrationOf('beating', 'beating-queue', ['beaten'])
  await registry.signal(signals.registerWorker, { ...registration, ttl_seconds: 5 })
  const seen = async () => (await gateway.client.workers.list()).workers[0]?.last_seen_epoch ?? 0
  const first = await eventually(seen)

  await registry.signal(signals.heartbeatWorker, { worker_id: 'beating' })
  await registry.signal(signals.heartbeatWorker, { worker_id: 'stranger' })

  await eventually(async () => (await seen()) > first)
  expect(await refusedSignals()).toEqual([])
  await registry.signal(signals.unregisterWorker, { worker_id: 'beating' })
  await eventually(async () => (await gateway.client.workers.list()).workers.length === 0)
})

test('types are put, disabled, enabled and removed by signal', async () => {
  const workflow = { workflow_type: 'put.v1', task_queue: 'q', owner: 'first' }
  const put = (more: object) => registry.signal(signals.putWorkflow, { workflow, ...more })
  const statusOf = async () => (await gateway.client.workflows.get('put.v1')).status

  await put({})
  await eventually(async () => (await statusOf()) === 'gone')
  await put({ workflow: { ...workflow, owner: 'second' }, overwrite: true })
  await registry.signal(signals.setWorkflowEnabled, { workflow_type: 'put.v1', enabled: false })
  await eventually(async () => (await statusOf()) === 'disabled')
  await registry.signal(signals.setWorkflowEnabled, { workflow_type: 'put.v1' })
  await eventually(async () => (await statusOf()) === 'gone')
  const { owner } = await gateway.client.workflows.get('put.v1')
  await registry.signal(signals.unregisterWorkflow, { workflow_type: 'put.v1' })

  await eventually(async () => !(await typeNames()).includes('put.v1'))
  expect(owner).toBe('second')
})

test("a service's word that it started is shown, and its heartbeats are ignored", async () => {
  const message = { process_id: 'vm:4711', event: 'started', interval_seconds: 0 }

  await registry.signal(signals.serviceHeartbeat, message)
  await registry.signal(signals.serviceStarted, message)

  const status = await eventually(async () => {
    const answer = await gateway.client.status()
    return answer.registry_service_process_id === 'vm:4711' && answer
  })
  expect(status.last_registry_service_started_epoch).toBeGreaterThan(1.7e9)
})

test('signals that cannot be taken are refused where it can be seen, and harm nothing', async () => {
  const { registryId } = gateway
  const deep = `{"workflow":{"workflow_type":"t","task_queue":"q","input_schema":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}}`
  await registry.signal(signals.heartbeatWorker)
  await registry.signal(signals.registerWorker, { worker_id: 'w', task_queue: 'q', ttl_seconds: 4 })
  await registry.signal(signals.setWorkflowEnabled, { workflow_type: 'nobody' })
  await registry.signal('no_such_signal', { any: 'thing' })
  await registry.signal(signals.putWorkflow, 'text', 'and', 'more')
  await temporal.signalBytes(registryId, signals.registerWorker, 'binary/encrypted', 'x')
  await temporal.signalBytes(registryId, signals.unregisterWorker, 'json/plain', '{"worker_id":')
  await temporal.signalBytes(registryId, signals.unregisterWorker, 'binary/gzip', 'no gzip')
  await temporal.signalBytes(registryId, signals.putWorkflow, 'json/plain', deep)

  const refused = await eventually(async () => {
    const all = await refusedSignals()
    return all.length >= 9 && all
  })
  expect(refused).toEqual([
    expect.stringMatching(/^heartbeat_worker: \/ must be object/),
    expect.stringMatching(/^register_worker: \/ttl_seconds /),
    expect.stringMatching(/^set_workflow_enabled: «nobody» is not registered/),
    expect.stringMatching(/^no_such_signal: The registry knows no such signal/),
    expect.stringMatching(/^put_workflow: \/ must be object/),
    expect.stringMatching(/^register_worker: /),
    expect.stringMatching(/^unregister_worker: /),
    expect.stringMatching(/^unregister_worker: /),
    expect.stringMatching(/^put_workflow: is nested deeper than 256 levels/),
  ])
  expect(await takesWrites('after-bad-signals')).toBe(true)
})

test('Updates that are no batch are rejected, and harm nothing', async () => {
  const ids = temporal.client.workflow.getHandle(`${gateway.registryId}.ids`)
  for (const handle of [registry, ids]) {
    const update = (name: string, arg: unknown) =>
      handle.executeUpdate<{ outcomes: unknown[] }, [unknown]>(name, { args: [arg] })
    await expect(handle.executeUpdate('apply_batch')).rejects.toThrow()
    for (const batch of [7, { writer: 'w' }, { writer: 'w', batch: 'b', ops: [1] }]) {
      await expect(update('apply_batch', batch)).rejects.toThrow()
    }
    await expect(update('claim_slug_id', { name: 'a' })).rejects.toThrow()
    const ops = [{ op: 'register_worker' }, { op: 'nothing' }]
    const { outcomes } = await update('apply_batch', { writer: 'odd', batch: 'b', ops })
    expect(outcomes).toEqual(outcomes.map(() => ({ refusal: expect.anything() })))
  }

  expect(await takesWrites('after-bad-updates')).toBe(true)
  const { counter } = await gateway.client.workflowIds.claim('after bad updates')
  expect(counter).toBe(1)
})

test('a schema that a signal brought and nobody can use makes its type unavailable, not the registry', async () => {
  await using worker = await startTestWorker(gateway, { announced: false })
  const registration = registrationOf('hostile', worker.taskQueue, ['echo'])
  const [type] = registration.workflows
  const schema = { type: 'object', properties: { a: { $ref: 'https://example.com/schema' } } }
  await registry.signal(signals.registerWorker, {
    ...registration,
    workflows: [{ ...type, version: '2', input_schema: schema }],
  })

  const info = await eventually(async () => {
    const found = await gateway.client.workflows.get('echo')
    return found.status === 'unavailable' && found
  })
  const start = gateway.client.workflows.start('echo', { input: {} })

  expect(info.reason).toMatch(/input_schema cannot be used/)
  await expect(start).rejects.toMatchObject({ code: 'schema-invalid' })
  await registry.signal(signals.unregisterWorker, { worker_id: 'hostile' })
  await registry.signal(signals.unregisterWorkflow, { workflow_type: 'echo' })
})

test("the original's queries are answered in its shapes", async () => {
  const registration = registrationOf('asked', 'asked-queue', ['asked.v1'])
  const [type] = registration.workflows
  const attribute = { name: 'agent_id', type: 'Keyword', description: 'who' }
  await registry.signal(signals.registerWorker, {
    ...registration,
    workflows: [{ ...type, search_attributes: [attribute] }],
  })
  await eventually(async () => (await typeNames()).includes('asked.v1'))

  const info = await registry.query(queries.getWorkflow, 'asked.v1')
  const list = await registry.query<{ workflow_type: string }[]>(queries.listWorkflows)

  const worker = { worker_id: 'asked', healthy: true, ttl_seconds: 60, workflows: ['asked.v1'] }
  expect(info).toMatchObject({ workflow_type: 'asked.v1', version: '1', workers: [worker] })
  expect(list.map((entry) => entry.workflow_type)).toEqual(await typeNames())
  expect(await registry.query(queries.getWorkflow, 'nobody')).toBeNull()
  expect(await registry.query(queries.resolveWorkflow, 'asked.v1')).toEqual({
    workflow_type: 'asked.v1',
    task_queue: 'asked-queue',
    input_schema: {},
    schedule_input_warnings: [],
    search_attributes: [attribute],
  })
  expect(await registry.query(queries.resolveWorkflow, 'after-bad-signals')).toBeNull()
  expect(await registry.query(queries.listSearchAttributes)).toEqual([
    { ...attribute, workflows: ['asked.v1'] },
  ])
  expect(await registry.query(queries.listWorkers)).toMatchObject([worker])
  expect(await registry.query(queries.getStatus)).toMatchObject({
    workflow_count: list.length,
    worker_count: 1,
    healthy_worker_count: 1,
  })
})

test('a thousand signals in a burst are all taken, over as many runs as it needs', async () => {
  const before = await registry.describe()
  const count = 1_000

  const signalsSent = Array.from({ length: count }, (_, n) =>
    registry.signal(signals.putWorkflow, {
      workflow: { workflow_type: `burst-${n}`, task_queue: 'q' },
    }),
  )
  await Promise.all(signalsSent)

  await eventually(async () => {
    const { workflows } = await gateway.client.workflows.list({ q: 'burst-', workers: 'none' })
    return workflows.length === count
  })
  expect((await registry.describe()).runId).not.toBe(before.runId)
})
