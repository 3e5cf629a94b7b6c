/** So many in a period. */
export interface Pace {
  readonly limit: number
  readonly period_seconds: number
}

/** When one more may go, and what is to be remembered once it has. */
export interface Slot {
  readonly at: Date
  readonly nextAt: Date
}

/**
 * The next free moment at a pace: up to `limit` go at once, then one each `period / limit`, and what was not
 * used is not saved up beyond a period (GCRA, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm).
 *
 * @param lastNextAt what the last one left as `nextAt`, if there was one.
 */
export function nextSlot(
  { limit, period_seconds: periodSeconds }: Pace,
  lastNextAt: Date | undefined,
  now: Date,
): Slot {
  const periodMs = periodSeconds * 1000
  const everyMs = periodMs / limit
  const onPaceMs = Math.max(now.getTime(), lastNextAt?.getTime() ?? 0)
  const atMs = Math.max(now.getTime(), onPaceMs - (periodMs - everyMs))
  return { at: new Date(atMs), nextAt: new Date(onPaceMs + everyMs) }
}
