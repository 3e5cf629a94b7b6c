import { setTimeout as delay } from 'node:timers/promises'
import { runRegistered, type RunnableWorker } from '@temporal-registry/sdk/worker'
import { expect, test } from 'vitest'
import { refusal, startStubGateway, type Reply } from '../../test/stub-gateway.ts'

const workflows = [{ workflow_type: 't' }]

function wellGateway(registration?: Reply) {
  const lease = { ttl_seconds: 60, expires_epoch: 0, heartbeat_interval_seconds: 20 }
  const granted = { status: 200, json: { worker_id: 'w', lease, workflows: [], revision: 1 } }
  return startStubGateway(({ method }) => {
    if (method === 'PUT') return registration ?? granted
    if (method === 'DELETE') return { status: 204 }
    return { status: 200, json: { worker_id: 'w', lease_expires_epoch: 0, draining: true } }
  })
}

/** Goes through the states of Temporal's Worker, with `stopMs` between the request to stop and the end. */
function createWorker({ stopMs = 200, startMs = 0 } = {}) {
  const ended = Promise.withResolvers<void>()
  const lines: string[] = []
  let state = 'INITIALIZED'
  const note = (text: string) => void lines.push(text)
  const worker = {
    options: { taskQueue: 'q' },
    logger: { info: note, warn: note, error: note },
    getState: () => state,
    async run() {
      await (startMs ? delay(startMs) : undefined)
      state = 'RUNNING'
      await ended.promise
    },
    shutdown() {
      state = 'DRAINING'
      setTimeout(() => {
        state = 'STOPPED'
        ended.resolve()
      }, stopMs)
    },
    fail(error: Error) {
      state = 'FAILED'
      ended.reject(error)
    },
  }
  return Object.assign(worker satisfies RunnableWorker, { lines })
}

const methodsOf = (gateway: Awaited<ReturnType<typeof wellGateway>>) =>
  gateway.received.map(({ method, path }) => (path.endsWith('/drain') ? 'drain' : method))

test.concurrent('a worker is announced while it runs, drained when it begins to stop, and gone after', async ({
  expect,
}) => {
  await using gateway = await wellGateway()
  const worker = createWorker({ startMs: 150 })

  const running = runRegistered(worker, { url: gateway.url, workflows })
  await delay(100)
  expect(gateway.received).toHaveLength(0)
  await expect.poll(() => methodsOf(gateway)).toEqual(['PUT'])
  worker.shutdown()
  await delay(120)
  expect(methodsOf(gateway)).toEqual(['PUT', 'drain'])
  await running

  expect(methodsOf(gateway)).toEqual(['PUT', 'drain', 'DELETE'])
  expect(gateway.received[0]?.body).toMatchObject({ task_queue: 'q' })
  expect(worker.lines[0]).toMatch(/^Announced/)
})

test.concurrent('a first announcement that is refused shuts the worker down and rejects', async () => {
  await using gateway = await wellGateway(refusal('forbidden', 'no scope'))
  const worker = createWorker()

  await expect(runRegistered(worker, { url: gateway.url, workflows })).rejects.toMatchObject({
    code: 'forbidden',
  })

  expect(worker.getState()).toBe('STOPPED')
})

test.concurrent('a worker without a gateway works, and its end is not held up for long', async () => {
  const gateway = await wellGateway()
  await gateway.stop()
  const worker = createWorker()

  const running = runRegistered(worker, { url: gateway.url, workflows })
  await delay(500)
  expect(worker.getState()).toBe('RUNNING')
  worker.shutdown()
  const stopMs = performance.now()
  await running

  expect(performance.now() - stopMs).toBeLessThan(3_700)
  expect(worker.lines.filter((line) => line.includes('does not answer'))).toHaveLength(1)
})

test.concurrent('a worker that fails takes its announcement along and rejects with its own error', async ({
  expect,
}) => {
  await using gateway = await wellGateway()
  const worker = createWorker()
  const error = new Error('the worker broke')

  const running = runRegistered(worker, { url: gateway.url, workflows })
  await expect.poll(() => methodsOf(gateway)).toEqual(['PUT'])
  worker.fail(error)

  await expect(running).rejects.toBe(error)
  expect(methodsOf(gateway).at(-1)).toBe('DELETE')
})

test.concurrent('a URL that cannot be used is told before the worker runs', async () => {
  const worker = createWorker()

  await expect(runRegistered(worker, { url: 'nowhere', workflows })).rejects.toThrow(TypeError)

  expect(worker.getState()).toBe('INITIALIZED')
})
