import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { post as send } from '../../test/post.ts'
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

const start = { input: { start: 10 } }
const add = (amount: unknown) => ({ name: 'add', input: amount })
const multiply = (factor: unknown) => ({ name: 'multiply', input: factor })

const signalWithStart = (body: object, headers?: Record<string, string>) =>
  send(gateway, '/workflows/adder/signal-with-start', { ...start, ...body }, headers)
const updateWithStart = (body: object, headers?: Record<string, string>) =>
  send(gateway, '/workflows/adder/update-with-start', { ...start, ...body }, headers)
const sumOf = (workflowId: string) => gateway.client.runs.query(workflowId, 'sum')
const endOf = async (workflowId: string) => {
  await gateway.client.runs.signal(workflowId, 'end')
  return gateway.client.runs.waitForResult(workflowId)
}

test('a signal with a start begins a run, and the next one meets it', async () => {
  const workflow_id = randomUUID()
  const first = await signalWithStart({ workflow_id, signal: add(1) })
  const second = await signalWithStart({ workflow_id, signal: add(2) })
  const run = await gateway.client.runs.get(workflow_id)

  expect(first).toMatchObject({
    status: 200,
    body: { workflow_id, workflow_type: 'adder', started: true, task_queue: worker.taskQueue },
  })
  expect(second.body).toEqual({
    workflow_id,
    run_id: first.body.run_id,
    workflow_type: 'adder',
    started: false,
  })
  expect(await sumOf(workflow_id)).toBe(13)
  expect(run.route).toMatchObject({ task_queue: worker.taskQueue, reason: 'the only ready target' })
})

test('a keyed signal with a start is one run and one signal, however often it is sent', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const sent = await Promise.all(
    Array.from({ length: 5 }, () => signalWithStart({ signal: add(1) }, key)),
  )
  const other = await signalWithStart({ signal: add(2) }, key)
  const again = await signalWithStart({ signal: add(1) }, key)
  const workflowId = again.body.workflow_id

  expect(new Set(sent.map(({ body }) => body.run_id)).size).toBe(1)
  expect(other.body).toMatchObject({ status: 409, code: 'idempotency-key-reused' })
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(await sumOf(workflowId)).toBe(11)

  await endOf(workflowId)
  const late = await signalWithStart({ signal: add(1) }, key)
  expect(late).toMatchObject({ status: 200, body: { run_id: again.body.run_id, started: false } })
  expect(late.headers.get('idempotency-replayed')).toBe('true')
})

test('keyed signals to a run of a chosen id each reach it once', async () => {
  const workflow_id = randomUUID()
  const keyOf = (name: string) => ({ 'idempotency-key': `${name}-${workflow_id}` })
  await signalWithStart({ workflow_id, signal: add(1) }, keyOf('a'))
  await signalWithStart({ workflow_id, signal: add(2) }, keyOf('b'))
  await signalWithStart({ workflow_id, signal: add(2) }, keyOf('b'))
  await signalWithStart({ workflow_id, signal: add(1) }, keyOf('a'))

  expect(await sumOf(workflow_id)).toBe(13)
})

test('a closed run is followed by another, unless its id may not be used again', async () => {
  const workflow_id = randomUUID()
  await signalWithStart({ workflow_id, signal: { name: 'end' } })
  await gateway.client.runs.waitForResult(workflow_id)

  const refused = await signalWithStart({
    workflow_id,
    signal: add(1),
    id_reuse_policy: 'reject_duplicate',
  })
  const next = await signalWithStart({ workflow_id, signal: add(1) })

  expect(refused.body).toMatchObject({ code: 'workflow-id-taken', run_status: 'completed' })
  expect(next.body.started).toBe(true)
})

test('an open run makes way for another where its caller says so', async () => {
  const workflow_id = randomUUID()
  const first = await signalWithStart({ workflow_id, signal: add(1) })
  const second = await signalWithStart({
    workflow_id,
    signal: add(2),
    id_conflict_policy: 'terminate_existing',
  })

  expect(second.body.started).toBe(true)
  expect(second.body.run_id).not.toBe(first.body.run_id)
  expect(await sumOf(workflow_id)).toBe(12)
})

