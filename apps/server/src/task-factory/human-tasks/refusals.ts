import type { HumanDecision } from '@temporal-registry/contract/human-tasks'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import { isFor, type Actor, type Groups } from './people.ts'
import type { DecisionRow, HumanTaskRow } from './store.ts'

/** What a person says to a task. */
export interface SaidDecision {
  readonly decision: HumanDecision
  readonly answer?: unknown
  readonly comment?: string | undefined
}

export function notFound(id: string): Problem {
  return new Problem('human-task-not-found', `There is no human task «${id}»`)
}

export function closedProblem(
  { status, outcome }: HumanTaskRow,
  decisions: readonly DecisionRow[],
) {
  const decidedBy = decisions.map(({ actor }) => actor)
  const by = decidedBy.length === 0 ? '' : ` by ${decidedBy.join(', ')}`
  return new Problem('human-task-closed', `It is ${outcome ?? status}${by}`, {
    ...{ status, outcome },
    decided_by: decidedBy,
  })
}

export function assertNotClaimed({ claimed_by: claimedBy }: HumanTaskRow, { name }: Actor): void {
  if (claimedBy === null || claimedBy === name) return
  const extras = { claimed_by: claimedBy }
  throw new Problem('human-task-claimed', `«${claimedBy}» has claimed it`, extras)
}

export function assertFor(groups: Groups, task: HumanTaskRow, { name }: Actor): void {
  if (isFor(groups, task, name)) return
  const { assignees, groups: named } = task
  throw new Problem('not-for-you', `«${task.title}» is not for «${name}»`, {
    assignees,
    groups: named,
  })
}

export function assertNoSelfApproval(
  task: HumanTaskRow,
  { name }: Actor,
  said: SaidDecision,
): void {
  if (task.allow_self_approval || task.requester !== name || said.decision === 'reject') return
  throw new Problem('self-approval-refused', `«${name}» requested it, and another has to decide`)
}

/** @throws Problem `decision-invalid` */
export function assertFits(
  { form }: HumanTaskRow,
  { decision, answer }: SaidDecision,
  formFaults: (form: Readonly<Record<string, unknown>>, answer: unknown) => readonly ProblemError[],
): void {
  const errors = faults().slice(0, 20)
  const [first] = errors
  if (first) throw new Problem('decision-invalid', `${first.pointer} ${first.detail}`, { errors })

  function faults(): readonly ProblemError[] {
    if (decision === 'reject' && answer !== undefined)
      return [
        { pointer: '/answer', detail: 'is not taken with a rejection; say it in the comment' },
      ]
    if (decision === 'reject') return []
    if (form === null && decision === 'answer')
      return [{ pointer: '/decision', detail: 'must be approve or reject: the task has no form' }]
    if (form === null && answer !== undefined)
      return [{ pointer: '/answer', detail: 'is not taken: the task has no form' }]
    if (form === null) return []
    if (answer === undefined)
      return [{ pointer: '/answer', detail: 'is missing: the task has a form' }]
    return formFaults(form, answer).map(({ pointer, detail }) => ({
      pointer: `/answer${pointer}`,
      detail,
    }))
  }
}
