import { setTimeout as sleep } from 'node:timers/promises'
import { runActivityWorkflowType } from '../../apps/server/src/task-factory/workflow/messages.ts'
import type { Service } from '../../scripts/process/service.ts'
import type { Measure } from '../bench.ts'
import { openBenchDatabase, type BenchDatabase } from '../stand/database.ts'
import type { GatewayProcess } from '../stand/gateway.ts'
import type { Stand } from '../stand/stand.ts'
import { definitionOf, eventually, factoryCalls } from '../task-factory.ts'

const type = 'bench.killed'
/** One event in so many also has a run that begins a workflow on the worker. */
const workedOneIn = 10
/** Senders of each half of the stream; every event is sent by both halves. */
const lanes = 4
const resendMs = 25
const waitMs = 5
/** Without one more run ended in this time, those that are missing are lost. */
const patienceMs = 180_000

/** What becomes of a stream of events whose gateways and worker are killed all the while. */
export const kills: Measure = {
  name: 'kills',
  title:
    'kill -9 of gateways and worker at 20 random points of a stream of 2,000 events, each sent twice',
  needs: ['own processes'],
  async run(bench) {
    const size = bench.size({
      quick: { events: 100, kills: 4 },
      full: { events: 2_000, kills: 20 },
    })
    await using database = await openBenchDatabase('postgresql')
    await using stand = await bench.open({ database, gateways: 2 })
    const victims = createVictims(stand)
    await define(stand)
    const stream = createStream(victims.urls, size.events)
    const startedMs = performance.now()
    const [killed] = await Promise.all([killAll(stream, victims, size.kills), stream.sent()])
    const sentSeconds = (performance.now() - startedMs) / 1000
    const wanted = size.events + Math.ceil(size.events / workedOneIn)
    await untilEnded(database, wanted)
    const seconds = (performance.now() - startedMs) / 1000
    const { count } = await stand
      .direct()
      .client.workflow.count(`WorkflowType = '${runActivityWorkflowType}'`)
    const found = await countsOf(database)
    process.stderr.write(`kills: ${killed.join(', ')}\n`)
    const none = { of: 'ours', atMost: 0 } as const
    return [
      { what: 'events, each sent at least twice', ours: size.events, unit: '' },
      { what: 'kills while they were sent', ours: killed.length, unit: '' },
      {
        what: 'events answered with more than one id',
        ours: stream.ambiguous(),
        unit: '',
        mark: none,
      },
      { what: 'runs there are to be', ours: wanted, unit: '' },
      { what: 'runs that are missing', ours: wanted - found.occurrences, unit: '', mark: none },
      {
        what: 'runs that there are twice',
        ours: found.runs - found.occurrences,
        unit: '',
        mark: none,
      },
      {
        what: 'runs that did not succeed',
        ours: found.runs - found.succeeded,
        unit: '',
        mark: none,
      },
      { what: 'workflows of runs more than runs', ours: count - found.runs, unit: '', mark: none },
      { what: 'until the last was taken', ours: sentSeconds, unit: 's' },
      { what: 'until the last run had ended', ours: seconds, unit: 's' },
    ]
  },
}

interface Victims {
  /** Where gateways are, or were a moment ago. */
  readonly urls: readonly string[]
  /** Kills one of them and starts it again. @returns which it was. */
  killOne(): Promise<string>
}

function createVictims(stand: Stand): Victims {
  const { gateways, startGateway, startWorker } = stand.own()
  const urls = gateways.map(({ url }) => url)
  const standing: GatewayProcess[] = [...gateways]
  let worker: Service = startWorker(urls[0] ?? '')

  async function killGateway(at: number): Promise<string> {
    await standing[at]?.kill()
    standing[at] = await startGateway({}, Number(new URL(urls[at] ?? '').port))
    return `gateway ${at + 1}`
  }

  return {
    urls,
    async killOne() {
      const at = Math.floor(Math.random() * 3)
      if (at < urls.length) return killGateway(at)
      worker.kill()
      await worker.exited
      worker = startWorker(urls[0] ?? '')
      return 'worker'
    },
  }
}

