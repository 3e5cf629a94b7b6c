/** States of a target, best first. */
export const targetStates = ['ready', 'suspect', 'draining', 'gone'] as const
export type TargetState = (typeof targetStates)[number]

/** States of a workflow type: the best of its targets, or why it has none that counts. */
export const workflowStatuses = [...targetStates, 'disabled', 'unavailable'] as const
export type WorkflowStatus = (typeof workflowStatuses)[number]
