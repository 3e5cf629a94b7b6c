import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isApiError } from '@temporal-registry/sdk/client'
import type { Claim } from '@temporal-registry/contract/workflow-ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOfClaims } from '../../test/claims.ts'
import { createDevServer, type TestDevServer } from '../../test/dev-server.ts'
import { createGatewayProcess, type GatewayProcess } from '../../test/gateway-process.ts'
import { eventually } from '../../test/wait.ts'

const folder = mkdtempSync(join(tmpdir(), 'temporal-'))
let temporal: TestDevServer
let gateway: GatewayProcess

beforeAll(async () => {
  temporal = await createDevServer(join(folder, 'temporal.db'))
  gateway = await createGatewayProcess({ temporalAddress: temporal.address })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await temporal.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const statusOf = async (path: string) => {
  const response = await fetch(gateway.url + path)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

async function millisOf<T>(call: () => Promise<T>): Promise<{ ms: number; result: T | unknown }> {
  const begunMs = performance.now()
  const result = await call().catch((error: unknown) => error)
  return { ms: performance.now() - begunMs, result }
}

test('a gateway that begins before Temporal answers what it can, and serves when Temporal comes', async () => {
  await gateway.start({ untilReady: false })
  await eventually(async () => (await statusOf('/health')).status === 200)
  const ready = await statusOf('/ready')
  const claim = await millisOf(() => gateway.client.workflowIds.claim('early'))

  await temporal.start()
  const backMs = performance.now()
  await eventually(async () => (await statusOf('/ready')).status === 200)

  expect(ready).toMatchObject({
    status: 503,
    body: { parts: { temporal: expect.stringContaining(temporal.address) } },
  })
  expect(claim.result).toMatchObject({ status: 503, code: 'temporal-unreachable' })
  expect(claim.ms).toBeLessThan(2_000)
  expect(performance.now() - backMs).toBeLessThan(8_000)
  expect((await gateway.client.workflowIds.claim('early')).counter).toBe(1)
})

test('Temporal killed under load and started again: back within 5 s, and no number is lost or given twice', async () => {
  await gateway.client.workers.register('w', {
    task_queue: 'q',
    ttl_seconds: 60,
    workflows: [{ workflow_type: 'served', task_queue: 'q' }],
  })
  const claims: Claim[] = []
  const types: string[] = []
  const refusals = new Map<string, number>()
  let isOver = false
  const lane = async (name: number) => {
    for (let n = 0; !isOver; n++) {
      try {
        claims.push(await gateway.client.workflowIds.claim('load'))
        const type = `type-${name}-${n}`
        await gateway.client.workflows.put({ workflow_type: type, task_queue: 'q' })
        types.push(type)
      } catch (error) {
        if (!isApiError(error)) throw error
        refusals.set(error.code, (refusals.get(error.code) ?? 0) + 1)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }
  const startServed = () => gateway.client.workflows.start('served', { on_no_worker: 'queue' })
  const lanes = Array.from({ length: 16 }, (_, name) => lane(name))
  await eventually(() => claims.length > 200)

  await temporal.kill('SIGKILL')
  const unnoticed = await millisOf(startServed)
  const ready = await eventually(async () => {
    const answer = await statusOf('/ready')
    return answer.status === 503 && answer
  })
  const health = await statusOf('/health')
  const noticed = await millisOf(startServed)
  const list = await fetch(`${gateway.url}/registry/workflows/served`)
  await eventually(async () => {
    const { headers } = await fetch(`${gateway.url}/registry/workflows/served`)
    return headers.get('x-registry-stale') === 'true'
  })
  await temporal.start()
  const backMs = performance.now()
  const before = claims.length
  await eventually(() => claims.length > before)
  const recoveredMs = performance.now() - backMs
  await eventually(() => claims.length > before + 200)
  isOver = true
  await Promise.all(lanes)

  expect(ready.body).toMatchObject({ parts: { temporal: expect.any(String) } })
  expect(health.status).toBe(200)
  for (const { result } of [unnoticed, noticed]) {
    expect(result).toMatchObject({ status: 503, code: 'temporal-unreachable' })
  }
  expect(unnoticed.ms).toBeLessThan(15_000)
  expect(noticed.ms).toBeLessThan(10_000)
  expect(list.status).toBe(200)
  expect(recoveredMs).toBeLessThan(15_000)
  expect([...refusals.keys()].filter((code) => code !== 'temporal-unreachable')).toEqual([])
  expect(faultsOfClaims(claims).twice).toEqual([])
  const { workflows } = await gateway.client.workflows.list({ workers: 'none' })
  const listed = new Set(workflows.map((type) => type.workflow_type))
  expect(types.filter((type) => !listed.has(type))).toEqual([])
}, 60_000)

test('a gateway ends in good order on SIGTERM, and the next one goes on where it stopped', async () => {
  const { counter } = await gateway.client.workflowIds.claim('load')

  const ended = await millisOf(() => gateway.end('SIGTERM'))
  await gateway.start()
  const next = await gateway.client.workflowIds.claim('load')

  expect(ended.result).toBe(0)
  expect(ended.ms).toBeLessThan(3_000)
  expect(next.counter).toBe(counter + 1)
})

test('it also does while Temporal is away', async () => {
  await temporal.kill('SIGKILL')
  await eventually(async () => (await statusOf('/ready')).status === 503)

  const ended = await millisOf(() => gateway.end('SIGTERM'))

  expect(ended.result).toBe(0)
  expect(ended.ms).toBeLessThan(15_000)
})
