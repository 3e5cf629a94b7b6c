import { workflowStatuses, type WorkflowStatus } from '@temporal-registry/contract/workflow-status'
import type { View } from './view.ts'

/** How many types stand how. */
export function countByStatus(
  view: Pick<View, 'typeNames' | 'findType'>,
): Record<WorkflowStatus, number> {
  const none = workflowStatuses.map((status) => [status, 0])
  // The keys are all statuses there are.
  const counts = Object.fromEntries(none) as Record<WorkflowStatus, number>
  for (const name of view.typeNames()) {
    const type = view.findType(name)
    if (type) counts[type.status] += 1
  }
  return counts
}
