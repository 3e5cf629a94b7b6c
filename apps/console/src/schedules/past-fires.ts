import type { ScheduleDescription } from '@temporal-registry/contract/schedules'

/** A time that is past, and the run that began for it; nothing where none did. */
export interface PastFire {
  readonly at: string
  readonly run: ScheduleDescription['recent'][number] | undefined
}

/** So many are shown. */
const shown = 30

/**
 * Lays the times a schedule matches beside the runs it began, the newest first. Runs of a trigger or a
 * backfill stand at times of their own.
 */
export function firesOf(
  recent: ScheduleDescription['recent'],
  matched: readonly string[],
): readonly PastFire[] {
  const known = new Set(recent.map(({ scheduled_at: at }) => Date.parse(at)))
  const missing = matched
    .filter((at) => !known.has(Date.parse(at)))
    .map((at) => ({ at, run: undefined }))
  const runs = recent.map((run) => ({ at: run.scheduled_at, run }))
  return [...missing, ...runs]
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .slice(0, shown)
}
