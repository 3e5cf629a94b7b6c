import { randomUUID } from 'node:crypto'
import { createClient, type Client } from '@temporal-registry/sdk/client'
import { Client as RawClient, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestGateway, untilReady, type TestGateway } from '../test/gateway.ts'
import { eventually } from '../test/wait.ts'
import { startTestWorker, type TestWorker } from '../test/worker.ts'
import { ensureNamespace, isUsable } from './platform/temporal-namespace.ts'

const second = `second-${randomUUID()}`
let gateway: TestGateway
let inFirst: TestWorker
let inSecond: TestWorker
let other: Client

beforeAll(async () => {
  gateway = await startTestGateway({ namespaces: [second] })
  other = createClient({ url: gateway.url, namespace: second })
  await untilReady(`${gateway.url}/namespaces/${second}`)
  inFirst = await startTestWorker(gateway)
  inSecond = await startTestWorker(gateway, { namespace: second })
})
afterAll(async () => {
  await inSecond[Symbol.asyncDispose]()
  await inFirst[Symbol.asyncDispose]()
  await gateway.close()
})

/** A connection to a namespace that was made just now, and is usable. */
async function connectTo(namespace: string) {
  const connection = await Connection.connect({ address: inject('temporalAddress') })
  await ensureNamespace(connection, namespace, 1)
  await eventually(() => isUsable(connection, namespace))
  return Object.assign(connection, { [Symbol.asyncDispose]: () => connection.close() })
}

const get = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(gateway.url + path, init)
  return { status: response.status, headers: response.headers, body: await response.json() }
}

test('a start in each of two namespaces goes to the worker of that namespace', async () => {
  const first = await gateway.client.workflows.start('facts', {})
  const second = await other.workflows.start('facts', {})

  expect(first.task_queue).toBe(inFirst.taskQueue)
  expect(second.task_queue).toBe(inSecond.taskQueue)
  await expect(gateway.client.runs.waitForResult(first.workflow_id)).resolves.toBeDefined()
  await expect(other.runs.waitForResult(second.workflow_id)).resolves.toBeDefined()
})

test('what is registered in one namespace is not in the other', async () => {
  const type = `only-there-${randomUUID()}`
  await other.workflows.create({ workflow_type: type, task_queue: 'q' })
  const types = async (client: Client) =>
    (await client.workflows.list()).workflows.map(({ workflow_type: name }) => name)

  expect(await types(other)).toContain(type)
  expect(await types(gateway.client)).not.toContain(type)
  const workers = async (client: Client) =>
    (await client.workers.list()).workers.map(({ worker_id: id }) => id)
  expect(await workers(gateway.client)).toEqual([inFirst.workerId])
  expect(await workers(other)).toEqual([inSecond.workerId])
})

test('the same workflow id is two runs, and lists, results and messages know which', async () => {
  const id = `both-${randomUUID()}`
  await gateway.client.workflows.start('adder', { workflow_id: id, input: { start: 1 } })
  await other.workflows.start('adder', { workflow_id: id, input: { start: 20 } })

  expect(await gateway.client.runs.query(id, 'sum')).toBe(1)
  expect(await other.runs.query(id, 'sum')).toBe(20)
  await other.runs.terminate(id)
  expect((await other.runs.get(id)).status).toBe('terminated')
  expect((await gateway.client.runs.get(id)).status).toBe('running')
  for (const [client, status] of [
    [gateway.client, 'running'],
    [other, 'terminated'],
  ] as const) {
    const listed = () => client.runs.list({ query: `WorkflowId = '${id}'` })
    await eventually(async () => (await listed()).runs[0]?.status === status)
    expect((await listed()).runs).toHaveLength(1)
  }
  await gateway.client.runs.terminate(id)
})

test('messages with a start, batches and orphans are of their namespace', async () => {
  const id = `there-${randomUUID()}`
  const add = { name: 'add', input: 1 }
  const run = { workflow_id: id, input: { start: 1 } }
  await other.workflows.signalWithStart('adder', { ...run, signal: add })
  const { items } = await other.workflows.batchStart([
    { workflow_type: 'adder', ...run },
    { workflow_type: 'adder', input: {}, target: { task_queue: inSecond.taskQueue } },
  ])
  const orphaned = await other.workflows.batchStart([
    { workflow_type: 'adder', target: { task_queue: `none-${id}` }, on_no_worker: 'queue' },
  ])
  const found = (client: Client) => client.orphans.list({ task_queue: `none-${id}` })

  expect(items).toMatchObject([
    {
      problem: {
        code: 'workflow-id-taken',
        instance: `/namespaces/${second}/workflows/batch-start`,
      },
    },
    { outcome: 'started', task_queue: inSecond.taskQueue },
  ])
  expect(orphaned.counts.started).toBe(1)
  await expect(gateway.client.runs.get(id)).rejects.toMatchObject({ code: 'run-not-found' })
  await eventually(async () => (await found(other)).orphan_run_count === 1)
  expect((await found(gateway.client)).orphan_run_count).toBe(0)
})

test('counters count for each namespace', async () => {
  const name = `counted ${randomUUID()}`
  const counters = []
  for (const client of [gateway.client, other, gateway.client]) {
    counters.push((await client.workflowIds.claim(name)).counter)
  }

  expect(counters).toEqual([1, 1, 2])
})

test('the default namespace is also under its name, and is the same one', async () => {
  const type = `by-name-${randomUUID()}`
  const byName = createClient({ url: gateway.url, namespace: 'default' })
  await byName.workflows.create({ workflow_type: type, task_queue: 'q' })

  expect((await gateway.client.workflows.get(type)).workflow_type).toBe(type)
})