test('what does not fit is refused with its pointer, and nothing starts', async () => {
  const workflow_id = randomUUID()
  const cases: [object, string, string][] = [
    [{ signal: add('much') }, 'input-invalid', '/signal/input'],
    [{ signal: { name: 'add', input: 1, args: [1] } }, 'validation-failed', '/signal/args'],
    [{ signal: {} }, 'validation-failed', '/signal/name'],
    [{}, 'validation-failed', '/signal'],
    [{ signal: add(1), id_conflict_policy: 'fail' }, 'validation-failed', '/id_conflict_policy'],
    [{ signal: add(1), workflow_id: '', name: 'x' }, 'validation-failed', '/name'],
  ]
  for (const [body, code, pointer] of cases) {
    const answer = await signalWithStart({ workflow_id, ...body })
    expect(answer.body).toMatchObject({ status: 400, code, errors: [{ pointer }] })
  }
  const update = await updateWithStart({ workflow_id, update: multiply(1.5) })
  const later = await updateWithStart({ workflow_id, update: multiply(2), start_delay_seconds: 5 })

  expect(update.body).toMatchObject({
    code: 'input-invalid',
    errors: [{ pointer: '/update/input' }],
  })
  expect(later.body.errors).toMatchObject([{ pointer: '/start_delay_seconds' }])
  await expect(gateway.client.runs.get(workflow_id)).rejects.toMatchObject({ status: 404 })
})

test('an update with a start is answered while the run goes on, and the next one meets it', async () => {
  const workflow_id = randomUUID()
  const first = await updateWithStart({ workflow_id, update: multiply(2) })
  const second = await updateWithStart({ workflow_id, update: multiply(3) })

  expect(first).toMatchObject({
    status: 200,
    body: { workflow_id, started: true, task_queue: worker.taskQueue, result: 20 },
  })
  expect(second.body).toMatchObject({ run_id: first.body.run_id, started: false, result: 60 })
  expect((await gateway.client.runs.get(workflow_id)).status).toBe('running')
})

test('a keyed update with a start is one run and one update, however often it is sent', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const sent = await Promise.all(
    Array.from({ length: 5 }, () => updateWithStart({ update: multiply(2) }, key)),
  )
  const other = await updateWithStart({ update: multiply(3) }, key)
  const again = await updateWithStart({ update: multiply(2) }, key)

  expect(new Set(sent.map(({ body }) => `${body.run_id} ${body.result}`)).size).toBe(1)
  expect(other.body).toMatchObject({ status: 409, code: 'idempotency-key-reused' })
  expect(again.body).toMatchObject({ result: 20, started: false })
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(await sumOf(again.body.workflow_id)).toBe(20)

  await endOf(again.body.workflow_id)
  const late = await updateWithStart({ update: multiply(2) }, key)
  expect(late).toMatchObject({ status: 200, body: { run_id: again.body.run_id, result: 20 } })
})

test('with an id of the caller a key is for key and body: another body is another message', async () => {
  const workflow_id = randomUUID()
  const key = { 'idempotency-key': randomUUID() }
  const first = await updateWithStart({ workflow_id, update: multiply(2) }, key)
  const again = await updateWithStart({ workflow_id, update: multiply(2) }, key)
  const other = await updateWithStart({ workflow_id, update: multiply(3) }, key)
  const signal = await signalWithStart({ workflow_id, signal: add(1) }, key)

  expect([first.body.result, again.body.result, other.body.result]).toEqual([20, 20, 60])
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(other.headers.get('idempotency-replayed')).toBeNull()
  expect(signal).toMatchObject({ status: 200, body: { started: false } })
  expect(await sumOf(workflow_id)).toBe(61)
})

test('an update can end the open run first', async () => {
  const workflow_id = randomUUID()
  const first = await updateWithStart({ workflow_id, update: multiply(2) })
  const body = { workflow_id, update: multiply(3), id_conflict_policy: 'terminate_existing' }
  const second = await updateWithStart(body)

  expect(second).toMatchObject({ status: 200, body: { started: true, result: 30 } })
  expect(second.body.run_id).not.toBe(first.body.run_id)
})

test('under a key an open run makes way once', async () => {
  const policy = { id_conflict_policy: 'terminate_existing' }
  const bySignal = { ...policy, workflow_id: randomUUID(), signal: add(1) }
  const byUpdate = { ...policy, workflow_id: randomUUID(), update: multiply(2) }
  const keys = [{ 'idempotency-key': randomUUID() }, { 'idempotency-key': randomUUID() }] as const
  const signals = [
    await signalWithStart(bySignal, keys[0]),
    await signalWithStart(bySignal, keys[0]),
  ]
  const updates = [
    await updateWithStart(byUpdate, keys[1]),
    await updateWithStart(byUpdate, keys[1]),
  ]

  expect(new Set(signals.map(({ body }) => body.run_id)).size).toBe(1)
  expect(new Set(updates.map(({ body }) => body.run_id)).size).toBe(1)
  expect(await sumOf(bySignal.workflow_id)).toBe(11)
  expect(await sumOf(byUpdate.workflow_id)).toBe(20)
})

