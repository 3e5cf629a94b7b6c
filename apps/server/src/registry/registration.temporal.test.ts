import { randomUUID } from 'node:crypto'
import type { WorkerRegistration } from '@temporal-registry/contract/workers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let temporal: RawTemporal

beforeAll(async () => {
  gateway = await startTestGateway()
  temporal = await connectRawTemporal()
})
afterAll(async () => {
  await gateway.close()
  await temporal[Symbol.asyncDispose]()
})

/** Registers a worker that nobody makes beat, for a type of its own unless told otherwise. */
async function register(more: Partial<WorkerRegistration> = {}) {
  const id = randomUUID()
  const taskQueue = more.task_queue ?? `queue-${id}`
  const workflows = more.workflows ?? [{ workflow_type: `type-${id}`, task_queue: taskQueue }]
  const workerId = `worker-${id}`
  const registration = { ...more, task_queue: taskQueue, workflows }
  const answer = await gateway.client.workers.register(workerId, registration)
  return { workerId, taskQueue, type: workflows[0]?.workflow_type ?? '', answer }
}

const statusOf = async (type: string) => (await gateway.client.workflows.get(type)).status

test('every field that a worker announces comes back', async () => {
  const spec = {
    workflow_type: `whole-${randomUUID()}`,
    task_queue: 'whole-queue',
    version: '1.2.3',
    description: 'Does it all',
    owner: 'billing',
    docs_url: 'https://docs.example.com/whole',
    labels: { tier: '1' },
    input_schema: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } },
    output_schema: { type: 'string' },
    examples: [{ name: 'one', input: { n: 1 } }],
    search_attributes: [{ name: 'customer', type: 'Keyword' as const, description: 'who' }],
    schedule_input_warnings: [{ field: 'n', message: 'no n' }],
    signals: [{ name: 'go', schema: { type: 'boolean' } }],
    queries: [{ name: 'state', result_schema: { type: 'string' } }],
    updates: [{ name: 'set', schema: {}, result_schema: {} }],
    enabled: true,
  }
  const worker = {
    ttl_seconds: 45,
    environment: 'prod',
    labels: { zone: 'a' },
    version: 'build-7',
    sdk: 'typescript/1.24',
  }

  const { workerId, answer } = await register({ ...worker, task_queue: 'own', workflows: [spec] })
  const info = await gateway.client.workflows.get(spec.workflow_type)

  expect(info).toMatchObject(spec)
  expect(info.workers).toMatchObject([
    { ...worker, worker_id: workerId, task_queue: 'own', workflows: [spec.workflow_type] },
  ])
  expect(answer).toMatchObject({
    worker_id: workerId,
    lease: { ttl_seconds: 45, heartbeat_interval_seconds: 15 },
    workflows: [{ workflow_type: spec.workflow_type, spec: 'stored', status: 'suspect' }],
  })
})

test('a registration with one wrong schema is refused with its place, and nothing of it is stored', async () => {
  const types = ['good', 'bad'].map((name) => `${name}-${randomUUID()}`)
  const registration = register({
    workflows: [
      { workflow_type: types[0] ?? '', task_queue: 'q' },
      { workflow_type: types[1] ?? '', task_queue: 'q', input_schema: { type: 'bogus' } },
    ],
  })

  await expect(registration).rejects.toMatchObject({
    status: 400,
    code: 'schema-invalid',
    problem: { errors: [{ pointer: expect.stringMatching(/^\/workflows\/1\/input_schema/) }] },
  })
  const { workflows } = await gateway.client.workflows.list({ workers: 'none' })
  expect(workflows.map((type) => type.workflow_type)).not.toContain(types[0])
})

test('a silent worker is gone soon after its TTL, starts say why, and a beat brings it back', async () => {
  await using poller = await startTestWorker(gateway, { announced: false })
  const { type, workerId } = await register({
    ttl_seconds: 5,
    task_queue: poller.taskQueue,
    workflows: [{ workflow_type: 'nap', task_queue: poller.taskQueue }],
  })
  const lastBeatMs = Date.now()
  await eventually(async () => (await statusOf(type)) === 'ready')

  await eventually(async () => (await statusOf(type)) !== 'ready')
  const silentMs = Date.now() - lastBeatMs
  const start = gateway.client.workflows.start(type, { input: { ms: 1 } })

  await expect(start).rejects.toMatchObject({
    status: 503,
    code: 'no-ready-target',
    detail: expect.stringContaining('The leases of its workers have run out'),
    retryAfterMs: 5_000,
  })
  expect(silentMs).toBeGreaterThan(4_900)
  expect(silentMs).toBeLessThan(15_000)
  await gateway.client.workers.heartbeat(workerId)
  expect(await statusOf(type)).toBe('ready')
})

test('a worker that leaves is gone at once, and its beats are told to register again', async () => {
  const { workerId, type } = await register()

  await gateway.client.workers.leave(workerId)
  const status = await statusOf(type)
  const beat = gateway.client.workers.heartbeat(workerId)

  expect(status).toBe('gone')
  await expect(beat).rejects.toMatchObject({ status: 404, code: 'worker-unknown' })
  await gateway.client.workers.leave(workerId)
})

