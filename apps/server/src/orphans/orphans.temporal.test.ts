import { Connection, Client } from '@temporalio/client'
import type { BatchItem } from '@temporal-registry/contract/batch-start'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDevServer, type TestDevServer } from '../../test/dev-server.ts'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { post } from '../../test/post.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker, testTypes, type TestWorker } from '../../test/worker.ts'

// A server of its own: other tests' runs would be orphans here.
let server: TestDevServer
let connection: Connection
let temporal: Client
let gateway: TestGateway
let workers: TestWorker[]

const later = { startDelay: '1 hour' } as const
const expected = { 'no-poller': 10, unregistered: 15, gone: 8, draining: 4 }

/** Starts runs past the registry. */
async function startRaw(count: number, type: string, taskQueue: string): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, n) =>
      temporal.workflow.start(type, {
        taskQueue,
        workflowId: `${type}-${taskQueue}-${n}`,
        args: [{ start: 1 }],
        ...later,
      }),
    ),
  )
}

beforeAll(async () => {
  server = await createDevServer()
  await server.start()
  const { address: temporalAddress } = server
  connection = await Connection.connect({ address: temporalAddress })
  temporal = new Client({ connection })
  gateway = await startTestGateway({ temporalAddress })
  // Its worker never polls, and beats no more once its lease is granted.
  await gateway.client.workers.register('lapsed', {
    task_queue: 'gone',
    ttl_seconds: 5,
    workflows: [{ workflow_type: 'adder', task_queue: 'gone' }],
  })
  workers = [
    await startTestWorker(gateway, { temporalAddress, taskQueue: 'served' }),
    await startTestWorker(gateway, { temporalAddress, taskQueue: 'draining' }),
    await startTestWorker(gateway, { temporalAddress, taskQueue: 'unheard', announced: false }),
  ]
  await gateway.client.workers.drain(workers[1]?.workerId ?? '')

  const items: BatchItem[] = Array.from({ length: 463 }, () => ({
    workflow_type: 'adder',
    input: { start: 1 },
    start_delay_seconds: 3_600,
    target: { task_queue: 'served' },
  }))
  const { body } = await post(gateway, '/workflows/batch-start', { items })
  expect(body.counts.started).toBe(463)
  await startRaw(10, 'adder', 'nowhere')
  await startRaw(9, 'ghost', 'served')
  await startRaw(6, 'adder', 'unheard')
  await startRaw(8, 'adder', 'gone')
  await startRaw(4, 'adder', 'draining')
  await eventually(async () => {
    const { task_queues: queues } = await gateway.client.taskQueues.list()
    return queues.find(({ task_queue: name }) => name === 'gone')?.state === 'gone'
  })
  const schedule = (scheduleId: string, workflowType: string, taskQueue: string) =>
    temporal.schedule.create({
      scheduleId,
      spec: { intervals: [{ every: '1 day' }] },
      action: { type: 'startWorkflow', workflowType, taskQueue },
    })
  await schedule('fine', 'adder', 'served')
  await schedule('nobody', 'adder', 'nowhere')
  await schedule('of-a-ghost', 'ghost', 'served')
})
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()))
  await gateway.close()
  await connection.close()
  await server[Symbol.asyncDispose]()
})

test('of 500 open runs exactly the 37 orphans are listed, each with its reason', async () => {
  const { orphans } = gateway.client
  const report = await eventually(async () => {
    const found = await orphans.list({ limit: 1_000 })
    return found.open_run_count === 500 && found.orphan_run_count === 37 && found
  }, 30_000)

  const reasons = Object.groupBy(report.runs, ({ reason }) => reason)
  const counts = Object.entries(reasons).map(([reason, runs]) => [reason, runs.length])
  expect(Object.fromEntries(counts)).toEqual(expected)
  expect(report.is_complete).toBe(true)
  expect(new Set(report.runs.map((run) => run.run_id)).size).toBe(37)
  expect(report.groups.map((group) => [group.task_queue, group.reason, group.run_count])).toEqual([
    ['nowhere', 'no-poller', 10],
    ['served', 'unregistered', 9],
    ['gone', 'gone', 8],
    ['unheard', 'unregistered', 6],
    ['draining', 'draining', 4],
  ])
  const [nowhere] = report.groups
  expect(nowhere?.example_workflow_ids).toHaveLength(5)
  expect(nowhere?.oldest_started_at).toBe(
    report.runs.find((run) => run.task_queue === 'nowhere')?.started_at,
  )
  expect(report.groups.find((group) => group.reason === 'gone')?.since).not.toBeNull()
})

test('schedules without a target are found as well', async () => {
  const report = await eventually(async () => {
    const found = await gateway.client.orphans.list()
    return found.orphan_schedule_count === 2 && found
  }, 30_000)

  const groups = report.groups.filter(({ schedule_count: count }) => count > 0)
  expect(groups.map((group) => [group.task_queue, group.example_schedule_ids])).toEqual([
    ['nowhere', ['nobody']],
    ['served', ['of-a-ghost']],
  ])
  expect(report.unchecked_schedule_count).toBe(0)
})

test('filters narrow, and pages give each orphan once', async () => {
  const { orphans } = gateway.client
  const ofGhost = await orphans.list({ workflow_type: 'ghost' })
  const onGone = await orphans.list({ task_queue: 'gone' })
  const silent = await orphans.list({ reason: 'no-poller' })
  const walked = await Array.fromAsync(orphans.all({ limit: 10 }), (run) => run.run_id)
  const other = await fetch(
    `${gateway.url}/registry/orphans?reason=gone&cursor=${(await orphans.list({ limit: 1 })).next_cursor}`,
  )

  expect([ofGhost, onGone, silent].map((found) => found.orphan_run_count)).toEqual([9, 8, 10])
  expect([ofGhost, onGone].map((found) => found.open_run_count)).toEqual([9, 8])
  expect(new Set(walked).size).toBe(37)
  expect(walked).toHaveLength(37)
  expect(other.status).toBe(400)
})

test('an orphan is none once a worker announces its type where it waits', async () => {
  const { address: temporalAddress } = server
  await using _found = await startTestWorker(gateway, {
    temporalAddress,
    taskQueue: 'nowhere',
    types: testTypes,
  })

  await eventually(async () => {
    const { orphan_run_count: count } = await gateway.client.orphans.list({ task_queue: 'nowhere' })
    return count === 0
  }, 30_000)
})
