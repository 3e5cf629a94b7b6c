import { randomUUID } from 'node:crypto'
import { isApiError } from '@temporal-registry/sdk/client'
import { Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
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

// oxlint-disable-next-line no-explicit-any -- looked into member by member; the test gateway checks its shape
type Body = any

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(gateway.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Body,
  }
}

test('a start without a queue reaches the worker that announced the type', async () => {
  const { status, body } = await post(
    '/workflows/echo/start',
    { input: { a: 1 } },
    { prefer: 'wait=10' },
  )

  expect(status).toBe(200)
  expect(body).toMatchObject({
    workflow_type: 'echo',
    task_queue: worker.taskQueue,
    status: 'completed',
    result: { a: 1 },
  })
  expect(body.workflow_id).toMatch(/^echo-[0-9a-f]{8}$/)
})

test('a run that outlasts the wait is a 202 that says where its result will be', async () => {
  const { status, headers, body } = await post(
    '/workflows/nap/start',
    { input: { ms: 2_500 } },
    { prefer: 'wait=1' },
  )

  expect(status).toBe(202)
  expect(body.status).toBe('running')
  const later = await fetch(gateway.url + headers.get('location'), {
    headers: { prefer: 'wait=20' },
  })
  expect(await later.json()).toMatchObject({ status: 'completed', result: 'rested' })
})

test('a failed run answers its failure with what caused it', async () => {
  const { status, body } = await post(
    '/workflows/fail/start',
    { input: { message: 'broken' } },
    { prefer: 'wait=10' },
  )

  expect(status).toBe(200)
  expect(body).toMatchObject({
    status: 'failed',
    failure: {
      kind: 'application',
      type: 'TestFailure',
      message: 'broken',
      details: [{ code: 7 }],
      cause: { kind: 'application', type: 'TestCause', message: 'the cause' },
    },
  })
})

test('a run that exceeds its time-out is answered as timed out', async () => {
  const { body } = await post(
    '/workflows/nap/start',
    { input: { ms: 60_000 }, timeouts: { run_seconds: 1 } },
    { prefer: 'wait=10' },
  )

  expect(body).toMatchObject({ status: 'timed_out', failure: { kind: 'timeout' } })
})

test('an unknown type is a 404 problem that names it', async () => {
  const { status, headers, body } = await post('/workflows/nobody.v1/start', {})

  expect(status).toBe(404)
  expect(headers.get('content-type')).toMatch('application/problem+json')
  expect(body).toMatchObject({ code: 'workflow-type-not-found', workflow_type: 'nobody.v1' })
})

test('an input that does not fit is refused with a pointer, and nothing starts', async () => {
  const { status, body } = await post('/workflows/nap/start', {
    input: { ms: 'long', extra: 1 },
    workflow_id: `never-${randomUUID()}`,
  })

  expect(status).toBe(400)
  expect(body.code).toBe('input-invalid')
  expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
    '/input/extra',
    '/input/ms',
  ])
})

test('positional arguments reach the run', async () => {
  const { body } = await post(
    '/workflows/echo/start',
    { args: [1, 'two', null] },
    { prefer: 'wait=10' },
  )

  expect(body.result).toEqual([1, 'two', null])
})

test('a name claims the next id, also past ids that others took', async () => {
  const name = `Run ${randomUUID()}`
  const slug = name.toLowerCase().replaceAll(' ', '-')
  const first = await post('/workflows/echo/start', { name })
  await post('/workflow-ids/reset', { name })
  const second = await post('/workflows/echo/start', { name })

  expect(first.body.workflow_id).toBe(`${slug}-r1`)
  expect(second.body.workflow_id).toBe(`${slug}-r2`)
})

test('the same key and body give the same run, and the answer says that it is a replay', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const first = await post('/workflows/echo/start', { input: { n: 1 } }, key)
  const again = await post('/workflows/echo/start', { input: { n: 1 } }, key)

  expect(first.headers.get('idempotency-replayed')).toBeNull()
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(again.body).toEqual(first.body)
})

test('a key is remembered after its run is closed', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const first = await post(
    '/workflows/echo/start',
    { input: { n: 1 } },
    { ...key, prefer: 'wait=10' },
  )
  const again = await post(
    '/workflows/echo/start',
    { input: { n: 1 } },
    { ...key, prefer: 'wait=10' },
  )
  const other = await post('/workflows/echo/start', { input: { n: 2 } }, key)

  expect(again.body).toEqual(first.body)
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(other.body).toMatchObject({ status: 409, code: 'idempotency-key-reused' })
})