test('a draining worker gets no new runs, and learns of it when it beats', async () => {
  await using worker = await startTestWorker(gateway, { types: [{ workflow_type: 'hop' }] })

  await gateway.client.workers.drain(worker.workerId)
  const start = gateway.client.workflows.start('hop', { input: { hops: 0 } })

  await expect(start).rejects.toMatchObject({
    code: 'no-ready-target',
    detail: expect.stringContaining('draining'),
  })
  const beat = await gateway.client.workers.heartbeat(worker.workerId)
  expect(beat.draining).toBe(true)
  const unknown = gateway.client.workers.drain('stranger')
  await expect(unknown).rejects.toMatchObject({ code: 'worker-unknown' })
})

test('of twenty that create one type at once, one does', async () => {
  const type = `contested-${randomUUID()}`

  const created = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) =>
      gateway.client.workflows.create({ workflow_type: type, task_queue: `queue-${n}` }),
    ),
  )

  const winners = created.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const losers = created.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(winners).toHaveLength(1)
  expect(losers).toHaveLength(19)
  for (const loser of losers) expect(loser).toMatchObject({ code: 'workflow-type-exists' })
  const { task_queue: taskQueue } = await gateway.client.workflows.get(type)
  expect(taskQueue).toBe(winners[0]?.task_queue)
})

test('in a rolling deployment both versions serve, and the newer spec holds', async () => {
  const type = `rolling-${randomUUID()}`
  const of = (version: string) => ({
    workflows: [{ workflow_type: type, task_queue: 'q', version, owner: `v${version}` }],
  })

  const old = await register(of('1'))
  const young = await register(of('2'))
  const oldAgain = await gateway.client.workers.register(old.workerId, {
    task_queue: old.taskQueue,
    ...of('1'),
  })

  const info = await gateway.client.workflows.get(type)
  expect(info).toMatchObject({ version: '2', owner: 'v2' })
  expect(info.targets.map((target) => target.task_queue)).toEqual([old.taskQueue, young.taskQueue])
  expect(oldAgain.workflows).toMatchObject([
    { spec: 'kept', reason: expect.stringContaining('Version 2 is newer than 1') },
  ])
})

test("after a rollback the older worker's spec is in force again with its next beat", async () => {
  const types = [{ workflow_type: 'fail', version: '1', owner: 'old' }]
  const newer = { workflow_type: 'fail', task_queue: 'q', version: '2', owner: 'new' }
  const young = await register({ workflows: [newer] })
  await using _old = await startTestWorker(gateway, { types, ttlSeconds: 5 })
  const during = await gateway.client.workflows.get('fail')

  await gateway.client.workers.leave(young.workerId)

  expect(during.owner).toBe('new')
  await eventually(async () => (await gateway.client.workflows.get('fail')).owner === 'old')
})

test('a type removed under a live worker stays away until the worker registers again', async () => {
  const { workerId, taskQueue, type } = await register()

  await gateway.client.workflows.delete(type)
  await gateway.client.workers.heartbeat(workerId)
  const get = gateway.client.workflows.get(type)

  await expect(get).rejects.toMatchObject({ code: 'workflow-type-not-found' })
  const workflows = [{ workflow_type: type, task_queue: taskQueue }]
  await gateway.client.workers.register(workerId, { task_queue: taskQueue, workflows })
  expect(await statusOf(type)).toBe('suspect')
})

test('a worker with 350 types, and 30 types on 100 workers, are registered and listed', async () => {
  const schema = { type: 'object', description: 'x'.repeat(500) }
  const typesOf = (name: string, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      workflow_type: `${name}-${n}`,
      task_queue: 'many-queue',
      input_schema: schema,
    }))

  await register({ workflows: typesOf('many', 350) })
  await Promise.all(
    Array.from({ length: 100 }, () => register({ workflows: typesOf('shared', 30) })),
  )

  const many = await gateway.client.workflows.list({ q: 'many-' })
  const shared = await gateway.client.workflows.list({ q: 'shared-' })
  expect(many.workflows).toHaveLength(350)
  expect(shared.workflows.map((type) => type.workers.length)).toEqual(
    Array.from({ length: 30 }, () => 100),
  )
})

test('a thousand heartbeats write a handful of events, and an idle registry writes none', async () => {
  await using quiet = await startTestGateway()
  await quiet.client.workers.register('beating', { task_queue: 'q', ttl_seconds: 12 })
  const lengths = () =>
    Promise.all([quiet.registryId, `${quiet.registryId}.ids`].map(temporal.historyLength))
  const before = await lengths()

  await Promise.all(Array.from({ length: 1_000 }, () => quiet.client.workers.heartbeat('beating')))
  const afterBeats = await lengths()
  const renewed = await eventually(async () => {
    const now = await lengths()
    return now[0] !== before[0] && now
  })
  const idleUntilMs = Date.now() + 5_000
  await eventually(() => Date.now() > idleUntilMs)

  expect(afterBeats).toEqual(before)
  // One Update: a task scheduled, started and completed, the Update accepted and completed.
  expect((renewed[0] ?? 0) - (before[0] ?? 0)).toBe(5)
  expect(await lengths()).toEqual(renewed)
})
