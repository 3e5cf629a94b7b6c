import type { RunSummary } from '@temporal-registry/contract/runs'

/** The runs that began in one hour, by what became of them. */
export interface RunHour {
  readonly beginsMs: number
  readonly completed: number
  readonly failed: number
  /** Open, cancelled and all else. */
  readonly others: number
}

const hourMs = 3_600_000
const failing: readonly string[] = ['failed', 'timed_out', 'terminated']

/** Sorts the runs of the last 24 hours into hours, the earliest first. */
export function runHours(runs: readonly RunSummary[], now: Date): readonly RunHour[] {
  const lastMs = Math.floor(now.getTime() / hourMs) * hourMs
  return Array.from({ length: 24 }, (_, at) => {
    const beginsMs = lastMs - (23 - at) * hourMs
    const begun = runs.filter(({ started_at: started }) => {
      const ms = started === null ? Number.NaN : Date.parse(started)
      return ms >= beginsMs && ms < beginsMs + hourMs
    })
    const completed = begun.filter(({ status }) => status === 'completed').length
    const failed = begun.filter(({ status }) => failing.includes(status)).length
    return { beginsMs, completed, failed, others: begun.length - completed - failed }
  })
}

/** How long runs took that completed, at half of them and at 95 of 100; nothing where there are none. */
export function runDurations(
  runs: readonly RunSummary[],
): { readonly p50Ms: number; readonly p95Ms: number } | undefined {
  const took = runs
    .flatMap(({ status, started_at: from, closed_at: to }) =>
      status === 'completed' && from && to ? [Date.parse(to) - Date.parse(from)] : [],
    )
    .toSorted((a, b) => a - b)
  const at = (part: number) => took[Math.min(took.length - 1, Math.floor(took.length * part))]
  const p50Ms = at(0.5)
  const p95Ms = at(0.95)
  return p50Ms === undefined || p95Ms === undefined ? undefined : { p50Ms, p95Ms }
}
