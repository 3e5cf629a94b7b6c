import { registryWire } from '@temporal-registry/contract/registry-wire'
import { expect, test } from 'vitest'
import { freshPostgres } from './database.ts'
import { startTestGateway } from './gateway.ts'
import { connectRawTemporal } from './raw-temporal.ts'
import { recordHistory } from './record-history.ts'
import { eventually } from './wait.ts'
import { startTestWorker } from './worker.ts'

const { signals } = registryWire
test('a registry lives through everything that a recorded history should hold', async () => {
  await using gateway = await startTestGateway({ updatesPerRun: 10 })
  await using temporal = await connectRawTemporal()
  const { client, registryId } = gateway
  const run = (workflowId: string) => temporal.client.workflow.getHandle(workflowId)
  const latest = async (workflowId: string) => (await run(workflowId).describe()).runId
  const historyOf = async (workflowId: string, runId: string) =>
    temporal.client.workflow.getHandle(workflowId, runId).fetchHistory()
  const begun = { registry: await latest(registryId), ids: await latest(`${registryId}.ids`) }

  /** Everything there is to do, a little each time. */
  async function work(at: number): Promise<void> {
    const spec = {
      workflow_type: `type-${at % 4}`,
      task_queue: 'q',
      version: String(at),
      description: 'long enough to be compressed '.repeat(20),
      input_schema: { type: 'object', properties: { [`n${at}`]: { type: 'integer' } } },
    }
    await client.workers.register(`worker-${at % 3}`, { task_queue: 'q', workflows: [spec] })
    await client.workflows.put({ workflow_type: `put-${at}`, task_queue: 'q' })
    await client.workflowIds.claim('recorded')
    await client.workflowIds.claim('keyed', { idempotencyKey: `key-${at}` })
    await run(registryId).signal(signals.registerWorker, {
      worker_id: 'by-signal',
      task_queue: 'q',
      workflows: [{ ...spec, workflow_type: 'signalled' }],
    })
    await run(registryId).signal(signals.heartbeatWorker)
    await run(registryId).signal('unknown_signal', at)
    await temporal.signalBytes(registryId, signals.heartbeatWorker, 'binary/unknown', 'x')
    if (at % 2 === 0) await client.workers.drain(`worker-${at % 3}`)
    if (at % 5 === 0) await client.workers.leave(`worker-${at % 3}`)
    if (at % 7 === 0) await client.workflows.delete(`put-${at}`)
  }

  let at = 0
  const runsOf = async (workflowId: string) => (await temporal.runIds(workflowId)).toReversed()
  await eventually(async () => {
    await work(at++)
    const runs = await Promise.all([registryId, `${registryId}.ids`].map(runsOf))
    return runs.every(({ length }) => length >= 3)
  })
  await run(registryId).signal(signals.shutdownRegistry)
  await eventually(async () => (await run(registryId).describe()).status.name === 'COMPLETED')
  const shutDown = await historyOf(registryId, await latest(registryId))
  const registryRuns = await runsOf(registryId)
  const idsRuns = await runsOf(`${registryId}.ids`)
  const recorded = {
    'registry-first': await historyOf(registryId, begun.registry),
    'registry-continued': await historyOf(registryId, registryRuns[1] ?? ''),
    'registry-shut-down': shutDown,
    'workflow-ids-first': await historyOf(`${registryId}.ids`, begun.ids),
    'workflow-ids-continued': await historyOf(`${registryId}.ids`, idsRuns[1] ?? ''),
  }

  for (const [name, history] of Object.entries(recorded)) {
    expect(history.events?.length).toBeGreaterThan(1)
    recordHistory(name, history)
  }
})

test('a pass over schedules and a long backfill are recorded', async () => {
  await using gateway = await startTestGateway()
  await using temporal = await connectRawTemporal()
  await using _worker = await startTestWorker(gateway, {
    types: [
      {
        workflow_type: 'echo',
        schedules: [{ schedule_id: `${gateway.registryId}-declared`, cron: ['0 * * * *'] }],
      },
    ],
  })
  const { schedules } = gateway.client
  const id = `${gateway.registryId}-declared`
  await eventually(() => schedules.get(id))
  const span = { start_at: '2026-01-01T00:00:00Z', end_at: '2026-01-05T09:00:00Z' }
  const { backfill_id: backfillId = '' } = await schedules.backfill(id, span)
  const untilSent = async () => (await schedules.getBackfill(id, backfillId)).status === 'sent'
  await eventually(untilSent, 40_000)

  const own = temporal.client.schedule.getHandle(`${gateway.registryId}.reconcile-schedules`)
  const pass = await eventually(async () => (await own.describe()).info.recentActions[0])
  const passId = pass.action.workflow.workflowId
  await temporal.client.workflow.getHandle(passId).result()
  const backfillRun = `${gateway.registryId}.backfill.${backfillId}`
  for (const [name, workflowId] of [
    ['reconcile-schedules', passId],
    ['backfill-schedule', backfillRun],
  ] as const) {
    const history = await temporal.client.workflow.getHandle(workflowId).fetchHistory()
    expect(history.events?.length).toBeGreaterThan(5)
    recordHistory(name, history)
  }
})

test('activity runs are recorded: one that succeeds after a failed task, one that is skipped, one that is cancelled', async () => {
  const place = await freshPostgres()
  await using gateway = await startTestGateway({ database: `{ url: '${place.url}' }` })
  await using temporal = await connectRawTemporal()
  await using _worker = await startTestWorker(gateway)
  const { activityDefinitions, activityRuns } = gateway.client
  await activityDefinitions.create({
    name: 'recorded',
    trigger: { manual: {} },
    context: [{ name: 'floor', static: { value: 0 } }],
    condition: 'input.seconds > context.floor',
    tasks: [
      { name: 'pause', wait: { seconds: { $cel: 'double(input.seconds)' } } },
      {
        name: 'each',
        after: ['pause'],
        for_each: '["one", "two", "three"]',
        when: 'item != "two"',
        max_parallel: 1,
        workflow: { workflow_type: 'echo', input: { text: { $cel: 'item' } } },
      },
      {
        name: 'never',
        on_failure: 'continue',
        wait: { until: { $liquid: 'no time' } },
      },
    ],
  })
  const begin = async (seconds: number) => {
    const { run } = await activityRuns.trigger('recorded', { seconds })
    if (!run) throw new Error('There is no run')
    return run
  }
  const [succeeded, skipped, cancelled] = [await begin(0.05), await begin(0), await begin(3_600)]
  await eventually(async () => {
    const { tasks } = await activityRuns.get(cancelled.id)
    return tasks.some(({ status }) => status === 'running')
  })
  await activityRuns.cancel(cancelled.id)

  for (const [name, run] of Object.entries({ succeeded, skipped, cancelled })) {
    expect((await activityRuns.waitForEnd(run.id, { totalSeconds: 40 })).status).toBe(name)
    const handle = temporal.client.workflow.getHandle(run.workflow_id)
    await handle.result()
    recordHistory(`activity-run-${name}`, await handle.fetchHistory())
  }
  await gateway.close()
  await place.remove()
})