test('another body under the same key is a 409, with a name and with an id as well', async () => {
  for (const extra of [{}, { name: `n-${randomUUID()}` }, { workflow_id: randomUUID() }]) {
    const key = { 'idempotency-key': randomUUID() }
    const started = await post('/workflows/nap/start', { input: { ms: 3_000 }, ...extra }, key)
    const other = await post('/workflows/nap/start', { input: { ms: 3_001 }, ...extra }, key)

    expect(started.status).toBe(200)
    expect(other.body).toMatchObject({ status: 409, code: 'idempotency-key-reused' })
  }
})

test('an id in use is a 409 that says by which run', async () => {
  const workflowId = randomUUID()
  const first = await post('/workflows/nap/start', {
    input: { ms: 2_000 },
    workflow_id: workflowId,
  })
  const second = await post('/workflows/nap/start', {
    input: { ms: 2_000 },
    workflow_id: workflowId,
  })
  const same = await post('/workflows/nap/start', {
    input: { ms: 2_000 },
    workflow_id: workflowId,
    id_conflict_policy: 'use_existing',
  })

  expect(second.body).toMatchObject({
    code: 'workflow-id-taken',
    run_id: first.body.run_id,
    run_status: 'running',
  })
  expect(same.body.run_id).toBe(first.body.run_id)
})

test('every start option reaches the run', async () => {
  const { body } = await post(
    '/workflows/facts/start',
    {
      timeouts: { execution_seconds: 90, run_seconds: 60, task_seconds: 5 },
      retry: { initial_interval_seconds: 2, backoff_coefficient: 3, maximum_attempts: 4 },
      memo: { note: 'hello' },
      priority: { priority_key: 2, fairness_key: 'blue', fairness_weight: 2.5 },
      headers: { trace: 'abc' },
      start_delay_seconds: 1,
    },
    { prefer: 'wait=20' },
  )
  const run = await gateway.client.runs.get(body.workflow_id)
  const history = await gateway.client.runs.history(body.workflow_id)

  expect(body.result).toMatchObject({
    taskQueue: worker.taskQueue,
    memo: { note: 'hello' },
    executionTimeoutMs: 90_000,
    runTimeoutMs: 60_000,
    taskTimeoutMs: 5_000,
    retryPolicy: { initialInterval: 2_000, backoffCoefficient: 3, maximumAttempts: 4 },
    priority: { priorityKey: 2, fairnessKey: 'blue', fairnessWeight: 2.5 },
  })
  expect(run.memo).toEqual({ note: 'hello' })
  expect(run.route).toMatchObject({ task_queue: worker.taskQueue, reason: 'the only ready target' })
  expect(history.events[0]?.attributes).toMatchObject({
    header: { fields: { trace: 'abc' } },
    first_workflow_task_backoff: 1,
  })
})

test('a dry run says where a start would go, and starts nothing', async () => {
  const workflowId = randomUUID()
  const good = await post('/workflows/nap/validate', { input: { ms: 1 }, workflow_id: workflowId })
  const bad = await post('/workflows/nap/validate', { input: {} })
  const described = await gateway.client.runs.get(workflowId).catch((error: unknown) => error)

  expect(good.body).toMatchObject({ valid: true, task_queue: worker.taskQueue })
  expect(bad.body).toMatchObject({ code: 'input-invalid', errors: [{ pointer: '/input/ms' }] })
  expect(isApiError(described, 'run-not-found')).toBe(true)
})

test("a caller's target is honoured, and refused when nothing matches it", async () => {
  await using blue = await startTestWorker(gateway, { labels: { colour: 'blue' } })
  const toBlue = await post('/workflows/echo/start', { target: { labels: { colour: 'blue' } } })
  const toQueue = await post('/workflows/echo/start', { target: { task_queue: worker.taskQueue } })
  const toRed = await post('/workflows/echo/start', { target: { labels: { colour: 'red' } } })

  expect(toBlue.body.task_queue).toBe(blue.taskQueue)
  expect(toQueue.body.task_queue).toBe(worker.taskQueue)
  expect(toRed.body).toMatchObject({ status: 503, code: 'no-ready-target' })
})

