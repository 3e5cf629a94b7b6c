import { randomUUID } from 'node:crypto'
import type { Bench, Measure } from '../bench.ts'
import type { Callers } from '../load/callers.ts'
import { openLoop, percentile, type Sample } from '../load/loops.ts'
import type { Row } from '../row.ts'
import { createCpuMeter } from '../stand/cpu-meter.ts'
import { openBenchDatabase, type EngineName, type Pool } from '../stand/database.ts'
import {
  definitionOf,
  eventRequest,
  eventually,
  factoryCalls,
  type FactoryCalls,
} from '../task-factory.ts'

interface Load {
  readonly engine: EngineName
  readonly perSecond: number
  readonly p99MarkMs: number
}

const loads: readonly Load[] = [
  { engine: 'postgresql', perSecond: 200, p99MarkMs: 25 },
  { engine: 'pglite', perSecond: 50, p99MarkMs: 60 },
]

const definitionCount = 100
/** Ten definitions look at each event. */
const typeCount = 10
/** One event in so many passes the filter of one of them. */
const runOneIn = 20
const callerCount = 64

/** Events at a steady rate, while what they trigger is decided and run by the same gateway. */
export const ingress: Measure = {
  name: 'ingress',
  title: 'events taken in at a steady rate, on PostgreSQL and on PGlite',
  needs: ['own processes'],
  async run(bench) {
    const rows: Row[] = []
    for (const load of loads) rows.push(...(await takeIn(bench, load)))
    return rows
  },
}

async function takeIn(bench: Bench, { engine, perSecond, p99MarkMs }: Load): Promise<Row[]> {
  await using database = await openBenchDatabase(engine)
  const seconds = bench.size({ quick: 4, full: 30 })
  const peer = await database.use((pool) => bareInserts(pool, perSecond, seconds))
  await using stand = await bench.open({ database })
  using callers = await stand.openCallers(callerCount)
  const calls = factoryCalls(callers)
  await define(calls)
  const sender = createSender(callers, bench.goId)
  await openLoop(perSecond, Math.ceil(seconds / 6), sender.send)
  const cpu = createCpuMeter(stand)
  const sample = await cpu.during(() => openLoop(perSecond, seconds, sender.send))
  const drainSeconds = await untilDecided(calls, sender.lastEventId())
  const what = `${database.name}, ${perSecond} events/s`
  const row = (share: number): Row => ({
    what: `${what}: p${share * 100}`,
    ours: percentile(sample.latenciesMs, share),
    unit: 'ms',
    peer: { name: 'bare insert', value: percentile(peer.latenciesMs, share) },
  })
  return [
    row(0.5),
    { ...row(0.99), mark: { of: 'ours', atMost: p99MarkMs } },
    {
      what: `${what}: until all are decided, after the last answer`,
      ours: drainSeconds,
      unit: 's',
    },
    ...cpu.rows(`${what}: gateway CPU an event, with deciding and running`),
  ]
}

/** What the database itself takes for a row like an event's, at the same rate. */
async function bareInserts(pool: Pool, perSecond: number, seconds: number): Promise<Sample> {
  const envelope = JSON.stringify({ specversion: '1.0', source: '/bench', data: { amount: 1 } })
  const insert = () =>
    pool.query(
      `insert into events (id, namespace, dedupe_hash, source, event_id, type, envelope, received_at)
       values ($1, 'bare', $2, '/bench', $2, 'bench.0', $3, now())`,
      [randomUUID(), randomUUID(), envelope],
    )
  await openLoop(perSecond, 1, insert)
  const sample = await openLoop(perSecond, seconds, insert)
  await pool.query('delete from events')
  return sample
}

async function define({ get, post }: FactoryCalls): Promise<void> {
  await eventually('a database', () => get('/activity-definitions').catch(() => undefined))
  for (let at = 0; at < definitionCount; at++) {
    const type = `bench.${at % typeCount}`
    const n = Math.floor(at / typeCount)
    const filter = `event.data.n == ${n} && event.data.amount > 1.0`
    const trigger = { event: { types: [type], filter } }
    await post('/activity-definitions', definitionOf(`bench-${at}`, type, { trigger }), 201)
  }
}

/** Sends by a caller that is idle, and tells what the last event is kept as. */
function createSender(callers: Callers, goId: string) {
  const idle = Array.from({ length: callers.count }, (_, caller) => caller)
  const waiting: ((caller: number) => void)[] = []
  let sentCount = 0
  let lastEventId = ''

  function giveBack(caller: number): void {
    const next = waiting.shift()
    if (next) next(caller)
    else idle.push(caller)
  }

  return {
    lastEventId: () => lastEventId,
    async send(at: number): Promise<void> {
      const caller = idle.shift() ?? (await new Promise<number>((take) => waiting.push(take)))
      const data = { n: at % runOneIn === 0 ? 0 : -1, amount: 2, text: 'x'.repeat(200) }
      const id = `${goId}-${sentCount++}`
      const event = { id, type: `bench.${at % typeCount}`, data }
      const { body } = await callers.send(caller, eventRequest(callers, event), 202)
      giveBack(caller)
      const receipt = JSON.parse(body.toString()) as { event_id: string }
      if (receipt.event_id > lastEventId) lastEventId = receipt.event_id
    },
  }
}

/** Seconds until it is decided what comes of an event. */
async function untilDecided({ get }: FactoryCalls, eventId: string): Promise<number> {
  const startedMs = performance.now()
  await eventually('a decision about the last event', async () => {
    const { pending } = await get<{ pending: boolean }>(`/events/${eventId}/explain`)
    return !pending
  })
  return (performance.now() - startedMs) / 1000
}
