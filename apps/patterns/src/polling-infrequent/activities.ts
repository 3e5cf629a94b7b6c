import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'

export interface Batch {
  readonly readyAfterPolls: number
  readonly succeeds: boolean
}

export interface Checked {
  readonly result: string
  readonly polls: number
}

/** Asks once, and lets the retry policy ask again: «not yet» is a failure that may be retried. */
export async function checkBatch({ readyAfterPolls, succeeds }: Batch): Promise<Checked> {
  // Kept by Temporal, not by a worker: nothing runs and nothing is lost between two polls.
  const { attempt } = activityInfo()
  if (attempt <= readyAfterPolls) throw notYet(attempt)
  // Pending is worth another poll, failed is not: the difference must be in the failure.
  if (!succeeds) throw ApplicationFailure.nonRetryable('The batch failed', 'batch-failed')
  return { result: 'statement.pdf', polls: attempt }
}

function notYet(poll: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'batch-pending',
    message: `The batch was not ready at poll ${poll}`,
    // Expected, so neither a warning in the log nor a failure in the metrics.
    category: ApplicationFailureCategory.BENIGN,
  })
}
