import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@temporal-registry/sdk/client'
import { expect, test } from 'vitest'
import { freshPostgres } from '../../../test/database.ts'
import { createDevServer } from '../../../test/dev-server.ts'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { connectRawTemporal } from '../../../test/raw-temporal.ts'
import { eventually } from '../../../test/wait.ts'

const tasks = [{ name: 'pause', wait: { seconds: 0.05 } }]

/** Five moments, a second apart, the first so many seconds from now. */
function fiveMoments(inSeconds: number): string[] {
  const first = Math.ceil(Date.now() / 1000) + inSeconds
  return [0, 1, 2, 3, 4].map((n) => new Date((first + n) * 1000).toISOString())
}

async function outcomesOf({ triggers }: Client, definitionId: string, count: number) {
  return eventually(async () => {
    const found = (await triggers.list({ definition_id: definitionId })).triggers
    return found.length >= count && found.map(({ outcome }) => outcome).toSorted()
  }, 60_000)
}

async function timesOfRuns({ activityRuns }: Client, definitionId: string) {
  return eventually(async () => {
    const { runs } = await activityRuns.list({ definition_id: definitionId })
    const isOver = runs.every(({ status }) => status === 'succeeded')
    return isOver && runs.map((run) => run.scheduled_for).toSorted()
  }, 60_000)
}

/** How often the gateway has written each outcome into the ledger. */
async function countedBy({ url }: TestGateway): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const found = text.matchAll(
    /^temporal_registry_trigger_decisions_total\{.*outcome="(\w+)".*\} (\d+)$/gm,
  )
  const counts: Record<string, number> = {}
  for (const [, outcome = '', count] of found) {
    counts[outcome] = (counts[outcome] ?? 0) + Number(count)
  }
  return counts
}

test('after gateway and Temporal were stopped over five occurrences, each policy has its way', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'late-'))
  const place = await freshPostgres()
  await using temporal = await createDevServer(join(folder, 'temporal.db'))
  await temporal.start()
  const common = {
    temporalAddress: temporal.address,
    registryId: `registry-${randomUUID()}`,
    database: `{ url: '${place.url}' }`,
  }
  const before = await startTestGateway(common)
  const raw = await connectRawTemporal(temporal.address)
  const at = fiveMoments(12)
  const made = { all: '', latest: '', skip: '' }
  for (const policy of ['all', 'latest', 'skip'] as const) {
    const schedule = { at, misfire: { policy, grace_seconds: 1 } }
    const body = { name: policy, trigger: { schedule }, tasks }
    made[policy] = (await before.client.activityDefinitions.create(body)).id
    const handle = raw.client.schedule.getHandle(`activity-schedule-${made[policy]}`)
    await eventually(() => handle.describe())
  }
  await raw[Symbol.asyncDispose]()
  await before.close()
  await temporal.kill('SIGKILL')
  expect(Date.now()).toBeLessThan(Date.parse(at[0] ?? ''))

  await eventually(() => Date.now() > Date.parse(at.at(-1) ?? '') + 2_000, 60_000)
  await temporal.start()
  await using after = await startTestGateway(common)

  expect(await outcomesOf(after.client, made.all, 5)).toEqual(Array(5).fill('started'))
  expect(await outcomesOf(after.client, made.latest, 5)).toEqual([
    'started',
    ...Array<string>(4).fill('superseded'),
  ])
  expect(await outcomesOf(after.client, made.skip, 5)).toEqual(Array(5).fill('missed'))
  expect(await timesOfRuns(after.client, made.all)).toEqual(at)
  expect(await timesOfRuns(after.client, made.latest)).toEqual([at.at(-1)])
  expect(await timesOfRuns(after.client, made.skip)).toEqual([])
  expect(await countedBy(after)).toEqual({ started: 6, superseded: 4, missed: 5 })
  await after.close()
  await place.remove()
  rmSync(folder, { recursive: true, force: true })
}, 180_000)

test('what was missed while a definition was paused is recovered as the resume says', async () => {
  const place = await freshPostgres()
  await using gateway = await startTestGateway({ database: `{ url: '${place.url}' }` })
  const { client } = gateway
  const { activityDefinitions, activityBackfills } = client
  const at = fiveMoments(2)
  const made = { all: '', latest: '', none: '' }
  const recoveries = ['all', 'latest', 'none'] as const
  for (const recover of recoveries) {
    const body = { name: recover, trigger: { schedule: { at } }, tasks }
    made[recover] = (await activityDefinitions.create(body, { enabled: false })).id
    await activityDefinitions.pause(recover, 'stock-taking')
    await activityDefinitions.enable(recover)
  }

  await eventually(() => Date.now() > Date.parse(at.at(-1) ?? ''), 60_000)
  const resumed = await Promise.all(
    recoveries.map((recover) => activityDefinitions.resume(recover, { recover })),
  )
  const over = await Promise.all(
    resumed.map(({ name, backfill }) =>
      activityBackfills.waitForEnd(name, backfill?.id ?? '', { totalSeconds: 60 }),
    ),
  )

  expect(resumed.map((one) => one.paused_at)).toEqual([null, null, null])
  expect(over).toMatchObject([
    { origin: 'resume', status: 'finished', planned: 5, outcomes: { started: 5 } },
    { recover: 'latest', status: 'finished', outcomes: { superseded: 4, started: 1 } },
    { recover: 'none', status: 'finished', outcomes: { missed: 5 } },
  ])
  expect(await timesOfRuns(client, made.all)).toEqual(at)
  expect(await timesOfRuns(client, made.latest)).toEqual([at.at(-1)])
  expect(await timesOfRuns(client, made.none)).toEqual([])
  expect(await outcomesOf(client, made.none, 5)).toEqual(Array(5).fill('missed'))
  expect(await countedBy(gateway)).toEqual({ started: 6, superseded: 4, missed: 5 })
  expect((await activityDefinitions.resume('all', { recover: 'all' })).backfill).toBeNull()
  await gateway.close()
  await place.remove()
}, 120_000)
