import { setTimeout as sleep } from 'node:timers/promises'

/** What became of a load: how many calls, in what time, and how long each took. */
export interface Sample {
  readonly count: number
  readonly seconds: number
  readonly latenciesMs: readonly number[]
}

/** Each of so many callers makes its next call when its last is answered. */
export async function closedLoop(
  callers: number,
  until: { readonly count: number } | { readonly seconds: number },
  call: (caller: number, at: number) => Promise<unknown>,
): Promise<Sample> {
  const latenciesMs: number[] = []
  const startedMs = performance.now()
  const count = 'count' in until ? until.count : Infinity
  const endMs = 'seconds' in until ? startedMs + until.seconds * 1000 : Infinity
  let next = 0

  async function keepCalling(caller: number): Promise<void> {
    while (next < count && performance.now() < endMs) {
      const at = next++
      const calledMs = performance.now()
      await call(caller, at)
      latenciesMs.push(performance.now() - calledMs)
    }
  }

  await Promise.all(Array.from({ length: callers }, (_, caller) => keepCalling(caller)))
  const seconds = (performance.now() - startedMs) / 1000
  return { count: latenciesMs.length, seconds, latenciesMs }
}

const tickMs = 5

/**
 * Calls so often a second, answered or not. Times count from when a call was due, so that a service
 * that stalls cannot hide it by slowing the load down.
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  call: (at: number) => Promise<unknown>,
): Promise<Sample> {
  const latenciesMs: number[] = []
  const underWay: Promise<void>[] = []
  const startedMs = performance.now()
  const total = perSecond * seconds
  for (let at = 0; at < total;) {
    const due = Math.min(total, ((performance.now() - startedMs) / 1000) * perSecond)
    for (; at < due; at++) {
      const dueMs = startedMs + (at / perSecond) * 1000
      underWay.push(call(at).then(() => void latenciesMs.push(performance.now() - dueMs)))
    }
    await sleep(tickMs)
  }
  await Promise.all(underWay)
  const elapsed = (performance.now() - startedMs) / 1000
  return { count: latenciesMs.length, seconds: elapsed, latenciesMs }
}

export function perSecond({ count, seconds }: Pick<Sample, 'count' | 'seconds'>): number {
  return count / seconds
}

/** The value that a share of all are not above. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}