test('declared search attributes reach the run; undeclared ones and wrong types are refused', async () => {
  const attribute = `Tenant${randomUUID().slice(0, 8)}`
  const connection = await Connection.connect({ address: inject('temporalAddress') })
  await connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: { [attribute]: 2 },
  })
  await using attributed = await startTestWorker(gateway, {
    types: [
      {
        workflow_type: 'facts',
        version: '2',
        search_attributes: [{ name: attribute, type: 'Keyword' }],
      },
    ],
  })
  const target = { task_queue: attributed.taskQueue }
  // A new attribute is not usable at once.
  const started = await eventually(async () => {
    const answer = await post('/workflows/facts/start', {
      search_attributes: { [attribute]: 'blue' },
      target,
    })
    return answer.status === 200 && answer
  })
  const run = await gateway.client.runs.get(started.body.workflow_id)
  const undeclared = await post('/workflows/facts/start', { search_attributes: { Other: 'x' } })
  const wrong = await post('/workflows/facts/start', { search_attributes: { [attribute]: 7 } })
  await connection.close()

  expect(run.search_attributes).toMatchObject({ [attribute]: 'blue' })
  expect(undeclared.body).toMatchObject({
    code: 'search-attribute-unusable',
    errors: [{ pointer: '/search_attributes/Other' }],
  })
  expect(wrong.body.errors).toEqual([
    {
      pointer: `/search_attributes/${attribute}`,
      detail: 'must be text, as the attribute is a Keyword',
    },
  ])
})

test('an id template makes the id, and the dry run shows it first', async () => {
  const order_id = randomUUID()
  const body = { input: { order_id }, id_template: 'order-{{input.order_id}}-{{date}}' }
  const shown = await post('/workflows/echo/validate', body)
  const started = await post('/workflows/echo/start', body)
  const counted = { input: { order_id }, id_template: '{{input.order_id}}-no-{{counter}}' }
  const preview = await post('/workflows/echo/validate', counted)
  const first = await post('/workflows/echo/start', counted)
  const second = await post('/workflows/echo/start', counted)

  expect(started.body.workflow_id).toMatch(new RegExp(`^order-${order_id}-\\d{4}-\\d\\d-\\d\\d$`))
  expect(shown.body.workflow_id).toBe(started.body.workflow_id)
  expect(preview.body.workflow_id).toBe(`${order_id}-no-{{counter}}`)
  expect([first, second].map((run) => run.body.workflow_id)).toEqual([
    `${order_id}-no-1`,
    `${order_id}-no-2`,
  ])
})

test('an id template under a key is one run, and needs its own time where it reads the clock', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const body = { input: { n: key['idempotency-key'] }, id_template: '{{input.n}}-{{date}}' }
  const timed = { ...body, id_time: '2026-01-02T00:00:00Z' }
  const refused = await post('/workflows/echo/start', body, key)
  const first = await post('/workflows/echo/start', timed, key)
  const again = await post('/workflows/echo/start', timed, key)

  expect(refused.body).toMatchObject({ status: 400, errors: [{ pointer: '/id_time' }] })
  expect(first.body.workflow_id).toBe(`${body.input.n}-2026-01-02`)
  expect(again.body).toEqual(first.body)
  expect(again.headers.get('idempotency-replayed')).toBe('true')
})

test('what an id template lacks, or cannot stand with, is a 400 with its pointer', async () => {
  const cases = [
    [{ id_template: 'a-{{input.none}}' }, '/input/none'],
    [{ id_template: 'a-{{nope}}' }, '/id_template'],
    [{ id_template: 'a', workflow_id: 'b' }, '/id_template'],
    [{ id_template: 'a', name: 'b' }, '/id_template'],
    [{ id_time: '2026-01-01T00:00:00Z' }, '/id_time'],
    [{ id_template: gateway.registryId }, '/id_template'],
  ] as const
  for (const route of ['start', 'validate']) {
    for (const [body, pointer] of cases) {
      const { body: answer } = await post(`/workflows/echo/${route}`, { input: {}, ...body })
      expect(answer).toMatchObject({ code: 'validation-failed', errors: [{ pointer }] })
    }
  }
})

test('a start that was refused for want of a worker has not used its key', async () => {
  const taskQueue = `later-${randomUUID()}`
  const key = { 'idempotency-key': randomUUID() }
  const body = { target: { task_queue: taskQueue } }
  const refused = await post('/workflows/echo/start', body, key)
  await using _late = await startTestWorker(gateway, { taskQueue })
  const started = await post('/workflows/echo/start', body, key)

  expect(refused.body.code).toBe('no-ready-target')
  expect(started).toMatchObject({ status: 200, body: { task_queue: taskQueue } })
  expect(started.headers.get('idempotency-replayed')).toBeNull()
})
