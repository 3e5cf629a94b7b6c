/** So much longer than it says a wait may be, that many which began at once do not stay together. */
const jitter = 0.1
/** What an attempt may take, answer and all. */
const attemptMs = 60_000

/** When attempts of one round are made. */
export interface RetryTimes {
  /** Between an attempt and the next, seconds; one fewer than there are attempts. */
  readonly waitsSeconds: readonly number[]
}

/**
 * When a delivery is attempted again, or nothing when it has been attempted for the last time: after the last
 * wait, or because it is older than all waits and attempts together. It may have waited long for its turn, and
 * those behind it wait as well.
 */
export function nextAttemptAt(
  { waitsSeconds }: RetryTimes,
  failed: {
    /** Attempts of this round. */
    readonly attempts: number
    readonly queuedAt: Date
    readonly at: Date
    /** Wanted by the receiver. */
    readonly retryAfterSeconds?: number | undefined
  },
  random: () => number,
): Date | undefined {
  const wait = waitsSeconds[failed.attempts - 1]
  if (wait === undefined) return undefined
  const ageMs = failed.at.getTime() - failed.queuedAt.getTime()
  const waitsMs = waitsSeconds.reduce((sum, one) => sum + one * 1000, 0)
  const wholeMs = waitsMs * (1 + jitter) + (waitsSeconds.length + 1) * attemptMs
  if (ageMs > wholeMs) return undefined
  const ownMs = wait * 1000 * (1 + jitter * random())
  const waitMs = Math.max(ownMs, (failed.retryAfterSeconds ?? 0) * 1000)
  return new Date(failed.at.getTime() + waitMs)
}
