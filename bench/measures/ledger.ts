import { firstUuidV7 } from '../../apps/server/src/platform/uuid-v7.ts'
import type { Bench, Measure } from '../bench.ts'
import { WrongAnswer } from '../load/callers.ts'
import { closedLoop, percentile } from '../load/loops.ts'
import type { Row } from '../row.ts'
import { openBenchDatabase, type EngineName, type Pool } from '../stand/database.ts'
import { eventually, factoryCalls } from '../task-factory.ts'

const markMs = 100
const days = 90
const definitionCount = 200
const rowsOfEvent = 5
const rowsAtOnce = 1_000

/** A ledger of three months, searched as people and the console do: one who asks. */
export const ledger: Measure = {
  name: 'ledger',
  title: 'searching 100,000 rows of the ledger, on PostgreSQL and on PGlite',
  needs: ['own processes'],
  async run(bench) {
    return [...(await searched(bench, 'postgresql')), ...(await searched(bench, 'pglite'))]
  },
}

async function searched(bench: Bench, engine: EngineName): Promise<Row[]> {
  await using database = await openBenchDatabase(engine)
  const count = bench.size({ quick: 10_000, full: 100_000 })
  const entries = entriesOf(count)
  await database.use((pool) => fill(pool, entries))
  await using stand = await bench.open({ database })
  using callers = await stand.openCallers(1)
  const { get } = factoryCalls(callers)
  await eventually('a database', () => get('/triggers?limit=1').catch(() => undefined))
  const times = bench.size({ quick: 5, full: 40 })
  const rows: { readonly name: string; readonly latenciesMs: readonly number[] }[] = []
  for (const [name, search] of Object.entries(searchesOf(entries))) {
    const ask = async (at: number) => {
      const { query, found } = search(at)
      const { triggers } = await get<{ triggers: readonly unknown[] }>(`/triggers?${query}`)
      if (triggers.length !== Math.min(100, found)) {
        throw new WrongAnswer(`${query}: ${triggers.length} rows of ${found}`)
      }
    }
    await closedLoop(1, { count: 3 }, (_, at) => ask(at))
    const { latenciesMs } = await closedLoop(1, { count: times }, (_, at) => ask(at))
    rows.push({ name, latenciesMs })
  }
  const all = rows.flatMap(({ latenciesMs }) => latenciesMs)
  const rowOf = (what: string, latenciesMs: readonly number[]): Row => ({
    what: `${count.toLocaleString('en')} rows, ${database.name}: ${what}, p95`,
    ours: percentile(latenciesMs, 0.95),
    unit: 'ms',
    mark: { of: 'ours', atMost: markMs },
  })
  return [
    rowOf('all searches', all),
    ...rows.map(({ name, latenciesMs }) => rowOf(name, latenciesMs)),
  ]
}

interface Entry {
  readonly id: string
  readonly at: Date
  readonly definition: number
  readonly eventId: string
  readonly outcome: string
  readonly kind: string
  readonly runId: string | null
}

/** Most rows say that a filter did not hold; some outcomes are rare. */
function outcomeOf(at: number): string {
  if (at % 5_000 === 17) return 'loop_detected'
  if (at % 500 === 3) return 'failed'
  if (at % 10 === 1) return 'started'
  return at % 25 === 2 ? 'duplicate' : 'filtered'
}

/** As the product makes them, but of the past: its own would not be older than what this process made before. */
function idAt(atMs: number, at: number): string {
  return firstUuidV7(atMs).slice(0, -12) + at.toString(16).padStart(12, '0')
}

function entriesOf(count: number): Entry[] {
  const firstMs = Date.now() - days * 86_400_000
  let eventId = ''
  return Array.from({ length: count }, (_, at) => {
    const atMs = Math.floor(firstMs + (at / count) * days * 86_400_000)
    if (at % rowsOfEvent === 0) eventId = idAt(atMs, at)
    const outcome = outcomeOf(at)
    return {
      id: idAt(atMs, at),
      at: new Date(atMs),
      definition: (at * 7) % definitionCount,
      eventId,
      outcome,
      kind: at % 2_000 === 5 ? 'manual' : 'event',
      runId: outcome === 'started' ? idAt(atMs, at) : null,
    }
  })
}

