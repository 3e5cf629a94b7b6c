import type { Bench, Measure } from '../bench.ts'
import { inProcessMatching, type FilteredDefinition } from '../in-process-matching.ts'
import { WrongAnswer } from '../load/callers.ts'
import { closedLoop, median, percentile } from '../load/loops.ts'
import type { Row } from '../row.ts'

const definitionCount = 10_000
const markMs = 5

/** What an event costs when many definitions have filters: of its own type, and all of one type. */
export const matching: Measure = {
  name: 'matching',
  title: 'holding an event against 10,000 definitions with filters',
  needs: ['own processes'],
  async run(bench) {
    return [
      ...(await match(bench, '1,000 types, 10 of the event’s', definitionsOf(1_000))),
      ...(await match(bench, 'one type, all 10,000 of the event’s', definitionsOf(1))),
    ]
  },
}

async function match(
  bench: Bench,
  what: string,
  definitions: readonly FilteredDefinition[],
): Promise<Row[]> {
  await using matcher = await inProcessMatching(definitions)
  const typeCount = new Set(definitions.map(({ type }) => type)).size
  const call = (at: number) => matcher.count({ ...eventOf(at), type: `bench.${at % typeCount}` })
  // Each filter is compiled when an event first meets it.
  await closedLoop(1, { count: Math.max(50, typeCount) }, async (_, at) => {
    const count = await call(at)
    const right = passing(eventOf(at), { at: at % typeCount, of: typeCount })
    if (count !== right) throw new WrongAnswer(`${count} definitions match where ${right} do`)
  })
  const cpuBefore = process.cpuUsage()
  const count = bench.size({ quick: 50, full: 1_000 })
  const { latenciesMs } = await closedLoop(1, { count }, (_, at) => call(at))
  const { user, system } = process.cpuUsage(cpuBefore)
  return [
    {
      what: `${what}: p50`,
      ours: median(latenciesMs),
      unit: 'ms',
      mark: { of: 'ours', atMost: markMs },
    },
    { what: `${what}: p99`, ours: percentile(latenciesMs, 0.99), unit: 'ms' },
    { what: `${what}: CPU, all threads`, ours: (user + system) / 1000 / count, unit: 'ms' },
  ]
}

const customers = 500
const steps = 20

/** Filters as people write them, each with what it says in code, so that verdicts can be held against it. */
const kinds: readonly {
  readonly filter: (n: number) => string
  readonly passes: (n: number, event: BenchEvent) => boolean
}[] = [
  {
    filter: (n) =>
      `event.data.customer == "c${n % customers}" && event.data.amount >= ${n % steps}.0`,
    passes: (n, { data }) => data.customer === `c${n % customers}` && data.amount >= n % steps,
  },
  {
    filter: (n) =>
      `event.data.amount > ${n % steps}.0 && event.data.amount <= ${(n % steps) + 1}.0`,
    passes: (n, { data }) => data.amount > n % steps && data.amount <= (n % steps) + 1,
  },
  {
    filter: (n) =>
      `event.data.country in ["FR", "k${n % steps}"] && event.data.lines.size() > ${n % steps}`,
    passes: (n, { data }) => data.country === `k${n % steps}` && data.lines.length > n % steps,
  },
  {
    filter: (n) => `event.subject.startsWith("s-${n % customers}-") || event.data.vip`,
    passes: (n, { subject }) => subject.startsWith(`s-${n % customers}-`),
  },
  {
    filter: (n) => `event.data.lines.exists(l, l.sku == "sku-${n}")`,
    passes: (n, { data }) => data.lines.some(({ sku }) => sku === `sku-${n}`),
  },
]

/** The definition at a place of the list. */
function kindOf(at: number) {
  const [kind] = kinds.slice(at % kinds.length)
  // It is less than the length.
  return { ...kind!, n: Math.floor(at / kinds.length) }
}

function definitionsOf(typeCount: number): FilteredDefinition[] {
  return Array.from({ length: definitionCount }, (_, at) => {
    const { filter, n } = kindOf(at)
    return { type: `bench.${at % typeCount}`, filter: filter(n) }
  })
}

type BenchEvent = ReturnType<typeof eventOf>

function eventOf(at: number) {
  const lines = Array.from({ length: 3 }, (_, line) => ({ sku: `sku-${at * 7 + line}` }))
  const amount = (at % steps) + 0.5
  const data = { customer: `c${at % customers}`, amount, country: 'k1', vip: false, lines }
  return { subject: `s-${at % customers}-7`, data }
}

function passing(event: BenchEvent, { at: typeAt, of: typeCount }: { at: number; of: number }) {
  let count = 0
  for (let at = typeAt; at < definitionCount; at += typeCount) {
    const { passes, n } = kindOf(at)
    if (passes(n, event)) count++
  }
  return count
}
