import type {
  HumanDecision,
  HumanOutcome,
  HumanTaskStatus,
} from '@temporal-registry/contract/human-tasks'

/**
 * How a human task stands, and who may move it:
 *
 * - `open`: anybody it is for may claim or decide it. Made so by its workflow; again by who releases it, by a
 *   decision that leaves the quorum short, and by escalation.
 * - `claimed`: one person has it, and nobody else may decide it. By claiming, or by delegation to them.
 * - `decided`: as many have approved or answered as its quorum asks for, or one has rejected, or `on_due` said so.
 * - `expired`: it was due, and `on_due` is `fail`.
 * - `cancelled`: its run, or its workflow, ended before.
 *
 * The last three are the end: nobody moves it again. Every move is a transaction that holds the row, and
 * writes a step of its history.
 */
export const openHumanStatuses = ['open', 'claimed'] as const satisfies HumanTaskStatus[]

/** What comes of a decision when it is the last. */
export const outcomes = {
  approve: 'approved',
  reject: 'rejected',
  answer: 'answered',
} as const satisfies Record<HumanDecision, HumanOutcome>

/** What a decision makes of a task, once it is among `agreed` others that approved or answered. */
export function outcomeOf(
  decision: HumanDecision,
  task: { readonly quorum: number; readonly agreed: number },
): HumanOutcome | undefined {
  if (decision === 'reject') return outcomes.reject
  return task.agreed >= task.quorum ? outcomes[decision] : undefined
}

/** Whether it was due, and then became the task of others. */
export function isEscalated(task: {
  readonly on_due: string
  readonly escalate_to: readonly string[]
  readonly due_done_at: Date | null
}): boolean {
  return task.on_due === 'escalate' && task.escalate_to.length > 0 && task.due_done_at !== null
}
