import { getRunResult } from '@temporal-registry/contract/runs'
import { createClient } from '@temporal-registry/sdk/client'
import { expect, test } from 'vitest'
import { startStubGateway } from '../../test/stub-gateway.ts'

const started = { workflow_id: 'w', run_id: 'r', task_queue: 'q', workflow_type: 't' }

test('a call that asks the gateway to wait is not cut off by the time of one that does not', async () => {
  await using gateway = await startStubGateway(() => (response) => {
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ workflow_id: 'w', run_id: 'r', status: 'completed' }))
    }, 150)
  })
  const client = createClient({ url: gateway.url, timeoutMs: 50, retry: false })

  const result = await client.runs.result('w', { waitSeconds: 1 })

  expect(result.status).toBe('completed')
  expect(gateway.received[0]?.headers['prefer']).toBe('wait=1')
})

test('a start sends its options as headers and an empty body as {}', async () => {
  await using gateway = await startStubGateway(() => ({ status: 202, json: started }))
  const client = createClient({ url: gateway.url })

  const run = await client.workflows.start('t', undefined, {
    idempotencyKey: 'k-1',
    waitSeconds: 2.5,
  })

  expect(run).toEqual({ ...started, replayed: false })
  expect(gateway.received[0]).toMatchObject({
    method: 'POST',
    path: '/workflows/t/start',
    body: {},
    headers: { 'idempotency-key': 'k-1', prefer: 'wait=3' },
  })
})

test('a client of a namespace asks under its name, but for what the gateway answers as a whole', async () => {
  await using gateway = await startStubGateway(() => ({ status: 200, json: { namespaces: [] } }))
  const client = createClient({ url: gateway.url, namespace: 'team/a b' })

  await client.workflows.get('t')
  await client.namespaces()
  await client.ready()
  await client.request({ method: 'GET', path: '/anything' })

  expect(gateway.received.map(({ path }) => path)).toEqual([
    '/namespaces/team%2Fa%20b/registry/workflows/t',
    '/namespaces',
    '/namespaces/team%2Fa%20b/ready',
    '/anything',
  ])
})

test('startAndWait goes on asking until the run has ended', async () => {
  await using gateway = await startStubGateway(({ method }, count) => {
    if (method === 'POST') return { status: 202, json: { ...started, status: 'running' } }
    const run = { workflow_id: 'w', run_id: 'r' }
    if (count === 2) return { status: 202, json: { ...run, status: 'running' } }
    return {
      status: 200,
      json: { ...run, status: 'failed', failure: { message: 'm', kind: 'application' } },
    }
  })
  const client = createClient({ url: gateway.url })

  const result = await client.workflows.startAndWait('t', { input: 1 })

  expect(result).toMatchObject({ status: 'failed', failure: { message: 'm' } })
  expect(gateway.received.map(({ path }) => path)).toEqual([
    '/workflows/t/start',
    '/runs/w/result?run_id=r',
    '/runs/w/result?run_id=r',
  ])
})

test('startAndWait answers «running» when its time is up', async () => {
  await using gateway = await startStubGateway(() => ({
    status: 202,
    json: { ...started, status: 'running' },
  }))

  const result = await createClient({ url: gateway.url }).workflows.startAndWait(
    't',
    {},
    { totalSeconds: 0.2 },
  )

  expect(result.status).toBe('running')
})

test('an update tells an answer from an acceptance', async () => {
  await using gateway = await startStubGateway((_request, count) =>
    count === 1
      ? { status: 200, json: { update_id: 'u', result: 7 } }
      : { status: 202, json: { update_id: 'u' } },
  )
  const client = createClient({ url: gateway.url })

  const first = await client.runs.update('w', 'add', { input: 1, waitSeconds: 3 })
  const second = await client.runs.update('w', 'add', { args: [1, 2] })

  expect(first).toEqual({ update_id: 'u', result: 7, answered: true })
  expect(second).toEqual({ update_id: 'u', answered: false })
  expect(gateway.received.map(({ body }) => body)).toEqual([{ input: 1 }, { args: [1, 2] }])
})

test('iterators walk the pages and ask for no more than is read', async () => {
  await using gateway = await startStubGateway((_request, count) => ({
    status: 200,
    json: {
      runs: [{ workflow_id: `w${count}` }],
      next_cursor: count < 3 ? `c ${count}` : undefined,
    },
  }))
  const client = createClient({ url: gateway.url })

  const all = await Array.fromAsync(
    client.runs.all({ status: 'running' }),
    (run) => run.workflow_id,
  )
  for await (const _run of client.runs.all()) break

  expect(all).toEqual(['w1', 'w2', 'w3'])
  expect(gateway.received.map(({ path }) => path)).toEqual([
    '/runs?status=running',
    '/runs?status=running&cursor=c+1',
    '/runs?status=running&cursor=c+2',
    '/runs',
  ])
})

test('a gateway that is not ready is an answer, not a failure', async () => {
  const notReady = { status: 'not_ready', error: 'no Temporal', parts: { temporal: 'down' } }
  await using gateway = await startStubGateway(() => ({ status: 503, json: notReady }))

  const answer = await createClient({ url: gateway.url }).ready()

  expect(answer).toEqual(notReady)
  expect(gateway.received).toHaveLength(1)
})

test('send tells status and headers of any endpoint', async () => {
  await using gateway = await startStubGateway(() => ({
    status: 202,
    headers: { 'retry-after': '1' },
    json: { workflow_id: 'w', run_id: 'r', status: 'running' },
  }))
  const client = createClient({ url: gateway.url })

  const answer = await client.send(getRunResult, { params: { workflow_id: 'w' } })

  expect(answer.status).toBe(202)
  expect(answer.headers.get('retry-after')).toBe('1')
})

test('a raw request takes a path with a query of its own', async () => {
  await using gateway = await startStubGateway(() => ({ status: 200, text: 'plain' }))
  const client = createClient({ url: gateway.url })

  const answer = await client.request({ method: 'GET', path: '/metrics?x=1', query: { y: 2 } })

  expect(answer).toMatchObject({ status: 200, body: 'plain', isJson: false })
  expect(gateway.received[0]?.path).toBe('/metrics?x=1&y=2')
})
