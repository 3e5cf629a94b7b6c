import { msToTs } from '@temporalio/common/lib/time.js'
import { asFailure } from '../platform/activity-failures.ts'
import type { Reconcile } from './reconcile.ts'
import { overlapNumbers } from './spec.ts'
import type { ScheduleStore } from './store.ts'
import type { ScheduleActivities } from './workflow/messages.ts'

/** Makes the Temporal activities of the registry's workflows about schedules. */
export function createScheduleActivities(
  store: ScheduleStore,
  reconcile: Reconcile,
): ScheduleActivities {
  return {
    ...reconcile,
    sendBackfillChunk: (state, requestId) =>
      asFailure(async () => {
        const { schedule_id: id, chunk, from_ms: fromMs, to_ms: toMs } = state
        // Temporal leaves out the first moment of the span.
        const times = await store.matchingTimes(id, fromMs - 1, toMs)
        const taken = times.slice(0, chunk.occurrences)
        const [firstMs, lastMs] = [taken[0], taken.at(-1)]
        if (firstMs === undefined || lastMs === undefined) return { sent: 0, next_ms: null }
        const overlapPolicy = Object.entries(overlapNumbers).find(
          ([word]) => word === state.overlap_policy,
        )?.[1]
        const span = { startTime: msToTs(firstMs), endTime: msToTs(lastMs) }
        const request = { ...span, overlapPolicy: overlapPolicy ?? null }
        await store.patch(id, { backfillRequest: [request] }, requestId)
        return { sent: taken.length, next_ms: times.length > taken.length ? lastMs + 1 : null }
      }),
  }
}