async function define(stand: Stand): Promise<void> {
  using callers = await stand.openCallers(1)
  const { post } = factoryCalls(callers)
  const worked = definitionOf('worked', type, {
    trigger: { event: { types: [type], filter: `event.data.n % ${workedOneIn} == 0` } },
    tasks: [
      {
        name: 'greet',
        workflow: {
          workflow_type: 'cookbook.local-activity.v1',
          input: { name: { $liquid: 'event {{ event.id }}' }, calls: 1 },
        },
      },
    ],
  })
  const add = (definition: object) =>
    eventually('a database', () =>
      post('/activity-definitions', definition, 201).catch(() => undefined),
    )
  await add(definitionOf('every', type))
  // Until the worker has announced it, the type that it names is not known.
  await add(worked)
}

interface Stream {
  /** Sends every event from both ends of the list. */
  sent(): Promise<void>
  /** How many have been answered; no more are sent once they are as many as is allowed. */
  takenCount(): number
  allow(takenCount: number): void
  readonly count: number
  ambiguous(): number
}

function createStream(urls: readonly string[], count: number): Stream {
  const ids = new Map<number, Set<string>>()
  let allowedCount = 0

  /** Sends an event until it is taken, as who sends webhooks does. */
  async function send(n: number, lane: number): Promise<void> {
    const event = { specversion: '1.0', id: `event-${n}`, source: '/bench', type, data: { n } }
    for (let attempt = lane; ; attempt++) {
      try {
        const response = await fetch(`${urls[attempt % urls.length]}/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/cloudevents+json' },
          body: JSON.stringify(event),
        })
        if (response.status === 202) {
          const { event_id: id } = (await response.json()) as { event_id: string }
          ids.set(n, (ids.get(n) ?? new Set()).add(id))
          return
        }
        await response.body?.cancel()
      } catch {
        // It was killed, or is not there again yet.
      }
      await sleep(resendMs)
    }
  }

  async function half(all: readonly number[], lane: number): Promise<void> {
    let next = 0
    const keepSending = async () => {
      while (next < all.length) {
        if (ids.size < allowedCount) await send(all[next++] ?? 0, lane)
        else await sleep(waitMs)
      }
    }
    await Promise.all(Array.from({ length: lanes }, keepSending))
  }

  const all = Array.from({ length: count }, (_, n) => n)
  return {
    count,
    takenCount: () => ids.size,
    allow(takenCount) {
      allowedCount = takenCount
    },
    ambiguous: () => [...ids.values()].filter(({ size }) => size > 1).length,
    async sent() {
      await Promise.all([half(all, 0), half(all.toReversed(), 1)])
    },
  }
}

/** Kills once at a random point of each of so many parts of the stream, which waits for it at the part's end. */
async function killAll(stream: Stream, victims: Victims, count: number): Promise<string[]> {
  const killed: string[] = []
  for (let part = 0; part < count; part++) {
    const [from, to] = [part, part + 1].map((at) => Math.round((at * stream.count) / count))
    stream.allow(to ?? 0)
    const point = (from ?? 0) + Math.floor(Math.random() * ((to ?? 0) - (from ?? 0)))
    while (stream.takenCount() < point) await sleep(waitMs)
    const at = stream.takenCount()
    killed.push(`${await victims.killOne()} at ${at}`)
  }
  stream.allow(Infinity)
  return killed
}

/** Waits for the runs as long as there is one more every now and then. */
async function untilEnded(database: BenchDatabase, wanted: number): Promise<void> {
  let last = 0
  for (let sinceMs = Date.now(); Date.now() - sinceMs < patienceMs; await sleep(1_000)) {
    const { ended } = await countsOf(database)
    if (ended >= wanted) return
    if (ended > last) sinceMs = Date.now()
    last = ended
  }
}

interface Counts {
  readonly runs: number
  readonly ended: number
  readonly succeeded: number
  /** Events with a run of a definition. */
  readonly occurrences: number
}

function countsOf(database: BenchDatabase): Promise<Counts> {
  return database.use(async (pool) => {
    const { rows } = await pool.query<Record<keyof Counts, string>>(
      `select count(*) as runs, count(finished_at) as ended,
         count(*) filter (where status = 'succeeded') as succeeded,
         count(distinct (definition_id, event_ids)) as occurrences
       from activity_runs`,
    )
    const [row] = rows
    return {
      runs: Number(row?.runs),
      ended: Number(row?.ended),
      succeeded: Number(row?.succeeded),
      occurrences: Number(row?.occurrences),
    }
  })
}
