import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOfClaims, inLanes } from '../../test/claims.ts'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'

const registryId = `registry-${randomUUID()}`
let gateways: readonly TestGateway[]
let temporal: RawTemporal

beforeAll(async () => {
  const one = () => startTestGateway({ registryId, updatesPerRun: 10 })
  gateways = await Promise.all([one(), one()])
  temporal = await connectRawTemporal()
})
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()))
  await temporal[Symbol.asyncDispose]()
})

const clientAt = (at: number) => {
  const gateway = gateways[at % gateways.length]
  if (!gateway) throw new Error('There are no gateways')
  return gateway.client
}

/** Calls in some lanes until both workflows have continued as new so often. */
async function untilRuns<T>(count: number, call: (at: number) => Promise<T>): Promise<T[]> {
  const all: T[] = []
  await eventually(async () => {
    const begun = all.length
    all.push(...(await inLanes(8, 160, (at) => call(begun + at))))
    const runs = await Promise.all([registryId, `${registryId}.ids`].map(temporal.runIds))
    return runs.every(({ length }) => length > count)
  }, 50_000)
  return all
}

test('over twenty continue-as-news under load nothing acknowledged is lost or given twice', async () => {
  await clientAt(0).workers.register('beating', { task_queue: 'q', ttl_seconds: 5 })

  const written = await untilRuns(20, async (at) => {
    const client = clientAt(at)
    const type = `type-${at}`
    const workflows = [{ workflow_type: type, task_queue: 'q', owner: String(at) }]
    const claim = await client.workflowIds.claim('load', { idempotencyKey: `key-${at}` })
    await client.workers.register(`worker-${at}`, { task_queue: 'q', workflows })
    if (at % 10 === 0) await client.workers.leave(`worker-${at}`)
    await client.workers.heartbeat('beating')
    return { at, claim, type }
  })

  const claims = written.map(({ claim }) => claim)
  expect(faultsOfClaims(claims)).toEqual({ twice: [], missing: [] })
  for (const { gateway } of gateways) {
    const { view } = gateway.registry
    await eventually(() => written.every(({ type }) => view.findType(type)))
    const workers = new Set(view.workerIds())
    expect(view.findWorker('beating')?.lease).toBe('live')
    expect(written.filter(({ at }) => workers.has(`worker-${at}`) === (at % 10 === 0))).toEqual([])
    expect(written.filter(({ at, type }) => view.findType(type)?.spec.owner !== `${at}`)).toEqual(
      [],
    )
  }
  const again = await Promise.all(
    written
      .slice(-100)
      .map(({ at }) => clientAt(at + 1).workflowIds.claim('load', { idempotencyKey: `key-${at}` })),
  )
  expect(again).toEqual(claims.slice(-100))
}, 60_000)
