import { compareByRules } from '../../apps/server/src/monitors/probes/comparison/compare.ts'
import { hashOfJson } from '../../apps/server/src/platform/json-hash.ts'
import type { CompareRules } from '@temporal-registry/contract/probes'
import type { Bench, Measure } from '../bench.ts'
import { WrongAnswer } from '../load/callers.ts'
import { median, percentile } from '../load/loops.ts'
import type { Row } from '../row.ts'

const itemCount = 8_000
const markMs = 50

/** What a look costs whose state has a megabyte: its hash, and the rules held against every number of it. */
export const comparison: Measure = {
  name: 'comparison',
  title: 'comparing two states of 1 MB, by hash and rules',
  needs: ['own processes'],
  async run(bench) {
    const tolerances = [{ pointer: '/items/*/price', absolute: 0.01 }]
    return [
      ...compared(bench, 'tolerance', { tolerances, ignore: ['/items/*/stock/at'] }),
      ...compared(bench, 'tolerance, another order', { tolerances, unordered: ['/items'] }),
    ]
  },
}

function compared(bench: Bench, what: string, rules: CompareRules): Row[] {
  const before = hashed(stateOf(0))
  const isUnordered = rules.unordered !== undefined
  const latenciesMs: number[] = []
  for (let round = 0; round < bench.size({ quick: 10, full: 100 }); round++) {
    const { items } = stateOf(0.001)
    const state = { items: isUnordered ? items.toReversed() : items }
    const begunMs = performance.now()
    const { changed, by } = compareByRules(before, hashed(state), rules)
    latenciesMs.push(performance.now() - begunMs)
    if (changed || by !== 'rules') throw new WrongAnswer(`It is ${String(changed)}, by ${by}`)
  }
  const mark = { of: 'ours', atMost: markMs } as const
  return [
    { what: `${what}: p50`, ours: median(latenciesMs), unit: 'ms', mark },
    { what: `${what}: p99`, ours: percentile(latenciesMs, 0.99), unit: 'ms' },
  ]
}

function hashed<State extends Readonly<Record<string, unknown>>>(state: State) {
  return { state, hash: hashOfJson(state) }
}

/** Some 1.1 MB as JSON. */
function stateOf(more: number) {
  const items = Array.from({ length: itemCount }, (_, at) => ({
    id: `item-${at}`,
    price: at * 1.5 + more,
    name: `The name of item ${at}`,
    tags: ['a', 'b', at % 7],
    stock: { count: at, at: '2026-01-01T00:00:00Z' },
  }))
  return { items }
}
