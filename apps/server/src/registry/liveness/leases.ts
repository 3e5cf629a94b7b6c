import type { Log } from '../../platform/log.ts'

/**
 * A worker beats every third of its lease. When the replica that heard it is killed, that beat is lost
 * to the others: with a sixth the next one still reaches them all before the lease runs out.
 */
const windowsALease = 6
/** Renewals are written no more often than this, however short the leases. */
const minWindowMs = 2_000
const maxWindowMs = 60_000
/** Ids of at most 1,000 bytes: so many surely fit into one op. */
const maxWorkersAnOp = 1_000

export interface Leases {
  /** Notes that a worker beat just now, to be written with the others of its window. */
  beat(workerId: string, ttlSeconds: number): void
  close(): void
}

/**
 * Collects heartbeats and writes them once a window: a sixth of the shortest lease that beats here. A
 * heartbeat by itself costs no call to Temporal.
 */
export function createLeases(
  renew: (lastSeenMs: Record<string, number>) => Promise<unknown>,
  now: () => number,
  log: Log,
): Leases {
  let pending = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let flushAtMs = Infinity
  let isClosed = false

  function flush(): void {
    timer = undefined
    flushAtMs = Infinity
    const beats = [...pending]
    pending = new Map()
    for (let at = 0; at < beats.length; at += maxWorkersAnOp) {
      void write(beats.slice(at, at + maxWorkersAnOp))
    }
  }

  async function write(beats: readonly (readonly [string, number])[]): Promise<void> {
    try {
      await renew(Object.fromEntries(beats))
    } catch (error) {
      log.warn({ err: error, workers: beats.length }, 'leases could not be renewed; trying again')
      // A newer beat of the same worker stands; the others go into the next window.
      for (const [id, seenMs] of beats) if (!pending.has(id)) pending.set(id, seenMs)
      if (!isClosed) schedule(minWindowMs)
    }
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
      const windowMs = (ttlSeconds * 1000) / windowsALease
      schedule(Math.min(Math.max(windowMs, minWindowMs), maxWindowMs))
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
