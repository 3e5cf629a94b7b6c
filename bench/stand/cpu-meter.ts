import type { Row } from '../row.ts'
import type { Stand } from './stand.ts'

/**
 * Processor time of the gateways while something runs. Where others use the machine too, it says more
 * than the clock.
 */
export interface CpuMeter {
  /** Counts what the gateways use until `work` is done, and how many calls that was for. */
  during<T extends { readonly count: number }>(work: () => Promise<T>): Promise<T>
  /** Milliseconds a call, where the gateways can be looked into. */
  rows(what: string): Row[]
}

export function createCpuMeter({ cpuSeconds }: Pick<Stand, 'cpuSeconds'>): CpuMeter {
  let seconds: number | undefined = 0
  let calls = 0
  return {
    async during(work) {
      const before = cpuSeconds()
      const done = await work()
      const after = cpuSeconds()
      const isKnown = before !== undefined && after !== undefined && seconds !== undefined
      seconds = isKnown ? (seconds ?? 0) + after - before : undefined
      calls += done.count
      return done
    },
    rows(what) {
      if (seconds === undefined || !Number.isFinite(seconds) || calls === 0) return []
      return [{ what, ours: (seconds / calls) * 1000, unit: 'ms' }]
    },
  }
}
