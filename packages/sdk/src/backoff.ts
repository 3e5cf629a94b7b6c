/** How waits grow from one failure to the next. */
export interface Backoff {
  readonly firstDelayMs: number
  readonly maxDelayMs: number
}

/**
 * The wait after the n-th failure in a row: doubled each time up to the cap, of which the upper half
 * is left to chance, so that callers who failed together do not come back together.
 */
export function backoffMs(
  { firstDelayMs, maxDelayMs }: Backoff,
  failures: number,
  random: () => number = Math.random,
): number {
  const full = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.max(0, failures - 1))
  return full * (0.5 + random() / 2)
}
