import type { Bench, Measure } from '../bench.ts'
import { WrongAnswer, type Callers } from '../load/callers.ts'
import { closedLoop, median, percentile, perSecond, type Sample } from '../load/loops.ts'
import { original } from '../peers.ts'
import type { Row } from '../row.ts'
import { createCpuMeter, type CpuMeter } from '../stand/cpu-meter.ts'

const callerCount = 64
const replicas = 3

/** Claims of one name, the hardest case: 64 callers of one gateway, then a burst on three. */
export const claims: Measure = {
  name: 'claims',
  title: 'ids claimed: 64 callers on one gateway, 10,000 at once on three',
  needs: [],
  async run(bench) {
    const rows = await steady(bench)
    return bench.options.url === undefined ? [...rows, ...(await burst(bench))] : rows
  },
}

async function steady(bench: Bench): Promise<Row[]> {
  await using stand = await bench.open()
  using callers = await stand.openCallers(callerCount)
  const until = { seconds: bench.size({ quick: 2, full: 15 }) }
  const cpu = createCpuMeter(stand)
  const { sample, counters } = await claimAll(callers, `steady ${bench.goId}`, until, cpu)
  assertDense(counters)
  const rate = perSecond(sample)
  return [
    {
      what: `${callerCount} callers, one gateway`,
      ours: rate,
      unit: '/s',
      peer: original.claimsAt64,
      mark: { of: 'ratio', atLeast: 50 },
    },
    { what: 'the same rate', ours: rate, unit: '/s', peer: original.claimsAtBest },
    { what: `${callerCount} callers, p50`, ours: median(sample.latenciesMs), unit: 'ms' },
    { what: `${callerCount} callers, p99`, ours: percentile(sample.latenciesMs, 0.99), unit: 'ms' },
    ...cpu.rows('gateway CPU a claim'),
  ]
}

async function burst(bench: Bench): Promise<Row[]> {
  const count = bench.size({ quick: 1_000, full: 10_000 })
  await using stand = await bench.open({ gateways: replicas })
  using callers = await stand.openCallers(count)
  const cpu = createCpuMeter(stand)
  const { sample, counters } = await claimAll(callers, `burst ${bench.goId}`, { count }, cpu)
  assertDense(counters)
  const what = `${count.toLocaleString('en')} at once, ${replicas} gateways`
  return [
    {
      what: `${what}: distinct numbers`,
      ours: new Set(counters).size,
      unit: '',
      mark: { of: 'ours', atLeast: count },
    },
    { what: `${what}: rate`, ours: perSecond(sample), unit: '/s' },
    { what: `${what}: p50`, ours: median(sample.latenciesMs), unit: 'ms' },
    { what: `${what}: p99`, ours: percentile(sample.latenciesMs, 0.99), unit: 'ms' },
  ]
}

async function claimAll(
  callers: Callers,
  name: string,
  until: { count: number } | { seconds: number },
  cpu: CpuMeter,
): Promise<{ sample: Sample; counters: number[] }> {
  const request = callers.request({ method: 'POST', path: '/workflow-ids/claim', body: { name } })
  const answers: Buffer[] = []
  const sample = await cpu.during(() =>
    closedLoop(callers.count, until, async (caller) => {
      answers.push((await callers.send(caller, request)).body)
    }),
  )
  const counters = answers.map(
    (body) => (JSON.parse(body.toString()) as { counter: number }).counter,
  )
  return { sample, counters }
}

/** Every number from 1 on, each once. */
function assertDense(counters: readonly number[]): void {
  const distinct = new Set(counters)
  const highest = counters.reduce((most, counter) => Math.max(most, counter), 0)
  if (distinct.size === counters.length && highest === counters.length) return
  const twice = counters.length - distinct.size
  throw new WrongAnswer(`Of ${counters.length} numbers ${twice} came twice; the last is ${highest}`)
}