function definitionId(at: number): string {
  return `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`
}

async function fill(pool: Pool, entries: readonly Entry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += rowsAtOnce) {
    const rows = entries.slice(from, from + rowsAtOnce).map((entry) => ({
      ...{ id: entry.id, namespace: 'default', at: entry.at, trigger_kind: entry.kind },
      ...{
        definition_id: definitionId(entry.definition),
        definition_name: `d-${entry.definition}`,
      },
      ...{ version: 1, event_id: entry.eventId, occurrence_key: `e:${entry.eventId}` },
      ...{ stage: 'match', outcome: entry.outcome, reason: 'Its filter does not hold' },
      ...{ details: { filter: 'event.data.amount >= 100.0' }, run_id: entry.runId },
    }))
    const json = JSON.stringify(rows)
    await pool.query(
      'insert into trigger_log select * from jsonb_populate_recordset(null::trigger_log, $1)',
      [json],
    )
  }
  // As the database does by itself after a while.
  await pool.query('analyze trigger_log')
}

interface Search {
  readonly query: string
  /** How many rows there are. */
  readonly found: number
}

function searchesOf(entries: readonly Entry[]): Readonly<Record<string, (at: number) => Search>> {
  const last = entries.at(-1)?.at.getTime() ?? 0
  const iso = (ms: number) => new Date(ms).toISOString()
  const search = (
    query: Readonly<Record<string, string>>,
    isFound: (entry: Entry) => boolean,
  ): Search => ({
    query: new URLSearchParams(query).toString(),
    found: entries.filter(isFound).length,
  })
  const entryAt = (at: number) => entries[(at * 7_919) % entries.length]!
  /** A day, some of them long ago. */
  const dayOf = (at: number) => {
    const from = last - ((at * 11) % days) * 86_400_000 - 86_400_000
    return { from, to: from + 86_400_000 }
  }
  const isIn = ({ from, to }: { from: number; to: number }, { at }: Entry) =>
    at.getTime() >= from && at.getTime() < to
  const bounds = ({ from, to }: { from: number; to: number }) => ({ from: iso(from), to: iso(to) })
  return {
    'the newest': () => search({}, () => true),
    'by definition': (at) => {
      const id = at % definitionCount
      return search({ definition_id: definitionId(id) }, ({ definition }) => definition === id)
    },
    'by event': (at) => {
      const { eventId: id } = entryAt(at)
      return search({ event_id: id }, ({ eventId }) => eventId === id)
    },
    'by key': (at) => {
      const { eventId: id } = entryAt(at)
      return search({ occurrence_key: `e:${id}` }, ({ eventId }) => eventId === id)
    },
    'by a common outcome': () =>
      search({ outcome: 'filtered' }, ({ outcome }) => outcome === 'filtered'),
    'by a rare outcome': () =>
      search({ outcome: 'loop_detected' }, ({ outcome }) => outcome === 'loop_detected'),
    'by time': (at) => search(bounds(dayOf(at)), (entry) => isIn(dayOf(at), entry)),
    'by kind of trigger': () => search({ trigger_kind: 'manual' }, ({ kind }) => kind === 'manual'),
    'by definition and outcome': (at) => {
      const id = at % definitionCount
      return search(
        { definition_id: definitionId(id), outcome: 'failed' },
        ({ definition, outcome }) => definition === id && outcome === 'failed',
      )
    },
    'by definition and time': (at) => {
      const id = at % definitionCount
      return search(
        { definition_id: definitionId(id), ...bounds(dayOf(at)) },
        (entry) => entry.definition === id && isIn(dayOf(at), entry),
      )
    },
    'by outcome and time': (at) =>
      search(
        { outcome: 'failed', ...bounds(dayOf(at)) },
        (entry) => entry.outcome === 'failed' && isIn(dayOf(at), entry),
      ),
  }
}
