import type { RunCounts } from '@temporal-registry/contract/run-counts'

/** The runs that began in one hour, by what became of them. */
export interface RunHour {
  readonly beginsMs: number
  readonly completed: number
  readonly failed: number
  /** Open, cancelled and all else. */
  readonly others: number
  readonly duration: RunCounts['duration']
}

/** Reads counts as what a picture tells apart. */
export function runHours(steps: readonly RunCounts[]): readonly RunHour[] {
  return steps.map(({ from, total, by_status: by, duration }) => {
    const failed = by.failed + by.timed_out + by.terminated
    const others = total - by.completed - failed
    return { beginsMs: Date.parse(from), completed: by.completed, failed, others, duration }
  })
}
