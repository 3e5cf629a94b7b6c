import { Problem } from '@temporal-registry/contract/problem'
import type { BulkAnswer, BulkBody } from '@temporal-registry/contract/schedule-admin'
import { inParallel } from './in-parallel.ts'
import { isSelected, type Listing } from './scan.ts'
import type { ScheduleStore } from './store.ts'

/** Pauses or unpauses the schedules that a type or labels select, of those the registry made. */
export type SetPaused = (isPaused: boolean, body: BulkBody) => Promise<BulkAnswer>

export function createSetPaused(store: ScheduleStore, listing: Listing): SetPaused {
  return async (isPaused, body) => {
    const { workflow_type: type, label, dry_run: isDryRun = false } = body
    if (type === undefined && label === undefined) {
      const detail = 'or label must say which schedules are meant'
      throw new Problem('validation-failed', `/workflow_type ${detail}`, {
        errors: [{ pointer: '/workflow_type', detail }],
      })
    }
    const meant = await listing.all(
      (summary) =>
        summary.managed_by !== 'external' &&
        summary.paused !== isPaused &&
        isSelected(summary, body),
    )
    const word = isPaused ? 'pause' : 'unpause'
    const note = body.note || `To ${word} many through the registry`
    const failures = await inParallel(isDryRun ? [] : meant, async ({ id }) => {
      try {
        await store.patch(id, { [word]: note })
        return undefined
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        return { schedule_id: id, detail: error.message }
      }
    })
    const failed = failures.filter((one) => one !== undefined)
    const failedIds = new Set(failed.map((one) => one.schedule_id))
    const touched = meant.map(({ id }) => id).filter((id) => !failedIds.has(id))
    return { dry_run: isDryRun, touched: touched.toSorted(), failed }
  }
}
