import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { runRegistered } from '@temporal-registry/sdk/worker'
import { NativeConnection, Worker } from '@temporalio/worker'
import { expect, inject, test } from 'vitest'
import { freePort } from '../../../../apps/server/test/dev-server.ts'
import { startTestGateway } from '../../../../apps/server/test/gateway.ts'
import '../../../../apps/server/test/quiet-temporal.ts'

const workflowsPath = fileURLToPath(
  new URL('../../../../apps/server/test/test-workflows.ts', import.meta.url),
)

async function createWorker() {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') })
  const worker = await Worker.create({
    connection,
    taskQueue: `sdk-${randomUUID()}`,
    workflowsPath,
    shutdownGraceTime: '100ms',
  })
  return worker
}

const workflows = [{ workflow_type: 'echo', description: 'Returns what it is given' }]

/** A port in front of gateways that come and go. */
async function startDoor() {
  const port = await freePort()
  let target: string | undefined
  const server = createServer((socket) => {
    if (target === undefined) return socket.destroy()
    const through = connect(Number(new URL(target).port), '127.0.0.1')
    for (const end of [socket, through]) end.on('error', () => {})
    return socket.pipe(through).pipe(socket)
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${port}`,
    lead: (to: string | undefined) => (target = to),
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

test('a Temporal worker is found while it runs, runs what is started, and is gone when it stops', async () => {
  await using gateway = await startTestGateway()
  const { client, url } = gateway
  const worker = await createWorker()
  const { taskQueue } = worker.options

  const running = runRegistered(worker, { url, workflows, labels: { team: 'sdk' }, version: '7' })
  await expect
    .poll(async () => (await client.workflows.list()).workflows[0]?.status, { timeout: 10_000 })
    .toBe('ready')
  const result = await client.workflows.startAndWait('echo', { input: { a: 1 } })
  const { workers } = await client.workers.list()
  worker.shutdown()
  await running

  expect(result).toMatchObject({ status: 'completed', result: { a: 1 } })
  expect(workers).toMatchObject([
    { task_queue: taskQueue, lease: 'live', labels: { team: 'sdk' }, version: '7' },
  ])
  expect(workers[0]?.sdk).toMatch(/^temporal-registry-sdk\//)
  expect((await client.workers.list({ lease: 'live' })).workers).toEqual([])
  await expect(client.workflows.start('echo')).rejects.toMatchObject({ code: 'no-ready-target' })
})

test('a worker that was there before its gateway is known to it within 3 s', async () => {
  await using door = await startDoor()
  const worker = await createWorker()
  const running = runRegistered(worker, { url: door.url, workflows })
  await expect.poll(() => worker.getState()).toBe('RUNNING')

  await using gateway = await startTestGateway()
  door.lead(gateway.url)
  const openMs = performance.now()
  await expect
    .poll(async () => (await gateway.client.workers.list()).workers.length, { timeout: 10_000 })
    .toBe(1)

  expect(performance.now() - openMs).toBeLessThan(3_000)
  worker.shutdown()
  await running
})

test('an operator that drains a worker stops its queue, and the worker goes on', async () => {
  await using gateway = await startTestGateway()
  const { client, url } = gateway
  const worker = await createWorker()
  const running = runRegistered(worker, { url, workflows, workerId: 'w', ttlSeconds: 5 })
  await expect
    .poll(async () => (await client.workflows.list()).workflows[0]?.status, { timeout: 10_000 })
    .toBe('ready')

  await client.workers.drain('w')
  await new Promise((resolve) => setTimeout(resolve, 2_500))

  expect((await client.workflows.get('echo')).status).toBe('draining')
  expect(worker.getState()).toBe('RUNNING')
  worker.shutdown()
  await running
})

test('a schema that the gateway refuses ends the worker with the reason', async () => {
  await using gateway = await startTestGateway()
  const worker = await createWorker()
  const input_schema = { type: 'no-such-type' }
  const logger = { info() {}, warn() {}, error() {} }

  await expect(
    runRegistered(worker, {
      url: gateway.url,
      logger,
      workflows: [{ workflow_type: 'echo', input_schema }],
    }),
  ).rejects.toMatchObject({ code: 'schema-invalid' })

  expect(worker.getState()).toBe('STOPPED')
  expect((await gateway.client.workers.list()).workers).toEqual([])
})