test('a key with an id of the caller is remembered after the run it began is closed', async () => {
  const workflow_id = randomUUID()
  const key = { 'idempotency-key': randomUUID() }
  const first = await signalWithStart({ workflow_id, signal: add(1) }, key)
  await endOf(workflow_id)
  const again = await signalWithStart({ workflow_id, signal: add(1) }, key)

  expect(again.body).toMatchObject({ run_id: first.body.run_id, started: false })
  expect(again.headers.get('idempotency-replayed')).toBe('true')

  const updated = { workflow_id: randomUUID(), update: multiply(2) }
  const other = await updateWithStart(updated, key)
  await endOf(updated.workflow_id)
  const late = await updateWithStart(updated, key)
  expect(late.body).toMatchObject({ run_id: other.body.run_id, result: 20 })
})

test('a workflow that ends at once and has no such update refuses it', async () => {
  const { status, body } = await send(gateway, '/workflows/echo/update-with-start', {
    update: { name: 'none' },
  })

  expect([status, body.code]).toEqual([422, 'update-refused'])
})

test('an open run refuses an update that wants a run of its own', async () => {
  const workflow_id = randomUUID()
  const first = await updateWithStart({ workflow_id, update: multiply(2) })
  const body = { workflow_id, update: multiply(2), id_conflict_policy: 'fail' }
  const second = await updateWithStart(body)

  expect(second.body).toMatchObject({
    status: 409,
    code: 'workflow-id-taken',
    run_id: first.body.run_id,
  })
})

test('a name gives an update a run of its own', async () => {
  const name = `update ${randomUUID()}`
  const { body } = await updateWithStart({ name, update: multiply(2) })

  expect(body).toMatchObject({ workflow_id: `${name.replaceAll(' ', '-')}-r1`, result: 20 })
})

test('a refused update is a 422 that names the run, which goes on', async () => {
  const workflow_id = randomUUID()
  const { body } = await updateWithStart({ workflow_id, update: multiply(0) })

  expect(body).toMatchObject({
    status: 422,
    code: 'update-refused',
    detail: 'zero would lose the sum',
    workflow_id,
    started: true,
  })
  const run = await gateway.client.runs.get(workflow_id)
  expect(run).toMatchObject({ run_id: body.run_id, status: 'running' })
})

test('an update of a name that the workflow has not is a refusal as well', async () => {
  const { body } = await updateWithStart({ update: { name: 'nothing' } })

  expect(body).toMatchObject({ status: 422, code: 'update-refused' })
})

test('an update that outlasts the wait is a 202, and its run says when it is over', async () => {
  const workflow_id = randomUUID()
  const { status, headers, body } = await updateWithStart(
    { workflow_id, update: { name: 'ponder', input: 1_500 } },
    { prefer: 'wait=1' },
  )

  expect(status).toBe(202)
  expect(body).toMatchObject({ workflow_id, started: true })
  expect(body).not.toHaveProperty('result')
  expect(headers.get('location')).toBe(`/runs/${workflow_id}?run_id=${body.run_id}`)
})

test('an update that no worker takes is a 504 that names the run it began; repeated, it is answered', async () => {
  await using silent = await startTestWorker(gateway, {
    types: [{ workflow_type: 'adder', updates: [{ name: 'multiply' }] }],
  })
  await silent.stopPolling()
  const key = { 'idempotency-key': randomUUID() }
  const body = {
    update: multiply(2),
    target: { task_queue: silent.taskQueue },
    on_no_worker: 'queue',
  }
  const first = await updateWithStart(body, { ...key, prefer: 'wait=1' })
  await using _worker = await startTestWorker(gateway, {
    taskQueue: silent.taskQueue,
    announced: false,
  })
  const second = await updateWithStart(body, { ...key, prefer: 'wait=10' })

  expect(first.body).toMatchObject({ status: 504, code: 'worker-not-answering', started: true })
  expect(second.body).toMatchObject({ run_id: first.body.run_id, result: 20 })
})

test('without a ready target both are a 503 before anything starts, and go by on_no_worker', async () => {
  const workflow_id = randomUUID()
  const target = { labels: { nobody: 'has this' } }
  const signal = await signalWithStart({ workflow_id, signal: add(1), target })
  const update = await updateWithStart({ workflow_id, update: multiply(1), target })

  expect([signal.status, signal.body.code]).toEqual([503, 'no-ready-target'])
  expect([update.status, update.body.code]).toEqual([503, 'no-ready-target'])
  expect(signal.headers.get('retry-after')).toBe('5')
  await expect(gateway.client.runs.get(workflow_id)).rejects.toMatchObject({ status: 404 })
})
