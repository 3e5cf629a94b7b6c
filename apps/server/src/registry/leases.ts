import type { Log } from '../platform/log.ts'

/** Renewals are written no more often than this, however short the leases. */
const minWindowMs = 2_000
const maxWindowMs = 60_000

export interface Leases {
  /** Notes that a worker beat just now, to be written with the others of its window. */
  beat(workerId: string, ttlSeconds: number): void
  close(): void
}

/**
 * Collects heartbeats and writes them as one op a window: a third of the shortest lease that beats
 * here. A heartbeat by itself costs no call to Temporal.
 */
export function createLeases(
  renew: (lastSeenMs: Record<string, number>) => Promise<unknown>,
  now: () => number,
  log: Log,
): Leases {
  let pending = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let flushAtMs = Infinity

  function flush(): void {
    timer = undefined
    flushAtMs = Infinity
    const beats = pending
    pending = new Map()
    renew(Object.fromEntries(beats)).catch((error: unknown) => {
      log.warn({ err: error, workers: beats.size }, 'leases could not be renewed; trying again')
      // A newer beat of the same worker stands; the others go into the next window.
      for (const [id, seenMs] of beats) if (!pending.has(id)) pending.set(id, seenMs)
      if (pending.size > 0) schedule(minWindowMs)
    })
  }

  function schedule(windowMs: number): void {
    const at = now() + windowMs
    if (at >= flushAtMs) return
    clearTimeout(timer)
    flushAtMs = at
    timer = setTimeout(flush, windowMs)
  }

  return {
    beat(workerId, ttlSeconds) {
      pending.set(workerId, now())
      schedule(Math.min(Math.max((ttlSeconds * 1000) / 3, minWindowMs), maxWindowMs))
    },
    close() {
      clearTimeout(timer)
    },
  }
}
