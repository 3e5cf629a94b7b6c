import {
  CancellationScope,
  defineQuery,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import { integer, members, orElse, root } from '../input.ts'
import type * as activities from './activities.ts'

const { copyRows } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1h',
  // Also how long a worker may be dead before another takes over.
  heartbeatTimeout: '2s',
  // The clean-up begins when the copying has ended. By default it would begin at once, and an
  // activity that had not yet heard of it would go on writing behind its back.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
})

const { removeDraft } = proxyActivities<typeof activities>({ startToCloseTimeout: '1m' })

export interface CancellationProgress {
  readonly stage: 'copying' | 'copied' | 'cleaning_up' | 'cleaned_up'
  readonly removed: number
}

const progressQuery = defineQuery<CancellationProgress>('progress')

export async function cancellation(input: unknown): Promise<{ copied: number }> {
  const { rows, msPerRow, cleanUpMs } = readInput(input)
  const copyId = workflowInfo().runId
  let progress: CancellationProgress = { stage: 'copying', removed: 0 }
  setHandler(progressQuery, () => progress)

  try {
    const copied = await copyRows({ copyId, rows, msPerRow })
    progress = { stage: 'copied', removed: 0 }
    return { copied }
  } catch (error) {
    progress = { stage: 'cleaning_up', removed: 0 }
    // The workflow's own scope is cancelled by now: an activity begun in it ends before it starts.
    const removed = await CancellationScope.nonCancellable(() => removeDraft(copyId, cleanUpMs))
    progress = { stage: 'cleaned_up', removed }
    // Rethrown, or the run would be told as completed to the one who cancelled it.
    throw error
  }
}

export function readInput(input: unknown) {
  const found = members(root(input), ['rows', 'ms_per_row', 'clean_up_ms'])
  return {
    rows: integer(found.rows, { min: 1, max: 1_000_000 }),
    msPerRow: orElse(found.ms_per_row, 100, (ms) => integer(ms, { min: 0, max: 1_000 })),
    cleanUpMs: orElse(found.clean_up_ms, 0, (ms) => integer(ms, { min: 0, max: 10_000 })),
  }
}
