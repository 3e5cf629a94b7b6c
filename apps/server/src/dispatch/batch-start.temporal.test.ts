import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { post } from '../../test/post.ts'
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

const batch = (body: object, headers?: Record<string, string>) =>
  post(gateway, '/workflows/batch-start', body, headers)
const outcomesOf = (items: readonly { outcome: string }[]) => items.map(({ outcome }) => outcome)

test('each item has its own outcome, in order, and a bad one does not touch the others', async () => {
  const taken = randomUUID()
  await gateway.client.workflows.start('nap', { workflow_id: taken, input: { ms: 5_000 } })
  const { status, body } = await batch({
    items: [
      { workflow_type: 'echo', input: 1 },
      { workflow_type: 'nap', input: { ms: 'long' } },
      { workflow_type: 'nobody.v1' },
      { workflow_type: 'nap', input: { ms: 1 }, workflow_id: taken },
      { workflow_type: 'echo', nonsense: true },
      7,
      { workflow_type: 'echo', target: { labels: { colour: 'none' } } },
      { workflow_type: 'echo', workflow_id: `${taken}-b`, input: 2 },
    ],
  })

  expect(status).toBe(200)
  expect(body.counts).toEqual({ started: 2, replayed: 0, valid: 0, refused: 6, skipped: 0 })
  expect(body.items).toMatchObject([
    { index: 0, outcome: 'started', workflow_type: 'echo', task_queue: worker.taskQueue },
    { problem: { code: 'input-invalid', errors: [{ pointer: '/items/1/input/ms' }] } },
    { problem: { code: 'workflow-type-not-found', status: 404 } },
    { problem: { code: 'workflow-id-taken', status: 409, workflow_id: taken } },
    { problem: { code: 'validation-failed', errors: [{ pointer: '/items/4/nonsense' }] } },
    { problem: { code: 'validation-failed', errors: [{ pointer: '/items/5' }] } },
    { problem: { code: 'no-ready-target', status: 503 } },
    { index: 7, outcome: 'started', workflow_id: `${taken}-b` },
  ])
  expect(await gateway.client.runs.waitForResult(`${taken}-b`)).toMatchObject({ result: 2 })
  const { route } = await gateway.client.runs.get(`${taken}-b`)
  expect(route).toMatchObject({ reason: 'the only ready target' })
})

test('a repeated batch starts nothing twice, and goes on where it was cut', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const own = randomUUID()
  const items = Array.from({ length: 20 }, (_, n) => ({ workflow_type: 'echo', input: n }))
  const withOwn = [...items, { workflow_type: 'echo', input: 'own', idempotency_key: own }]
  const first = await batch({ items: withOwn.slice(0, 10) }, key)
  const again = await batch({ items: withOwn }, key)
  const single = await post(
    gateway,
    '/workflows/echo/start',
    { input: 'own' },
    { 'idempotency-key': own },
  )
  const changed = await batch({ items: [{ workflow_type: 'echo', input: 'other' }] }, key)

  expect(first.body.counts.started).toBe(10)
  expect(again.body.counts).toMatchObject({ started: 11, replayed: 10 })
  expect(again.body.items.slice(0, 10).map((item: { run_id: string }) => item.run_id)).toEqual(
    first.body.items.map((item: { run_id: string }) => item.run_id),
  )
  expect(single.headers.get('idempotency-replayed')).toBe('true')
  expect(changed.body.items[0].problem.code).toBe('idempotency-key-reused')
})

test('1,000 items, sent to two replicas at once under one key, are 1,000 runs', async () => {
  await using replica = await startTestGateway({ registryId: gateway.registryId })
  await eventually(async () => (await replica.client.workflows.get('echo')).status === 'ready')
  const key = { 'idempotency-key': randomUUID() }
  const marker = randomUUID()
  const items = Array.from({ length: 1_000 }, (_, n) => ({
    workflow_type: 'echo',
    input: n,
    workflow_id: `${marker}-${n}`,
    id_reuse_policy: 'reject_duplicate',
  }))
  const [here, there] = await Promise.all([
    batch({ items }, key),
    post(replica, '/workflows/batch-start', { items }, key),
  ])
  const runIds = (answer: typeof here) =>
    answer.body.items.map((item: { run_id: string }) => item.run_id)

  expect(here.body.counts.refused + there.body.counts.refused).toBe(0)
  expect(runIds(here)).toEqual(runIds(there))
  expect(new Set(runIds(here)).size).toBe(1_000)
})

