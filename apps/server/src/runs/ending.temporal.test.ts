import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
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

async function adder(): Promise<{ id: string; runId: string }> {
  const workflow_id = `ending-${randomUUID()}`
  const { run_id: runId } = await gateway.client.workflows.start('adder', {
    workflow_id,
    input: { start: 1 },
  })
  return { id: workflow_id, runId }
}

async function post(path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.url}/runs/${path}`, {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text) as Record<string, unknown> }
}

test('a run that is canceled ends so, and its history says why', async () => {
  const { id } = await adder()
  const answer = await post(`${id}/cancel`, { reason: 'not needed' })
  const ended = await gateway.client.runs.waitForResult(id)
  const { events } = await gateway.client.runs.history(id, { limit: 100 })

  expect(answer).toEqual({ status: 202, body: { workflow_id: id } })
  expect(ended.status).toBe('canceled')
  expect(
    events.find((event) => event.event_type === 'workflow_execution_cancel_requested'),
  ).toMatchObject({ attributes: { cause: 'not needed' } })
})

test('cancelling again changes nothing; cancelling a run that ended otherwise is a 409', async () => {
  const { id } = await adder()
  const other = await adder()
  expect((await post(`${id}/cancel`)).status).toBe(202)
  await gateway.client.runs.waitForResult(id)
  await gateway.client.runs.terminate(other.id)

  expect((await post(`${id}/cancel`)).status).toBe(202)
  expect((await post(`${other.id}/cancel`)).body).toMatchObject({
    code: 'run-closed',
    detail: 'The run is terminated already',
  })
})

test('a run that is terminated ends at once with reason and details', async () => {
  const { id } = await adder()
  const answer = await post(`${id}/terminate`, { reason: 'enough', details: { by: 'me' } })

  expect(answer).toEqual({ status: 200, body: { workflow_id: id } })
  expect(await gateway.client.runs.result(id)).toMatchObject({
    status: 'terminated',
    failure: { message: 'enough', details: [{ by: 'me' }] },
  })
  expect((await post(`${id}/terminate`)).body).toMatchObject({ status: 409, code: 'run-closed' })
})

test('what is sent to a closed run is a 409; what is asked of it is answered', async () => {
  const { id } = await adder()
  await gateway.client.runs.signal(id, 'add', { input: 4 })
  await gateway.client.runs.signal(id, 'end')
  await gateway.client.runs.waitForResult(id)

  for (const path of ['signals/end', 'updates/multiply', 'cancel', 'terminate']) {
    const { body } = await post(`${id}/${path}`, path.endsWith('multiply') ? { input: 2 } : {})

    expect([path, body['code'], body['status']]).toEqual([path, 'run-closed', 409])
  }
  expect((await post(`${id}/queries/sum`)).body).toEqual({ result: 5 })
})

test('a run id picks the run that is meant', async () => {
  const { id, runId } = await adder()
  await gateway.client.runs.terminate(id)
  const second = await gateway.client.workflows.start('adder', {
    workflow_id: id,
    input: { start: 2 },
  })

  expect((await post(`${id}/terminate?run_id=${runId}`)).body).toMatchObject({ code: 'run-closed' })
  expect((await post(`${id}/cancel?run_id=${runId}`)).body).toMatchObject({ code: 'run-closed' })
  expect((await post(`${id}/cancel?run_id=${randomUUID()}`)).body).toMatchObject({
    code: 'run-not-found',
  })
  expect((await post(`${id}/terminate?run_id=${second.run_id}`)).status).toBe(200)
})

test('every verb about a run nobody knows is a 404', async () => {
  const verbs = ['cancel', 'terminate', 'reset', 'signals/a', 'queries/a', 'updates/a']
  for (const path of [...verbs, ...verbs.map((verb) => `${verb}?run_id=${randomUUID()}`)]) {
    const { status, body } = await post(`nobody-${randomUUID()}/${path}`, {})

    expect([path, status, body['code']]).toEqual([path, 404, 'run-not-found'])
  }
})

test('a reset goes back to the first workflow task, and applies again what came after', async () => {
  const { id, runId } = await adder()
  await gateway.client.runs.signal(id, 'add', { input: 10 })
  await gateway.client.runs.update(id, 'multiply', { input: 2 })
  const { status, body } = await post(`${id}/reset`, { reason: 'again' })

  expect(status).toBe(200)
  expect(body).toEqual({ workflow_id: id, run_id: expect.not.stringMatching(runId) })
  expect(await gateway.client.runs.get(id, { run_id: runId })).toMatchObject({
    status: 'terminated',
  })
  expect((await post(`${id}/queries/sum`)).body).toEqual({ result: 22 })
  await gateway.client.runs.terminate(id)
})

test.each([
  ['none', 1],
  ['signals', 11],
  ['all', 22],
])('a reset that reapplies %s leaves the sum at %i', async (reapply, sum) => {
  const { id } = await adder()
  await gateway.client.runs.query(id, 'sum')
  await gateway.client.runs.signal(id, 'add', { input: 10 })
  await gateway.client.runs.update(id, 'multiply', { input: 2 })
  await post(`${id}/reset`, { reapply })

  expect((await post(`${id}/queries/sum`)).body).toEqual({ result: sum })
  await gateway.client.runs.terminate(id)
})

test('a reset goes to the event that is named, and a closed run runs again', async () => {
  const { id } = await adder()
  await gateway.client.runs.query(id, 'sum')
  await gateway.client.runs.signal(id, 'add', { input: 10 })
  await gateway.client.runs.query(id, 'sum')
  await gateway.client.runs.signal(id, 'end')
  await gateway.client.runs.waitForResult(id)
  const { events } = await gateway.client.runs.history(id)
  const points = events.filter((event) => event.event_type === 'workflow_task_completed')
  const point = points[1]?.event_id ?? 0
  const { status } = await post(`${id}/reset`, { event_id: point, reapply: 'none' })

  expect(status).toBe(200)
  expect((await post(`${id}/queries/sum`)).body).toEqual({ result: 11 })
  await gateway.client.runs.terminate(id)
})

test('a point that is none is a 422, and so is a run that has not begun', async () => {
  const { id } = await adder()
  await gateway.client.runs.query(id, 'sum')
  const waiting = await gateway.client.workflows.start('adder', {
    workflow_id: `ending-${randomUUID()}`,
    input: { start: 1 },
    start_delay_seconds: 600,
  })
  for (const event_id of [1, 2, 999, 2 ** 53 - 1]) {
    const { status, body } = await post(`${id}/reset`, { event_id })

    expect([event_id, status, body['code']]).toEqual([event_id, 422, 'reset-point-invalid'])
  }
  expect((await post(`${waiting.workflow_id}/reset`, {})).body).toMatchObject({
    code: 'reset-point-invalid',
    detail: 'The run has not finished its first workflow task',
  })
  await gateway.client.runs.terminate(id)
  await gateway.client.runs.terminate(waiting.workflow_id)
})

test('a reset that is repeated under its key begins one run', async () => {
  const { id } = await adder()
  await gateway.client.runs.query(id, 'sum')
  const { run_id: runId } = await gateway.client.runs.get(id)
  const key = { 'idempotency-key': randomUUID() }
  const first = await post(`${id}/reset?run_id=${runId}`, { reapply: 'none' }, key)
  const again = await post(`${id}/reset?run_id=${runId}`, { reapply: 'none' }, key)

  expect(again.body).toEqual(first.body)
  await gateway.client.runs.terminate(id)
})

test('the registry’s own workflows can be looked at and asked, but not touched', async () => {
  const own = [gateway.registryId, `${gateway.registryId}.ids`]
  for (const id of own) {
    for (const verb of ['cancel', 'terminate', 'reset', 'signals/shutdown_registry', 'updates/a']) {
      const { status, body } = await post(`${id}/${verb}`, {})

      expect([verb, status, body['code']]).toEqual([verb, 403, 'run-protected'])
    }
    expect((await gateway.client.runs.get(id)).status).toBe('running')
  }
  expect((await post(`${gateway.registryId}/queries/get_status`)).status).toBe(200)
  expect((await fetch(`${gateway.url}/runs/${gateway.registryId}/history`)).status).toBe(200)
})
