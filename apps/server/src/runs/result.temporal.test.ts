import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

const start = (type: string, body: object) =>
  gateway.client.workflows.start(type, { workflow_id: `result-${randomUUID()}`, ...body })

async function result(workflowId: string, { wait, runId }: { wait?: number; runId?: string } = {}) {
  const search = runId === undefined ? '' : `?run_id=${runId}`
  const beganAtMs = performance.now()
  const response = await fetch(`${gateway.url}/runs/${workflowId}/result${search}`, {
    headers: wait === undefined ? {} : { prefer: `wait=${wait}` },
  })
  const body = (await response.json()) as Record<string, unknown>
  return {
    status: response.status,
    headers: response.headers,
    body,
    ms: performance.now() - beganAtMs,
  }
}

const waits = async () =>
  Number(
    /result_waits\{namespace="default"\} (\d+)/.exec(
      await (await fetch(`${gateway.url}/metrics`)).text(),
    )?.[1],
  )

test('a run that is open is a 202 at once, with its run id and when to ask again', async () => {
  const { workflow_id: id, run_id: runId } = await start('nap', { input: { ms: 60_000 } })
  const latest = await result(id)
  const picked = await result(id, { runId })

  for (const { status, headers, body, ms } of [latest, picked]) {
    expect([status, headers.get('retry-after')]).toEqual([202, '1'])
    expect(body).toEqual({ workflow_id: id, run_id: runId, status: 'running' })
    // Temporal itself would wait 20 s for the closing event of an open run.
    expect(ms).toBeLessThan(2_000)
  }
  await gateway.client.runs.terminate(id)
})

test('a wait ends when its time is over, and says which wait was applied', async () => {
  const { workflow_id: id, run_id: runId } = await start('nap', { input: { ms: 60_000 } })
  const { status, headers, body, ms } = await result(id, { wait: 1 })

  expect(status).toBe(202)
  expect(headers.get('preference-applied')).toBe('wait=1')
  expect(body).toEqual({ workflow_id: id, run_id: runId, status: 'running' })
  expect(ms).toBeGreaterThan(950)
  expect(ms).toBeLessThan(4_000)
  await gateway.client.runs.terminate(id)
})

test('a wait ends as soon as the run does', async () => {
  const { workflow_id: id, run_id: runId } = await start('adder', { input: { start: 5 } })
  const waiting = result(id, { wait: 30 })
  await eventually(async () => (await waits()) > 0)
  await gateway.client.runs.signal(id, 'end')
  const { status, body, ms } = await waiting

  expect(status).toBe(200)
  expect(body).toEqual({ workflow_id: id, run_id: runId, status: 'completed', result: 5 })
  expect(ms).toBeLessThan(10_000)
})

test.each(['completed', 'failed', 'canceled', 'terminated', 'timed_out'] as const)(
  'a run that is %s says so, with its result or its failure, waited for or not',
  async (status) => {
    const begun = {
      completed: () => start('echo', { input: { a: [1] } }),
      failed: () => start('fail', { input: { message: 'broken' } }),
      canceled: () => start('nap', { input: { ms: 60_000 } }),
      terminated: () => start('nap', { input: { ms: 60_000 } }),
      timed_out: () => start('nap', { input: { ms: 60_000 }, timeouts: { run_seconds: 1 } }),
    }
    const { workflow_id: id, run_id: runId } = await begun[status]()
    if (status === 'canceled') await gateway.client.runs.cancel(id)
    if (status === 'terminated')
      await gateway.client.runs.terminate(id, { reason: 'enough', details: [1] })
    const waited = await result(id, { wait: 20 })
    const peeked = await result(id)
    const picked = await result(id, { runId })

    expect([waited.status, peeked.status, picked.status]).toEqual([200, 200, 200])
    expect(peeked.body).toEqual(waited.body)
    expect(picked.body).toEqual(waited.body)
    expect(waited.body).toMatchObject({
      workflow_id: id,
      run_id: runId,
      status,
      ...{
        completed: { result: { a: [1] } },
        failed: { failure: { kind: 'application', type: 'TestFailure', message: 'broken' } },
        canceled: { failure: { kind: 'canceled' } },
        terminated: { failure: { kind: 'terminated', message: 'enough', details: [[1]] } },
        timed_out: { failure: { kind: 'timeout', timeout_type: 'start_to_close' } },
      }[status],
    })
  },
)

