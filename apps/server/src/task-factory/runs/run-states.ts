import type { RunStatus } from '@temporal-registry/contract/activity-runs'

/**
 * How an activity run stands, and who may move it:
 *
 * - `queued`: waits for a place under its definition's limits. Made so by a decision; leaves for `starting` when
 *   a run that ends hands its place on, for `cancelled` by a caller or a newer run.
 * - `starting`: has a place, and a row of the outbox that begins it in Temporal. A scheduled fire skips it: its
 *   workflow is there. Leaves for `running` when the workflow claims it.
 * - `running`: its workflow moves it on to one of the ends; the sweep does, for a workflow that ended otherwise.
 * - `succeeded`, `failed`, `cancelled`, `skipped` (its condition did not hold): the end. Nobody moves it again.
 */
export const openStatuses = ['queued', 'starting', 'running'] as const satisfies RunStatus[]
export const endedStatuses = [
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
] as const satisfies RunStatus[]
