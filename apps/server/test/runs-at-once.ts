import type { ActivityRunSummary } from '@temporal-registry/contract/activity-runs'

/** How many of some runs were open at one time at most: since they were made, or since they began. */
export function mostAtOnce(
  runs: readonly ActivityRunSummary[],
  since: 'fired_at' | 'started_at',
): number {
  const turns = runs
    .flatMap((run) => [
      { at: Date.parse(run[since] ?? run.fired_at), by: 1 },
      ...(run.finished_at === null ? [] : [{ at: Date.parse(run.finished_at), by: -1 }]),
    ])
    // In the same millisecond the end of one makes room for the next.
    .toSorted((one, other) => one.at - other.at || one.by - other.by)
  let open = 0
  let most = 0
  for (const { by } of turns) {
    open += by
    most = Math.max(most, open)
  }
  return most
}
