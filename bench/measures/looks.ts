import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench, Measure } from '../bench.ts'
import { WrongAnswer } from '../load/callers.ts'
import { closedLoop, perSecond, percentile } from '../load/loops.ts'
import type { Row } from '../row.ts'
import { createCpuMeter } from '../stand/cpu-meter.ts'
import { openBenchDatabase, type BenchDatabase, type EngineName } from '../stand/database.ts'
import type { Stand } from '../stand/stand.ts'
import { eventually, factoryCalls } from '../task-factory.ts'

/** What a gateway and its Temporal keep things in. */
interface Keeping {
  readonly engine: EngineName
  readonly hasTemporalInMemory?: boolean
}
const keepings: readonly Keeping[] = [
  { engine: 'postgresql', hasTemporalInMemory: true },
  { engine: 'postgresql' },
  { engine: 'pglite' },
]
const callerCount = 16
const lagMarkMs = 2_000
const settleMs = 180_000

/** How many monitors look how often, and for how long they are watched. */
interface Load {
  readonly monitors: number
  readonly everySeconds: number
  readonly seconds: number
}

/** Monitors whose phases are spread over their cadence, at a page that answers at once. */
export const looks: Measure = {
  name: 'looks',
  title: '10,000 monitors that look each five minutes: how late, and what a look costs',
  needs: ['own processes'],
  async run(bench) {
    const load = bench.size({
      quick: { monitors: 100, everySeconds: 10, seconds: 20 },
      full: { monitors: 10_000, everySeconds: 300, seconds: 180 },
    })
    const rows: Row[] = []
    for (const keeping of keepings) rows.push(...(await watch(bench, keeping, load)))
    return rows
  },
}

async function watch(bench: Bench, keeping: Keeping, load: Load): Promise<Row[]> {
  const { engine, hasTemporalInMemory = false } = keeping
  await using database = await openBenchDatabase(engine)
  await using page = await openPage()
  const { from, to, cpuRows } = await watchLooks(bench, {
    ...{ database, page, load, hasTemporalInMemory },
  })
  const seen = await looksBetween(database, from, to)
  const expected = (load.monitors / load.everySeconds) * load.seconds
  if (seen.length < expected * 0.5) {
    throw new WrongAnswer(`${seen.length} looks were due and written down, of ${expected}`)
  }
  const where = hasTemporalInMemory ? ', Temporal in memory' : ''
  const what = `${database.name}${where}, ${load.monitors} monitors each ${load.everySeconds} s`
  const lags = seen.map(({ lagMs }) => lagMs)
  const totals = seen.map(({ totalMs }) => totalMs)
  const { count, seconds } = { count: seen.length, seconds: load.seconds }
  const rate = perSecond({ count, seconds })
  return [
    { what: `${what}: looks`, ours: rate, unit: '/s' },
    { what: `${what}: begun after it was due, p50`, ours: percentile(lags, 0.5), unit: 'ms' },
    {
      what: `${what}: begun after it was due, p95`,
      ours: percentile(lags, 0.95),
      unit: 'ms',
      mark: { of: 'ours', atMost: lagMarkMs },
    },
    { what: `${what}: written down, p95`, ours: percentile(totals, 0.95), unit: 'ms' },
    ...cpuRows(`${what}: gateway CPU a look`),
  ]
}

/** Makes the monitors, lets each look once, and watches them for a time. */
async function watchLooks(
  bench: Bench,
  {
    database,
    page,
    load,
    hasTemporalInMemory,
  }: {
    readonly database: BenchDatabase
    readonly page: Page
    readonly load: Load
    readonly hasTemporalInMemory: boolean
  },
) {
  await using stand = await bench.open({
    database: { env: { ...database.env, TEMPORAL_REGISTRY_OUTBOUND_ALLOW: page.host } },
    hasTemporalInMemory,
  })
  await makeMonitors(bench, stand, page, load)
  await sleep(Math.min(load.everySeconds, 60) * 1000)
  // Making them leaves looks that are late, which are not what is measured.
  const giveUpAtMs = Date.now() + settleMs
  while (Date.now() < giveUpAtMs && !((await newestLagMs(database)) < lagMarkMs / 2))
    await sleep(1_000)
  const cpu = createCpuMeter(stand)
  const from = new Date()
  const before = page.count()
  await cpu.during(async () => {
    await sleep(load.seconds * 1000)
    return { count: page.count() - before }
  })
  const to = new Date()
  // What was due until then may still be under way.
  await sleep(15_000)
  return { from, to, cpuRows: cpu.rows }
}

async function makeMonitors(
  bench: Bench,
  stand: Stand,
  page: Page,
  { monitors, everySeconds }: Load,
): Promise<void> {
  using callers = await stand.openCallers(callerCount)
  const { get } = factoryCalls(callers)
  await eventually('a database', () => get('/monitors').catch(() => undefined))
  await closedLoop(callerCount, { count: monitors }, (caller, at) => {
    const body = {
      name: `bench-${bench.goId}-${at}`.toLowerCase(),
      probe: { http_json: { url: `${page.url}/${at}` } },
      schedule: { intervals: [{ every_seconds: everySeconds, offset_seconds: at % everySeconds }] },
      condition: 'state.level > 90.0 && changed',
    }
    return callers.send(caller, callers.request({ method: 'POST', path: '/monitors', body }), 201)
  })
}

/** How late the looks of the last seconds began, at p95. */
async function newestLagMs(database: BenchDatabase): Promise<number> {
  const now = new Date()
  const seen = await looksBetween(database, new Date(now.getTime() - 10_000), now)
  return percentile(
    seen.map(({ lagMs }) => lagMs),
    0.95,
  )
}

/** When looks that were due in a time began and were written down, after they were due. */
async function looksBetween(database: BenchDatabase, from: Date, to: Date) {
  const { rows } = await database.use((pool) =>
    pool.query<{ lag: string | number; total: string | number | null }>(
      `select extract(epoch from fired_at - scheduled_for) * 1000 as lag,
              extract(epoch from finished_at - scheduled_for) * 1000 as total
         from activity_runs
        where subject = 'monitor' and trigger_kind = 'schedule'
          and scheduled_for >= $1 and scheduled_for < $2`,
      [from, to],
    ),
  )
  return rows.map(({ lag, total }) => ({
    lagMs: Number(lag),
    totalMs: total === null ? Infinity : Number(total),
  }))
}

interface Page extends AsyncDisposable {
  readonly host: string
  readonly url: string
  /** How often it was asked. */
  count(): number
}

/** A service whose figure moves slowly, and seldom over what monitors mind. */
async function openPage(): Promise<Page> {
  let asked = 0
  const server = createServer((request, response) => {
    const level = (Number(request.url?.slice(1)) * 31 + Math.floor(asked++ / 10_000)) % 100
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ level, at: 'Harbour', unit: 'cm' }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP says so.
  const { port } = server.address() as AddressInfo
  return {
    host: '127.0.0.1',
    url: `http://127.0.0.1:${port}`,
    count: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
