import { Client, Connection } from '@temporalio/client'
import { inject, afterAll, beforeAll, expect, test } from 'vitest'
import { sampleOf, scrape } from '../../../../packages/sdk/test/scrape.ts'
import { freePort } from '../../../server/test/dev-server.ts'
import { startTestGateway, type TestGateway } from '../../../server/test/gateway.ts'
import { eventually } from '../../../server/test/wait.ts'
import { recordHistory } from '../../test/pattern-stand.ts'
import { startWorkerProcess, type WorkerProcess } from '../../test/worker-process.ts'

const type = 'cookbook.custom-metrics.v1'

let gateway: TestGateway
let worker: WorkerProcess
let url: string
const taskQueue = `metrics-${crypto.randomUUID()}`

beforeAll(async () => {
  gateway = await startTestGateway()
  const address = `127.0.0.1:${await freePort()}`
  url = `http://${address}/metrics`
  worker = startWorkerProcess(envOf(address))
  const { workflows } = gateway.client
  await eventually(async () => (await workflows.get(type)).status === 'ready', 60_000)
}, 90_000)
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
})

const envOf = (metricsAddress: string) => ({
  TEMPORAL_ADDRESS: inject('temporalAddress'),
  TEMPORAL_REGISTRY_URL: gateway.url,
  TEMPORAL_REGISTRY_PATTERNS_TASK_QUEUE: taskQueue,
  TEMPORAL_REGISTRY_PATTERNS_METRICS_ADDRESS: metricsAddress,
})

test('the page of the worker says exactly what ran', async () => {
  const { workflows } = gateway.client
  const run = (input: unknown) => workflows.startAndWait(type, { input })
  const zero = await scrape(url)

  const results = await Promise.all([
    run({ orders: [3, 8, 12] }),
    run({ orders: [1, 1], channel: 'phone' }),
    run({ orders: [50], channel: 'shop' }),
  ])

  expect(results.map(({ result }) => result)).toEqual([
    { shipped: 2, refused: 1, parcels: 3 },
    { shipped: 2, refused: 0, parcels: 2 },
    { shipped: 0, refused: 1, parcels: 0 },
  ])
  const samples = await scrape(url)
  const orders = (outcome: string, channel: string) =>
    sampleOf(samples, 'cookbook_orders_total', { outcome, channel })
  expect(sampleOf(zero, 'cookbook_parcels_total')).toBe(0)
  expect(sampleOf(samples, 'cookbook_parcels_total')).toBe(5)
  expect([orders('shipped', 'web'), orders('refused', 'web')]).toEqual([2, 1])
  expect([orders('shipped', 'phone'), orders('refused', 'phone')]).toEqual([2, 0])
  expect([orders('shipped', 'shop'), orders('refused', 'shop')]).toEqual([0, 1])
  const waits = { activity_type: 'packOrder', task_queue: taskQueue }
  const wait = (part: string) =>
    sampleOf(samples, `cookbook_activity_schedule_to_start_seconds_${part}`, waits)
  expect(wait('count')).toBe(6)
  expect(wait('sum')).toBeGreaterThan(0)
  const connection = await Connection.connect({ address: inject('temporalAddress') })
  const handle = new Client({ connection }).workflow.getHandle(results[0].workflow_id)
  await recordHistory(handle, new URL('./history.json', import.meta.url))
  await connection.close()
})

test('a worker whose metrics address is taken ends, and says so', async () => {
  await using second = startWorkerProcess(envOf(new URL(url).host))

  expect(await second.ended).toBe(1)
  expect(second.log()).toMatch(/Metrics cannot be served at 127\.0\.0\.1:\d+: another process/)
})

test('orders that there cannot be are refused before anything is counted', async () => {
  const before = await scrape(url)

  const refused = gateway.client.workflows.start(type, { input: { orders: [0] } })

  await expect(refused).rejects.toMatchObject({ code: 'input-invalid' })
  expect(sampleOf(await scrape(url), 'cookbook_parcels_total')).toBe(
    sampleOf(before, 'cookbook_parcels_total'),
  )
})
