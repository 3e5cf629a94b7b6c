import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { freshPostgres } from '../../../test/database.ts'
import { createDevServer } from '../../../test/dev-server.ts'
import { startTestGateway, untilReady } from '../../../test/gateway.ts'
import { createGatewayProcess, type GatewayProcess } from '../../../test/gateway-process.ts'
import { connectRawTemporal } from '../../../test/raw-temporal.ts'
import { mostAtOnce } from '../../../test/runs-at-once.ts'
import { eventually } from '../../../test/wait.ts'

async function startPatiently(gateway: GatewayProcess): Promise<void> {
  await gateway.start({ untilReady: false })
  await untilReady(gateway.url, 90_000)
}

test('of replicas killed under a backfill, each time runs once more, and never too many at once', async () => {
  const place = await freshPostgres()
  const common = { temporalAddress: inject('temporalAddress'), databaseUrl: place.url }
  await using first = await createGatewayProcess(common)
  await using second = await createGatewayProcess({ ...common, registryId: first.registryId })
  await Promise.all([first, second].map(startPatiently))
  const name = `n-${randomUUID().slice(0, 8)}`
  const created = await eventually(() =>
    first.client.activityDefinitions.create({
      name,
      trigger: { schedule: { cron: ['0 0 * * *'] } },
      tasks: [{ name: 'pause', wait: { seconds: 0.2 } }],
    }),
  )
  const span = { from: '2026-03-01T00:00:00Z', to: '2026-03-31T00:00:00Z' }
  const body = { ...span, force: true, max_parallel: 2 }
  const { id } = await eventually(() => first.client.activityBackfills.create(name, body))
  const look = () =>
    eventually(
      () =>
        first.client.activityBackfills
          .get(name, id)
          .catch(() => second.client.activityBackfills.get(name, id)),
      60_000,
    )

  for (const victim of [first, second, first]) {
    const { decided } = await look()
    await eventually(async () => (await look()).decided >= Math.min(31, decided + 3), 60_000)
    await victim.end('SIGKILL')
    await startPatiently(victim)
  }
  const over = await eventually(async () => {
    const found = await look()
    return found.status !== 'running' && found
  }, 90_000)

  const query = { definition_id: created.id, limit: 1_000 }
  const { runs } = await first.client.activityRuns.list(query)
  const { triggers } = await first.client.triggers.list(query)
  expect(over).toMatchObject({ status: 'finished', planned: 31, started: 31, finished: 31 })
  expect(runs).toHaveLength(31)
  expect(new Set(runs.map((run) => run.occurrence_key)).size).toBe(31)
  expect(runs.every(({ status, attempt }) => status === 'succeeded' && attempt === 1)).toBe(true)
  expect(mostAtOnce(runs, 'fired_at')).toBe(2)
  expect(triggers.map(({ outcome }) => outcome)).toEqual(Array(31).fill('started'))
  await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')])
  await place.remove()
}, 400_000)

test('the history of a long backfill stays short: it goes on as a new run of its workflow', async () => {
  const place = await freshPostgres()
  const suggestedAt = 60
  await using server = await createDevServer(undefined, {
    'limit.historyCount.suggestContinueAsNew': suggestedAt,
  })
  await server.start()
  await using gateway = await startTestGateway({
    temporalAddress: server.address,
    database: `{ url: '${place.url}' }`,
  })
  await using temporal = await connectRawTemporal(server.address)
  const { activityBackfills, activityDefinitions } = gateway.client
  await activityDefinitions.create({
    name: 'daily',
    trigger: { schedule: { cron: ['0 0 * * *'] } },
    tasks: [{ name: 'pause', wait: { seconds: 0.01 } }],
  })

  const span = { from: '2026-03-01T00:00:00Z', to: '2026-03-31T00:00:00Z' }
  const { id } = await activityBackfills.create('daily', span)
  const over = await activityBackfills.waitForEnd('daily', id, { totalSeconds: 90 })

  const workflowId = `activity-backfill-${id}`
  const runIds = await eventually(async () => {
    const found = await temporal.runIds(workflowId)
    return found.length > 1 && found
  })
  expect(over).toMatchObject({ status: 'finished', planned: 31, started: 31, finished: 31 })
  for (const runId of runIds) {
    const { historyLength } = await temporal.client.workflow.getHandle(workflowId, runId).describe()
    expect(historyLength).toBeLessThan(2 * suggestedAt)
  }
  await gateway.close()
  await place.remove()
}, 180_000)
