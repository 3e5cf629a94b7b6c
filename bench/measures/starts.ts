import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { Bench, Measure } from '../bench.ts'
import { enrol, tidyUp } from '../enrolment.ts'
import type { Callers } from '../load/callers.ts'
import { closedLoop, median, percentile, perSecond, type Sample } from '../load/loops.ts'
import { exampleInput, registrationsOf, type Registration } from '../population.ts'
import type { Row } from '../row.ts'
import { createCpuMeter } from '../stand/cpu-meter.ts'
import { keepPolling } from '../stand/sparse-poller.ts'
import type { Stand } from '../stand/stand.ts'

const manyCallers = 64
const readyTimeoutMs = 30_000

/**
 * Starts through the gateway beside starts by the SDK, in turn on one Temporal server.
 *
 * The type has a live poller, as readiness asks for, but one that hardly takes work: it polls for a
 * moment twice a minute. Runs pile up unserved, so what is compared is the start and nothing else.
 */
export const starts: Measure = {
  name: 'starts',
  title: 'starts through the gateway beside the SDK alone, at 1 and 64 callers',
  needs: ['Temporal'],
  async run(bench) {
    await using stand = await bench.open()
    const one = { deployments: 1, workersEach: 1, typesEach: 1 }
    const population = { ...one, schemas: 'shared', specs: 'rich' } as const
    const prefix = `start-${bench.goId}`
    const registrations = registrationsOf({ prefix, ...population }, bench.options.routes)
    const { client } = stand.direct()
    await using _poller = keepPolling(client, registrations[0]?.task_queue ?? '')
    await enrol(bench, stand, registrations)
    await untilReady(stand, registrations)
    const rows = [
      ...(await pairs(bench, stand, registrations)),
      ...(await rounds(bench, stand, registrations)),
    ]
    await tidyUp(bench, stand, registrations)
    return rows
  },
}

interface Sides {
  readonly gateway: (caller: number) => Promise<unknown>
  readonly direct: () => Promise<unknown>
}

function sidesOf(callers: Callers, client: Client, registrations: readonly Registration[]): Sides {
  const { workflow_type: type = '' } = registrations[0]?.workflows[0] ?? {}
  const taskQueue = registrations[0]?.task_queue ?? ''
  const input = exampleInput(0)
  const request = callers.request({
    method: 'POST',
    path: `/workflows/${type}/start`,
    body: { input },
  })
  return {
    gateway: (caller) => callers.send(caller, request),
    direct: () =>
      client.workflow.start(type, {
        taskQueue,
        workflowId: `direct-${randomUUID()}`,
        args: [input],
      }),
  }
}

/** One caller that starts by either way in turn, so that what disturbs one disturbs the other. */
async function pairs(
  bench: Bench,
  stand: Stand,
  registrations: readonly Registration[],
): Promise<Row[]> {
  using callers = await stand.openCallers(1)
  const { gateway, direct } = sidesOf(callers, stand.direct().client, registrations)
  const count = bench.size({ quick: 100, full: 1_000 })
  const warmUp = Math.ceil(count / 10)
  const through: number[] = []
  const alone: number[] = []
  for (let at = 0; at < count + warmUp; at++) {
    const order = at % 2 === 0 ? [direct, gateway] : [gateway, direct]
    for (const start of order) {
      const ms = (await closedLoop(1, { count: 1 }, () => start(0))).seconds * 1000
      if (at >= warmUp) (start === gateway ? through : alone).push(ms)
    }
  }
  const added = through.map((ms, at) => ms - (alone[at] ?? 0))
  const peer = (share: number) => ({ name: 'direct SDK', value: percentile(alone, share) })
  const p99 = percentile(through, 0.99)
  return [
    { what: '1 caller, p50', ours: median(through), unit: 'ms', peer: peer(0.5) },
    { what: '1 caller, p99', ours: p99, unit: 'ms', peer: peer(0.99) },
    {
      what: 'added latency, p50 of the pairs',
      ours: median(added),
      unit: 'ms',
      mark: { of: 'ours', atMost: 2 },
    },
    {
      what: 'added latency, p99 less p99',
      ours: p99 - percentile(alone, 0.99),
      unit: 'ms',
      mark: { of: 'ours', atMost: 10 },
    },
  ]
}

/** Rounds of either way in turn; the ratio is the median of the rounds' own ratios. */
async function rounds(
  bench: Bench,
  stand: Stand,
  registrations: readonly Registration[],
): Promise<Row[]> {
  using callers = await stand.openCallers(manyCallers)
  const { gateway, direct } = sidesOf(callers, stand.direct().client, registrations)
  const { rounds: count, starts: each } = bench.size({
    quick: { rounds: 4, starts: 128 },
    full: { rounds: 12, starts: 640 },
  })
  const cpu = createCpuMeter(stand)
  const through: Sample[] = []
  const alone: Sample[] = []
  for (let round = -1; round < count; round++) {
    const order = round % 2 === 0 ? [direct, gateway] : [gateway, direct]
    for (const start of order) {
      const load = () => closedLoop(manyCallers, { count: each }, start)
      const sample = start === gateway ? await cpu.during(load) : await load()
      if (round >= 0) (start === gateway ? through : alone).push(sample)
    }
  }
  const ratios = through.map((sample, at) => perSecond(sample) / rateOf(alone[at]))
  const latencies = (samples: readonly Sample[], share: number) =>
    percentile(
      samples.flatMap(({ latenciesMs }) => latenciesMs),
      share,
    )
  const row = (share: number): Row => ({
    what: `${manyCallers} callers, p${share * 100}`,
    ours: latencies(through, share),
    unit: 'ms',
    peer: { name: 'direct SDK', value: latencies(alone, share) },
  })
  return [
    {
      what: `${manyCallers} callers, throughput`,
      ours: median(through.map(perSecond)),
      unit: '/s',
      peer: { name: 'direct SDK', value: median(alone.map(perSecond)) },
      ratio: median(ratios),
      mark: { of: 'ratio', atLeast: 0.9 },
    },
    row(0.5),
    row(0.99),
    ...cpu.rows('gateway CPU a start'),
  ]
}

function rateOf(sample: Sample | undefined): number {
  return sample ? perSecond(sample) : Number.NaN
}

/** Waits until the type can be started: of the original, a healthy worker is all that can be seen. */
async function untilReady(stand: Stand, registrations: readonly Registration[]): Promise<void> {
  using callers = await stand.openCallers(1)
  const path = `/registry/workflows/${registrations[0]?.workflows[0]?.workflow_type ?? ''}`
  for (const giveUpAtMs = Date.now() + readyTimeoutMs; ; await sleep(100)) {
    const { body } = await callers.send(0, callers.request({ method: 'GET', path }))
    const type = JSON.parse(body.toString()) as {
      status?: string
      reason?: string
      workers: { healthy: boolean }[]
    }
    if (type.status === 'ready') return
    if (type.status === undefined && type.workers.some(({ healthy }) => healthy)) return
    if (Date.now() > giveUpAtMs) throw new Error(`The type is ${type.status}: ${type.reason}`)
  }
}
