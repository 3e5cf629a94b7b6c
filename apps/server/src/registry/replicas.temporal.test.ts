import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOfClaims, inLanes } from '../../test/claims.ts'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'

let replicas: readonly TestGateway[]
let temporal: RawTemporal

beforeAll(async () => {
  const registryId = `registry-${randomUUID()}`
  replicas = await Promise.all([1, 2, 3].map(() => startTestGateway({ registryId })))
  temporal = await connectRawTemporal()
})
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()))
  await temporal[Symbol.asyncDispose]()
})

const replicaAt = (at: number): TestGateway => {
  const replica = replicas[at % replicas.length]
  if (!replica) throw new Error('There are no replicas')
  return replica
}

test('three replicas that begin together share one registry', async () => {
  const [first] = replicas

  await eventually(async () => (await temporal.runIds(`${first?.registryId}.ids`)).length > 0)
  expect(await temporal.runIds(first?.registryId ?? '')).toHaveLength(1)
  expect(await temporal.runIds(`${first?.registryId}.ids`)).toHaveLength(1)
})

test('10,000 concurrent claims over three replicas give 10,000 numbers, each once', async () => {
  const claims = await inLanes(256, 10_000, (at) =>
    replicaAt(at).client.workflowIds.claim('Nightly build'),
  )

  expect(faultsOfClaims(claims)).toEqual({ twice: [], missing: [] })
  expect(claims).toHaveLength(10_000)
  expect(claims[0]?.workflow_id).toBe(`nightly-build-r${claims[0]?.counter}`)
}, 60_000)

test('a repeated key gets its number again at any replica, and concurrently', async () => {
  const claims = await Promise.all(
    Array.from({ length: 30 }, (_, at) =>
      replicaAt(at).client.workflowIds.claim('keyed', { idempotencyKey: 'the-key' }),
    ),
  )
  const other = replicaAt(0).client.workflowIds.claim('another', { idempotencyKey: 'the-key' })

  expect(claims.map(({ counter }) => counter)).toEqual(claims.map(() => 1))
  await expect(other).rejects.toMatchObject({ status: 409, code: 'idempotency-key-reused' })
})

test('what a replica wrote, it also reads at once', async () => {
  const seen = await inLanes(16, 100, async (at) => {
    const { client } = replicaAt(at)
    const type = `own-${at}`
    await client.workflows.put({ workflow_type: type, task_queue: 'q', owner: String(at) })
    const { owner } = await client.workflows.get(type)
    await client.workflows.delete(type)
    const gone = await client.workflows.get(type).catch((error: { code: string }) => error.code)
    return owner === String(at) && gone === 'workflow-type-not-found'
  })

  expect(seen.every(Boolean)).toBe(true)
})

test('the others see a registration soon', async () => {
  const [first, ...others] = replicas
  const delaysMs = await inLanes(1, 20, async (at) => {
    const type = `seen-${at}`
    await first?.client.workflows.put({ workflow_type: type, task_queue: 'q' })
    const writtenMs = performance.now()
    await Promise.all(
      others.map(({ gateway }) => gateway.registry.view.until(() => has(gateway, type), 5_000)),
    )
    return performance.now() - writtenMs
  })

  expect(Math.max(...delaysMs)).toBeLessThan(5_000)
})

function has({ registry }: TestGateway['gateway'], type: string): boolean {
  return registry.view.findType(type) !== undefined
}

test('a worker beats at any replica, also right after it registered at another', async () => {
  const taskQueue = 'wandering-queue'
  await replicaAt(0).client.workers.register('wandering', { task_queue: taskQueue })

  const beats = await inLanes(3, 30, (at) => replicaAt(at).client.workers.heartbeat('wandering'))

  expect(beats.every(({ worker_id: id }) => id === 'wandering')).toBe(true)
  await replicaAt(1).client.workers.leave('wandering')
  await eventually(() => !replicaAt(2).gateway.registry.view.findWorker('wandering'))
  const beat = replicaAt(2).client.workers.heartbeat('wandering')
  await expect(beat).rejects.toMatchObject({ code: 'worker-unknown' })
})

test('a beat that one replica heard keeps the lease alive at all', async () => {
  await replicaAt(0).client.workers.register('steady', { task_queue: 'q', ttl_seconds: 5 })
  await eventually(() =>
    replicas.every(({ gateway }) => gateway.registry.view.findWorker('steady')),
  )
  const states = new Set<string | undefined>()
  let beatAtMs = 0
  const untilMs = Date.now() + 7_500

  await eventually(async () => {
    if (Date.now() - beatAtMs > 1_600) {
      beatAtMs = Date.now()
      await replicaAt(0).client.workers.heartbeat('steady')
    }
    for (const { gateway } of replicas)
      states.add(gateway.registry.view.findWorker('steady')?.lease)
    return Date.now() > untilMs
  })

  expect([...states]).toEqual(['live'])
})
