import { createClient, isApiError } from '@temporal-registry/sdk/client'
import type { Claim } from '@temporal-registry/contract/workflow-ids'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { faultsOfClaims } from '../../test/claims.ts'
import { createGatewayProcess, type GatewayProcess } from '../../test/gateway-process.ts'
import { connectRawTemporal, type RawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'

let gateway: GatewayProcess
let replica: GatewayProcess
let worker: TestWorker
let temporal: RawTemporal

beforeAll(async () => {
  const temporalAddress = inject('temporalAddress')
  gateway = await createGatewayProcess({ temporalAddress })
  replica = await createGatewayProcess({ temporalAddress, registryId: gateway.registryId })
  await gateway.start()
  temporal = await connectRawTemporal()
  worker = await startTestWorker(gateway, { types: [{ workflow_type: 'echo' }] })
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
  await replica[Symbol.asyncDispose]()
  await temporal[Symbol.asyncDispose]()
})

/** Runs lanes of load until told to stop; what fails because the gateway is away is tried again. */
function load(lanes: number, call: (at: number) => Promise<void>): { stop(): Promise<void> } {
  let isOver = false
  let next = 0
  const lane = async () => {
    while (!isOver) {
      try {
        await call(next++)
      } catch (error) {
        if (!isApiError(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }
  const running = Promise.all(Array.from({ length: lanes }, lane))
  return {
    async stop() {
      isOver = true
      await running
    },
  }
}

test('a gateway killed under load loses nothing that it acknowledged and gives no number twice', async () => {
  const claims: Claim[] = []
  const registered: string[] = []
  const runs = new Map<string, string>()
  const patient = createClient({ url: gateway.url, retry: { attempts: 50, totalMs: 60_000 } })
  const claiming = load(8, async () => {
    claims.push(await gateway.client.workflowIds.claim('load'))
  })
  const registering = load(4, async (at) => {
    const queue = `${gateway.registryId}-${at}`
    const workflows = [{ workflow_type: `type-${at}`, task_queue: queue }]
    await gateway.client.workers.register(`worker-${at}`, { task_queue: queue, workflows })
    registered.push(`worker-${at}`)
  })
  const starting = load(4, async (at) => {
    const idempotencyKey = `${gateway.registryId}-${at}`
    const run = await patient.workflows.start('echo', { input: at }, { idempotencyKey })
    runs.set(idempotencyKey, run.run_id)
  })

  for (let kills = 0; kills < 2; kills++) {
    const before = { claims: claims.length, registered: registered.length, runs: runs.size }
    await eventually(
      () =>
        claims.length > before.claims + 100 &&
        registered.length > before.registered + 50 &&
        runs.size > before.runs + 50,
    )
    await gateway.end('SIGKILL')
    await gateway.start()
  }
  const restartedMs = performance.now()
  await eventually(async () => {
    const { task_queues: queues } = await gateway.client.taskQueues.list()
    return queues.every((queue) => queue.checked_epoch !== null)
  })
  const lookedMs = performance.now() - restartedMs
  await Promise.all([claiming, registering, starting].map((lanes) => lanes.stop()))

  const known = new Set((await gateway.client.workers.list()).workers.map((one) => one.worker_id))
  const query = `TaskQueue = '${worker.taskQueue}'`
  const started = await eventually(async () => {
    const found = await Array.fromAsync(temporal.client.workflow.list({ query }))
    return found.length >= runs.size && found
  })
  const begun = new Set(started.map(({ runId }) => runId))
  expect(registered.filter((id) => !known.has(id))).toEqual([])
  expect(faultsOfClaims(claims).twice).toEqual([])
  expect(new Set(runs.values()).size).toBe(runs.size)
  expect([...runs.values()].filter((runId) => !begun.has(runId))).toEqual([])
  // The id of a run is made of its key: a key that ran twice would show.
  expect(new Set(started.map(({ workflowId }) => workflowId)).size).toBe(started.length)
  expect(lookedMs).toBeLessThan(15_000)
}, 60_000)

test('when one of two replicas is killed the other claims, registers and reads on', async () => {
  await replica.start()
  const claims: Claim[] = []
  const waitsMs: number[] = []
  const claiming = load(8, async (at) => {
    const { client } = at % 2 === 0 ? gateway : replica
    const begunMs = performance.now()
    claims.push(await client.workflowIds.claim('shared'))
    if (client === replica.client) waitsMs.push(performance.now() - begunMs)
  })
  await eventually(() => claims.length > 200)

  await gateway.end('SIGKILL')
  const begunMs = performance.now()
  const type = `after-kill-${gateway.registryId}`
  await replica.client.workflows.put({ workflow_type: type, task_queue: 'q' })
  const writtenMs = performance.now() - begunMs
  const read = await replica.client.workflows.get(type)
  const before = claims.length
  await eventually(() => claims.length > before + 200)
  await claiming.stop()

  expect(read.workflow_type).toBe(type)
  expect(writtenMs).toBeLessThan(15_000)
  expect(Math.max(...waitsMs)).toBeLessThan(15_000)
  expect(faultsOfClaims(claims).twice).toEqual([])
}, 60_000)