test('a dry run checks every item, says its id, and starts and claims nothing', async () => {
  const name = `dry ${randomUUID()}`
  const workflow_id = randomUUID()
  const { body } = await batch({
    dry_run: true,
    items: [
      { workflow_type: 'echo', workflow_id },
      { workflow_type: 'echo', name },
      { workflow_type: 'echo', input: { n: 3 }, id_template: 'n-{{input.n}}' },
      { workflow_type: 'echo', input: {}, id_template: 'n-{{input.n}}' },
      { workflow_type: 'nap', input: {} },
    ],
  })
  const claimed = await gateway.client.workflowIds.claim(name)

  expect(outcomesOf(body.items)).toEqual(['valid', 'valid', 'valid', 'refused', 'refused'])
  expect(body.items).toMatchObject([
    { workflow_id, task_queue: worker.taskQueue },
    { workflow_id: `${name.replaceAll(' ', '-')}-r{{counter}}` },
    { workflow_id: 'n-3' },
    { problem: { errors: [{ pointer: '/items/3/input/n' }] } },
    { problem: { errors: [{ pointer: '/items/4/input/ms' }] } },
  ])
  expect(claimed.counter).toBe(1)
  await expect(gateway.client.runs.get(workflow_id)).rejects.toMatchObject({ status: 404 })
})

test('items of one name get dense numbers', async () => {
  const name = `dense-${randomUUID()}`
  const items = Array.from({ length: 50 }, () => ({ workflow_type: 'echo', name }))
  const { body } = await batch({ items })
  const ids = body.items.map((item: { workflow_id: string }) => item.workflow_id)

  expect(ids.toSorted()).toEqual(
    Array.from({ length: 50 }, (_, n) => `${name}-r${n + 1}`).toSorted(),
  )
})

test('items that wait for a worker wait together, and hold up nobody', async () => {
  const taskQueue = `batch-${randomUUID()}`
  const waiting = {
    workflow_type: 'hop',
    input: { hops: 0 },
    target: { task_queue: taskQueue },
    on_no_worker: 'wait',
    wait_for_worker_seconds: 30,
  }
  const batched = batch({ items: Array.from({ length: 200 }, () => waiting) })
  const other = await batch({ items: [{ workflow_type: 'echo' }] })
  await using arriving = await startTestWorker(gateway, { taskQueue })
  const arrivedAtMs = performance.now()
  const { body } = await batched

  expect(other.body.counts.started).toBe(1)
  expect(body.counts.started).toBe(200)
  expect(body.items[0].task_queue).toBe(arriving.taskQueue)
  expect(performance.now() - arrivedAtMs).toBeLessThan(20_000)
})

test('checking a thousand inputs holds up nobody', async () => {
  const list = { type: 'array', maxItems: 100, items: { type: 'object', required: ['a', 'b'] } }
  await gateway.client.workflows.put({
    workflow_type: 'costly',
    task_queue: 'nowhere',
    input_schema: { properties: { list, again: list, more: list } },
  })
  const many = Array.from({ length: 60 }, () => ({ a: 1 }))
  const input = { list: many, again: many, more: many }
  const items = Array.from({ length: 300 }, () => ({ workflow_type: 'costly', input }))
  const batched = batch({ items, dry_run: true })
  let isDone = false
  void batched.then(() => (isDone = true))
  let slowestMs = 0
  while (!isDone) {
    const beganAtMs = performance.now()
    await fetch(`${gateway.url}/health`)
    slowestMs = Math.max(slowestMs, performance.now() - beganAtMs)
  }

  expect((await batched).body.counts.refused).toBe(300)
  expect(slowestMs).toBeLessThan(5_000)
})

test('a batch that is none is refused as a whole', async () => {
  const tooMany = Array.from({ length: 1_001 }, () => ({ workflow_type: 'echo' }))
  for (const body of [{}, { items: [] }, { items: tooMany }, { items: {} }, []]) {
    const answer = await batch(body)
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed'])
  }
})