test('a run that continues as new is followed to its end, and the run that ended is named', async () => {
  const { workflow_id: id, run_id: first } = await start('hop', { input: { hops: 3 } })
  const waited = await result(id, { wait: 20, runId: first })
  const peeked = await result(id, { runId: first })
  const { run_id: last } = await gateway.client.runs.get(id)

  expect(waited.body).toEqual({ workflow_id: id, run_id: last, status: 'completed', result: 3 })
  expect(peeked.body).toEqual(waited.body)
  expect(last).not.toBe(first)
})

test('a run that is retried is followed to its last attempt', async () => {
  const { workflow_id: id, run_id: first } = await start('nap', {
    input: { ms: 60_000 },
    timeouts: { run_seconds: 1 },
    retry: { initial_interval_seconds: 0.1, maximum_attempts: 2 },
  })
  const waited = await result(id, { wait: 20, runId: first })
  const peeked = await result(id, { runId: first })

  expect(waited.body).toMatchObject({ status: 'timed_out', failure: { kind: 'timeout' } })
  expect(waited.body['run_id']).not.toBe(first)
  expect(peeked.body).toEqual(waited.body)
})

test('a run id picks a run of an id that was used again', async () => {
  const id = `result-${randomUUID()}`
  const first = await start('echo', { workflow_id: id, input: 'first' })
  await result(id, { wait: 20 })
  const second = await start('echo', { workflow_id: id, input: 'second' })
  await result(id, { wait: 20 })

  expect((await result(id, { runId: first.run_id })).body).toMatchObject({ result: 'first' })
  expect((await result(id, { runId: second.run_id })).body).toMatchObject({ result: 'second' })
  expect((await result(id)).body).toMatchObject({ result: 'second', run_id: second.run_id })
})

test('a run that nobody knows is a 404, waited for or not', async () => {
  for (const options of [
    {},
    { wait: 5 },
    { runId: randomUUID() },
    { wait: 5, runId: randomUUID() },
  ]) {
    const { status, body, ms } = await result(`nobody-${randomUUID()}`, options)

    expect([status, body['code']]).toEqual([404, 'run-not-found'])
    expect(ms).toBeLessThan(2_000)
  }
})

test('a caller that goes away frees the wait; whoever waits beside it waits on', async () => {
  const { workflow_id: id } = await start('adder', { input: { start: 1 } })
  const before = await waits()
  const leave = new AbortController()
  const leaving = fetch(`${gateway.url}/runs/${id}/result`, {
    headers: { prefer: 'wait=60' },
    signal: leave.signal,
  }).catch(() => undefined)
  await eventually(async () => (await waits()) === before + 1)
  const staying = result(id, { wait: 30 })
  leave.abort()
  await leaving
  await gateway.client.runs.signal(id, 'end')

  expect((await staying).body).toMatchObject({ status: 'completed' })
  await eventually(async () => (await waits()) === before, 2_000)
})

test('a start that waits for its result is freed as well when its caller goes away', async () => {
  const before = await waits()
  const leave = new AbortController()
  const id = `result-${randomUUID()}`
  const leaving = fetch(`${gateway.url}/workflows/nap/start`, {
    method: 'POST',
    headers: { prefer: 'wait=60' },
    body: JSON.stringify({ workflow_id: id, input: { ms: 60_000 } }),
    signal: leave.signal,
  }).catch(() => undefined)
  await eventually(async () => (await waits()) === before + 1)
  leave.abort()
  await leaving

  await eventually(async () => (await waits()) === before, 2_000)
  await gateway.client.runs.terminate(id)
})

test('a gateway that closes answers those who wait with a 202, and does not wait itself', async () => {
  await using other = await startTestGateway({ registryId: gateway.registryId })
  const { workflow_id: id } = await start('nap', { input: { ms: 60_000 } })
  const started = `result-${randomUUID()}`
  const waiting = [
    fetch(`${other.url}/runs/${id}/result`, { headers: { prefer: 'wait=60' } }),
    fetch(`${other.url}/workflows/nap/start`, {
      method: 'POST',
      headers: { prefer: 'wait=60' },
      body: JSON.stringify({ workflow_id: started, input: { ms: 60_000 } }),
    }),
  ]
  const metrics = async () => (await fetch(`${other.url}/metrics`)).text()
  await eventually(async () => (await metrics()).includes('result_waits{namespace="default"} 2'))
  const beganAtMs = performance.now()
  await other.close()

  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([202, 202])
  expect(performance.now() - beganAtMs).toBeLessThan(10_000)
  await gateway.client.runs.terminate(id)
  await gateway.client.runs.terminate(started)
})