test('a link in an answer leads back into the namespace that was asked', async () => {
  const { status, headers } = await get(`/namespaces/${second}/workflows/nap/start`, {
    method: 'POST',
    headers: { prefer: 'wait=0' },
    body: JSON.stringify({ input: { ms: 50 } }),
  })
  const location = headers.get('location') ?? ''

  expect(status).toBe(202)
  expect(location.startsWith(`/namespaces/${second}/runs/`)).toBe(true)
  expect((await get(location)).body).toMatchObject({ status: expect.any(String) })
})

test('an event stream of the client follows a run of its own namespace', async () => {
  const { workflow_id: id } = await other.workflows.start('echo', { input: { a: 1 } })
  const types: string[] = []
  for await (const event of other.runs.events(id)) types.push(event.event_type)

  expect(types.at(-1)).toBe('workflow_execution_completed')
})

test('a namespace that is not served is a 404 that names those that are', async () => {
  const { status, body } = await get('/namespaces/nowhere/registry/workflows')

  expect(status).toBe(404)
  expect(body).toMatchObject({ code: 'namespace-not-found', served: ['default', second] })
  await expect(
    createClient({ url: gateway.url, namespace: 'nowhere' }).workflows.list(),
  ).rejects.toMatchObject({ code: 'namespace-not-found' })
})

test('the list of namespaces says which is the default, and that both are ready', async () => {
  const { namespaces } = await gateway.client.namespaces()

  expect(namespaces).toEqual([
    { name: 'default', is_default: true, path: '/namespaces/default', state: 'ready', parts: {} },
    { name: second, is_default: false, path: `/namespaces/${second}`, state: 'ready', parts: {} },
  ])
  // It is the gateway's, whatever namespace a client is made for.
  expect(await other.namespaces()).toEqual({ namespaces })
})

test('metrics of each namespace have its name', async () => {
  const text = await (await fetch(`${gateway.url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith('temporal_registry_workers{'))

  for (const namespace of ['default', second]) {
    expect(lines).toContain(`temporal_registry_workers{lease="live",namespace="${namespace}"} 1`)
  }
})

test('a namespace at fault is named with its part, and does not hide the others', async () => {
  const namespace = `taken-${randomUUID()}`
  const registryId = `registry-${randomUUID()}`
  await using connection = await connectTo(namespace)
  // Another program's run has the id of the registry: the gateway must not touch it.
  await new RawClient({ connection, namespace }).workflow.start('theirs', {
    workflowId: registryId,
    taskQueue: 'theirs',
  })
  await using half = await startTestGateway({ namespaces: [namespace], registryId })
  const fault = expect.stringMatching('is run by another program')
  await eventually(async () => {
    const [, { parts } = { parts: {} }] = (await half.client.namespaces()).namespaces
    expect(parts).toEqual({ registry: fault })
    return true
  })
  const own = await fetch(`${half.url}/namespaces/${namespace}/ready`)

  expect(await half.client.ready()).toEqual({
    status: 'ready',
    not_ready_namespaces: { [namespace]: { registry: fault } },
  })
  expect((await half.client.namespaces()).namespaces.map(({ state }) => state)).toEqual([
    'ready',
    'not_ready',
  ])
  expect(own.status).toBe(503)
  expect(await own.json()).toMatchObject({ namespace, parts: { registry: fault } })
  expect((await half.client.workflows.list()).workflows).toEqual([])
})

test('a namespace that is deleted while it is served is away, and is not made again', async () => {
  const namespace = `doomed-${randomUUID()}`
  await using half = await startTestGateway({ namespaces: [namespace] })
  await untilReady(`${half.url}/namespaces/${namespace}`)
  await using connection = await connectTo(namespace)
  await connection.operatorService.deleteNamespace({ namespace })
  const doomed = createClient({ url: half.url, namespace, retry: false })

  const readiness = await eventually(async () => {
    const found = await doomed.ready()
    return found.status === 'not_ready' && found
  })
  expect(readiness.parts).toMatchObject({ temporal: expect.stringMatching('is not found') })
  await expect(
    doomed.workflows.create({ workflow_type: 'late', task_queue: 'q' }),
  ).rejects.toMatchObject({ code: 'temporal-unreachable' })
  expect(await half.client.ready()).toMatchObject({ status: 'ready' })
  await expect(connection.workflowService.describeNamespace({ namespace })).rejects.toMatchObject({
    details: expect.stringMatching('is not found'),
  })
})

test('three replicas that make the same namespace at once all come to serve it', async () => {
  const namespace = `together-${randomUUID()}`
  const registryId = `registry-${randomUUID()}`
  const replicas = await Promise.all(
    [1, 2, 3].map(() => startTestGateway({ namespace, registryId })),
  )
  await replicas[0]?.client.workflows.create({ workflow_type: 'shared', task_queue: 'q' })

  for (const replica of replicas) {
    await eventually(async () => (await replica.client.workflows.get('shared')).task_queue === 'q')
    await replica.close()
  }
})

test(
  'a namespace that does not exist is made with its retention, and its first start succeeds, six times of six',
  { timeout: 180_000 },
  async () => {
    const connection = await Connection.connect({ address: inject('temporalAddress') })
    for (let time = 1; time <= 6; time++) {
      const namespace = `brand-new-${randomUUID()}`
      await using fresh = await startTestGateway({ namespace })
      await using worker = await startTestWorker(fresh, { namespace })
      const run = await fresh.client.workflows.start('echo', { input: { time } })
      const made = await connection.workflowService.describeNamespace({ namespace })

      expect(run.task_queue).toBe(worker.taskQueue)
      expect(await fresh.client.runs.waitForResult(run.workflow_id)).toBeDefined()
      expect(Number(made.config?.workflowExecutionRetentionTtl?.seconds)).toBe(86_400)
    }
    await connection.close()
  },
)
