import { randomUUID } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Client, type WorkflowHandle } from '@temporalio/client'
import { MetricsAddressError, serveWorkerMetrics } from '@temporal-registry/sdk/metrics'
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { freePort } from '../../../../apps/server/test/dev-server.ts'
import { eventually } from '../../../../apps/server/test/wait.ts'
import { sampleOf, scrape } from '../../test/scrape.ts'
import { testCounters } from '../../test/test-counters.ts'

const runtime = {
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
} as const

// The order matters: the first that succeeds is the one runtime of this process.
const taken = createServer().listen(0, '127.0.0.1')
await once(taken, 'listening')
const { port: takenPort } = taken.address() as AddressInfo
const faults = [`127.0.0.1:${takenPort}`, 'nowhere', 'host.example:9464', '127.0.0.1:0'].map(
  (address) => {
    try {
      serveWorkerMetrics({ address, runtime })
      return undefined
    } catch (error) {
      return error
    }
  },
)
taken.close()
const metrics = serveWorkerMetrics({
  address: `127.0.0.1:${await freePort()}`,
  prefix: 'test_',
  counters: testCounters,
  runtime,
})
const { sinks, interceptors } = metrics
const workflowBundle = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('../../test/counting-workflows.ts', import.meta.url)),
  logger: new DefaultLogger('ERROR'),
})

let connection: NativeConnection
let client: Client
beforeAll(async () => {
  connection = await NativeConnection.connect({ address: inject('temporalAddress') })
  client = new Client({ connection })
})
afterAll(() => connection.close())

test('an address that is taken or is none is told, and the next one can be tried', () => {
  expect(faults.every((fault) => fault instanceof MetricsAddressError)).toBe(true)
  expect(faults.map(String)).toEqual([
    `MetricsAddressError: Metrics cannot be served at 127.0.0.1:${takenPort}: another process listens there`,
    expect.stringContaining('«nowhere» is no address to serve metrics at'),
    expect.stringContaining('«host.example:9464» is no address'),
    expect.stringContaining('«127.0.0.1:0» is no address'),
  ])
})

test('what a workflow counts is counted once, though its worker replays it at every step', async () => {
  const taskQueue = `metrics-${randomUUID()}`
  const before = await scrape(metrics.url)
  const worker = await Worker.create({
    ...{ connection, taskQueue, workflowBundle, sinks, interceptors },
    maxCachedWorkflows: 0,
  })

  await worker.runUntil(
    Promise.all(
      [1, 2].map(() =>
        client.workflow.execute('countThrice', { taskQueue, workflowId: randomUUID() }),
      ),
    ),
  )

  const lapsOf = (samples: typeof before, lane: string) =>
    sampleOf(samples, 'test_laps_total', { lane })
  const after = await scrape(metrics.url)
  expect([lapsOf(before, 'inner'), lapsOf(before, 'outer')]).toEqual([0, 0])
  expect(lapsOf(after, 'inner')).toBe(2)
  expect(lapsOf(after, 'outer')).toBe(4)
  expect(lapsOf(after, 'other')).toBe(2)
  expect([...after.keys()].filter((series) => series.includes('falls'))).toEqual([])
})

const timesOf = async (handle: WorkflowHandle) => {
  const { events } = await handle.fetchHistory()
  const at = (kind: 'activityTaskScheduled' | 'activityTaskStarted') => {
    const { eventTime } = events?.find((event) => event[`${kind}EventAttributes`]) ?? {}
    return Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6
  }
  return { scheduledMs: at('activityTaskScheduled'), startedMs: at('activityTaskStarted') }
}

test('an activity that waited for its worker is in the histogram with the time that it waited', async () => {
  const [taskQueue, later] = [`metrics-${randomUUID()}`, `later-${randomUUID()}`]
  const worker = await Worker.create({ connection, taskQueue, workflowBundle })

  const { handle, from, until } = await worker.runUntil(async () => {
    const handle = await client.workflow.start('stampOn', {
      ...{ taskQueue, workflowId: randomUUID(), args: [later] },
    })
    const scheduledMs = await eventually(
      async () => (await timesOf(handle)).scheduledMs || undefined,
    )
    const activities = { stamp: async () => Date.now() }
    const late = await Worker.create({ connection, taskQueue: later, activities, interceptors })
    const createdMs = Date.now()
    const stampedMs: number = await late.runUntil(handle.result())
    return { handle, from: createdMs - scheduledMs, until: stampedMs - scheduledMs }
  })

  const samples = await scrape(metrics.url)
  const name = 'test_activity_schedule_to_start_seconds'
  const labels = { task_queue: later, activity_type: 'stamp', namespace: 'default' }
  const waitedMs = (sampleOf(samples, `${name}_sum`, labels) ?? 0) * 1000
  const { scheduledMs, startedMs } = await timesOf(handle)
  expect(sampleOf(samples, `${name}_count`, labels)).toBe(1)
  // The server's clock is this machine's, and cut to milliseconds.
  expect(waitedMs).toBeGreaterThanOrEqual(Math.max(from, startedMs - scheduledMs) - 2)
  expect(waitedMs).toBeLessThanOrEqual(until + 2)
  const bounds = [...samples.keys()].filter(
    (series) => series.startsWith(`${name}_bucket`) && series.includes(later),
  )
  expect(bounds).toHaveLength(16)
})

test("Temporal's own metrics are on the same page, in seconds", async () => {
  const names = [...(await scrape(metrics.url)).keys()].map((series) => series.split('{')[0])

  expect(names).toContain('temporal_workflow_completed_total')
  expect(names).toContain('temporal_request_latency_seconds_bucket')
})
