import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActivityRunSummary } from '@temporal-registry/contract/activity-runs'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { freshPostgres } from '../../test/database.ts'
import { createDevServer } from '../../test/dev-server.ts'
import { startTestGateway } from '../../test/gateway.ts'
import { createGatewayProcess } from '../../test/gateway-process.ts'
import { eventually } from '../../test/wait.ts'

let database: Awaited<ReturnType<typeof freshPostgres>>

beforeAll(async () => {
  database = await freshPostgres()
})
afterAll(() => database.remove())

const json = { 'content-type': 'application/json' }

async function define(url: string, type: string): Promise<string> {
  const response = await fetch(`${url}/activity-definitions`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({
      name: type,
      trigger: { event: { types: [type] } },
      tasks: [{ name: 'pause', wait: { seconds: 0.01 } }],
    }),
  })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

/** Sends an event until it is taken: who sends webhooks does. @returns the id it is kept under. */
async function send(urls: readonly string[], type: string, id: string): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(`${urls[attempt % urls.length]}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify({ specversion: '1.0', id, source: 'faults', type, data: {} }),
      })
      if (response.status === 202) return ((await response.json()) as { event_id: string }).event_id
      if (attempt > 500) throw new Error(`${id} is refused with ${response.status}`)
    } catch (error) {
      if (attempt > 500) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function runsOf(url: string, definitionId: string): Promise<ActivityRunSummary[]> {
  const response = await fetch(`${url}/activity-runs?definition_id=${definitionId}&limit=1000`)
  return ((await response.json()) as { runs: ActivityRunSummary[] }).runs
}

async function allSucceeded(url: string, definitionId: string, count: number, withinMs = 60_000) {
  return eventually(async () => {
    const runs = await runsOf(url, definitionId)
    const succeeded = runs.filter(({ status }) => status === 'succeeded')
    return succeeded.length >= count && runs
  }, withinMs)
}

test('of gateways killed under a stream of events with repetitions, each event has one run, and none is lost', async () => {
  const type = `order.${randomUUID()}`
  const common = { temporalAddress: inject('temporalAddress'), databaseUrl: database.url }
  await using first = await createGatewayProcess(common)
  await using second = await createGatewayProcess({ ...common, registryId: first.registryId })
  await Promise.all([first.start(), second.start()])
  const definitionId = await eventually(() => define(first.url, type))
  const ids = Array.from({ length: 120 }, (_, at) => `event-${at}`)
  const kept = new Map<string, Set<string>>()

  /** Kills one of the two, and lets it come back. */
  async function killing(): Promise<void> {
    for (const victim of [first, second, first]) {
      const before = kept.size
      await eventually(async () => kept.size > before + 20 || kept.size === ids.length, 60_000)
      await victim.end('SIGKILL')
      await victim.start()
    }
  }
  async function lane(urls: readonly string[], of: readonly string[]): Promise<void> {
    for (const id of of) {
      const eventId = await send(urls, type, id)
      kept.set(id, (kept.get(id) ?? new Set()).add(eventId))
    }
  }
  await Promise.all([
    killing(),
    lane([first.url, second.url], ids),
    lane([second.url, first.url], ids.toReversed()),
  ])

  const runs = await allSucceeded(second.url, definitionId, ids.length)
  expect([...kept.values()].map((one) => one.size)).toEqual(ids.map(() => 1))
  expect(runs).toHaveLength(ids.length)
  expect(new Set(runs.map((run) => run.occurrence_key)).size).toBe(ids.length)
  expect(runs.every(({ status, attempt }) => status === 'succeeded' && attempt === 1)).toBe(true)
}, 180_000)

test('while Temporal is away events are taken, and their runs begin when it is back', async () => {
  const type = `order.${randomUUID()}`
  const folder = mkdtempSync(join(tmpdir(), 'away-'))
  await using temporal = await createDevServer(join(folder, 'temporal.db'))
  await temporal.start()
  await using gateway = await startTestGateway({
    temporalAddress: temporal.address,
    database: `{ url: '${database.url}' }`,
  })
  const definitionId = await define(gateway.url, type)
  await send([gateway.url], type, 'before')
  await allSucceeded(gateway.url, definitionId, 1)

  await temporal.kill('SIGKILL')
  const ids = Array.from({ length: 20 }, (_, at) => `away-${at}`)
  for (const id of ids) await send([gateway.url], type, id)
  const decided = await eventually(async () => {
    const runs = await runsOf(gateway.url, definitionId)
    return runs.length === 21 && runs
  })
  await temporal.start()

  const runs = await allSucceeded(gateway.url, definitionId, 21)
  expect(decided.filter(({ status }) => status === 'starting')).toHaveLength(20)
  expect(runs).toHaveLength(21)
  rmSync(folder, { recursive: true, force: true })
}, 120_000)

test('while the database is away nothing is taken, and the sender is told when to come back', async () => {
  const place = await freshPostgres()
  await using gateway = await startTestGateway({ database: `{ url: '${place.url}' }` })
  await eventually(() => define(gateway.url, `order.${randomUUID()}`))
  // Its connections are ended and no new ones are let in.
  await place.remove()

  const refused = await eventually(async () => {
    const response = await fetch(`${gateway.url}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({ specversion: '1.0', id: randomUUID(), source: 'a', type: 'b' }),
    })
    return response.status === 503 && response
  })

  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({ code: 'database-unavailable' })
  expect((await fetch(`${gateway.url}/ready`)).status).toBe(200)
})
