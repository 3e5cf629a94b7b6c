import { randomUUID } from 'node:crypto'
import type { Flow } from '@temporal-registry/contract/activity-definition'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { createRunStore, type RunRow } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import { createDecide } from './decide.ts'
import type { DecidingVersion } from './candidate.ts'
import { createEndRun } from './ending.ts'
import { createFlowStore } from './flow-store.ts'
import { createIntake } from './intake.ts'
import type { SeenEvent } from './seen-event.ts'
import { createLedgerStore } from './ledger-store.ts'
import { createOutboxStore, type OutboxRow } from './outbox-store.ts'

const database = await openTestDatabase()
const tables = database.of<FactoryTables>()

const key = 'event.data.customer'
const primitives = {
  queue: { concurrency: { limit: 1, key } },
  'cancel new': { concurrency: { limit: 1, key, on_limit: 'cancel_new' } },
  'cancel running': { concurrency: { limit: 1, key, on_limit: 'cancel_running' } },
  throttle: { throttle: { limit: 2, period_seconds: 1, key } },
  'rate limit': { rate_limit: { limit: 3, period_seconds: 2, key } },
  debounce: { debounce: { wait_seconds: 0.15, max_wait_seconds: 1, key } },
  batch: { batch: { max_size: 3, wait_seconds: 0.5, key } },
} as const satisfies Record<string, Flow>

const names = Object.keys(primitives) as (keyof typeof primitives)[]
/** All pairs but those that no definition can have: two of one member, or two that gather. */
const pairs = names.flatMap((one, at) =>
  names.slice(at + 1).flatMap((other) => {
    const flow: Flow = { ...primitives[one], ...primitives[other] }
    const isOne = Object.keys(flow).length < 2 || (flow.debounce && flow.batch)
    return isOne ? [] : [{ one, other, flow }]
  }),
)

/** Milliseconds after the beginning at which a customer's event comes: a burst, a trickle, a late one. */
const arrivals = [0, 0, 0, 100, 200, 250, 300, 400, 500, 600, 900, 2_000].map((atMs, n) => ({
  atMs,
  id: randomUUID() as string,
  customer: n % 3 === 1 ? 'b' : 'a',
}))
const runMs = 250
const begin = Date.parse('2026-01-01T00:00:00Z')

/** Lets the events come and goes from one moment at which something is due to the next, until nothing is. */
async function simulate(flow: Flow) {
  const namespace = `ns-${randomUUID()}`
  const prefix = randomUUID().slice(0, 24)
  let ids = 0
  let nowMs = begin
  const newId = () => prefix + String(++ids).padStart(12, '0')
  const now = () => new Date(nowMs)
  const stores = {
    flow: createFlowStore(namespace),
    outbox: createOutboxStore(namespace),
    ledger: createLedgerStore(namespace),
    runs: createRunStore(namespace),
  }
  const { outbox, runs } = stores
  const endRun = createEndRun({ ...stores, newId, now, closeHumanTasks: async () => {} })
  const definition: DecidingVersion = {
    ...{ id: randomUUID(), name: 'order', version: 1 },
    body: { name: 'order', trigger: { event: { types: ['order'] } }, flow, tasks: [] },
  }
  const events = new Map(arrivals.map((one) => [one.id, eventOf(one)]))
  const intake = createIntake({
    ...{ ...stores, tables, newId, now, decide: createDecide({ ...stores, newId, now }) },
    events: async (wanted) => wanted.flatMap((id) => events.get(id) ?? []),
    definitions: {
      upToDate: async () => {},
      match: async () => [{ definition, filter: { verdict: 'passed' } }],
      current: async () => definition,
      version: async () => definition,
    },
    evaluateKeys: async (_, { event }) => {
      const { data } = event as { data: { customer: string } }
      return { keys: Object.fromEntries(Object.keys(flow).map((name) => [name, data.customer])) }
    },
  })
  const endsAtMs = new Map<string, number>()
  const openAtOnce: RunRow[][] = []

  const claim = (kinds: Parameters<typeof outbox.nextDueAt>[1]) =>
    tables.query((db) => outbox.claim(db, { kinds, now: now(), until: now(), limit: 100 }))

  async function end(id: string, status: 'succeeded' | 'cancelled'): Promise<void> {
    endsAtMs.delete(id)
    await tables.transaction(async (trx) => {
      const run = await runs.find(trx, id)
      if (run) await endRun(trx, run, { status })
    })
  }

  async function carryOut({ id, kind, ref }: OutboxRow): Promise<void> {
    await tables.query((db) => outbox.remove(db, id))
    if (kind === 'cancel') return end(ref, 'cancelled')
    const begun = { status: 'running', started_at: now() } as const
    const isBegun = await tables.query((db) => runs.move(db, ref, ['starting'], begun))
    if (isBegun) endsAtMs.set(ref, nowMs + runMs)
  }

  /** Does everything that is due now. */
  async function workOff(): Promise<void> {
    for (;;) {
      const decided = await claim(['event', 'trigger', 'group'])
      if (decided.length > 0) expect(await intake(decided)).toEqual(new Map())
      const begun = await claim(['start', 'cancel'])
      for (const row of begun) await carryOut(row)
      const over = [...endsAtMs].filter(([, atMs]) => atMs <= nowMs)
      for (const [id] of over) await end(id, 'succeeded')
      if (decided.length + begun.length + over.length === 0) break
    }
    const open = { statuses: ['starting', 'running'] as const }
    openAtOnce.push(await tables.query((db) => runs.list(db, open, 1_000)))
  }

  for (const coming = [...arrivals]; ;) {
    while (coming[0] && begin + coming[0].atMs <= nowMs) {
      const row = { id: newId(), kind: 'event' as const, ref: coming.shift()?.id ?? '' }
      await tables.query((db) => outbox.put(db, { ...row, dueAt: now() }, now()))
    }
    await workOff()
    const dueAt = await tables.query((db) =>
      outbox.nextDueAt(db, ['event', 'trigger', 'group', 'start', 'cancel']),
    )
    const nextMs = Math.min(
      coming[0] ? begin + coming[0].atMs : Infinity,
      dueAt?.getTime() ?? Infinity,
      ...endsAtMs.values(),
    )
    if (nextMs === Infinity) break
    // Nothing is due now: what was, is done.
    nowMs = Math.max(nowMs + 1, nextMs)
  }
  return {
    openAtOnce,
    runs: await tables.query((db) => runs.list(db, {}, 1_000)),
    records: await tables.query((db) => stores.ledger.list(db, {}, 1_000)),
  }
}

function eventOf({ id, customer }: (typeof arrivals)[number]): SeenEvent {
  return { id, depth: 0, dedupeHash: id, envelope: { id, type: 'order', data: { customer } } }
}

const customerOf = new Map(arrivals.map(({ id, customer }) => [id, customer]))

/** Whether so many go at these times under a pace: a burst of the limit, then one each period ÷ limit. */
function isOnPace(times: readonly number[], limit: { limit: number; period_seconds: number }) {
  const everyMs = (limit.period_seconds * 1000) / limit.limit
  const sorted = times.toSorted((one, other) => one - other)
  return sorted.every((fromMs, at) =>
    sorted
      .slice(at)
      .every(
        (toMs, more) => more + 1 <= limit.limit + Math.floor((toMs - fromMs) / everyMs + 0.01),
      ),
  )
}

test.each(pairs)('$one with $other loses no event and keeps both limits', async ({ flow }) => {
  const { runs, records, openAtOnce } = await simulate(flow)

  const ofEvent = (id: string) => records.filter((one) => one.event_id === id)
  const inRuns = runs.flatMap((run) => run.event_ids)
  const dropped = new Set(['rate_limited', 'cancelled_new'])
  for (const { id } of arrivals) {
    const isDropped = ofEvent(id).some(({ outcome }) => dropped.has(outcome))
    // Once, in a run or in the ledger as what came to nothing.
    expect(inRuns.filter((one) => one === id)).toHaveLength(isDropped ? 0 : 1)
  }
  expect(runs.filter((run) => run.finished_at === null)).toEqual([])
  for (const open of openAtOnce) {
    const keys = open.map((run) => run.concurrency_key)
    if (flow.concurrency) expect(new Set(keys).size).toBe(keys.length)
  }
  for (const { event_ids: ids } of runs) {
    expect(new Set(ids.map((id) => customerOf.get(id))).size).toBe(1)
    expect(ids.length).toBeLessThanOrEqual(flow.batch?.max_size ?? (flow.debounce ? 12 : 1))
  }
  for (const customer of ['a', 'b']) {
    const passed = arrivals.filter((one) => one.customer === customer)
    const timesAfter = (stage: 'rate_limit' | 'throttle') =>
      passed.flatMap(({ id }) => {
        const rows = ofEvent(id).filter((row) => row.stage !== stage)
        // The first row of an event, where it was not held back, is of the moment it passed.
        const first = rows.at(-1)
        return first && first.outcome !== 'rate_limited' ? [Date.parse(first.at)] : []
      })
    if (flow.rate_limit) expect(isOnPace(timesAfter('rate_limit'), flow.rate_limit)).toBe(true)
    if (flow.throttle) expect(isOnPace(timesAfter('throttle'), flow.throttle)).toBe(true)
  }
})

test('every two that a definition can have are tried', () => {
  expect(pairs).toHaveLength(17)
})
