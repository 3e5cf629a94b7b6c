import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineQuery,
  defineUpdate,
  isCancellation,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow'
import { choice, elements, integer, members, orElse, root, text } from '../input.ts'
import type * as activities from './activities.ts'

const { remindApprovers } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10s',
  // The wait does not depend on it: a reminder that cannot be sent is given up before the next.
  retry: { maximumAttempts: 3 },
})

type Outcome = 'pending' | 'approved' | 'rejected' | 'expired'

interface Vote {
  readonly approver: string
  readonly decision: 'approve' | 'reject'
  readonly comment: string
  readonly voted_at: string
}

export interface ApprovalState {
  readonly outcome: Outcome
  readonly votes: readonly Vote[]
  readonly waiting_for: readonly string[]
  readonly reminders: number
}

export const vote = defineUpdate<ApprovalState, [unknown]>('vote')
export const state = defineQuery<ApprovalState>('state')

export async function humanApproval(input: unknown): Promise<ApprovalState> {
  const plan = readInput(input)
  const votes: Vote[] = []
  let isExpired = false
  let reminders = 0

  function outcome(): Outcome {
    if (votes.some(({ decision }) => decision === 'reject')) return 'rejected'
    const approvals = votes.filter(({ decision }) => decision === 'approve').length
    if (approvals >= plan.approvalsNeeded) return 'approved'
    return isExpired ? 'expired' : 'pending'
  }
  function stateNow(): ApprovalState {
    const waitingFor = plan.approvers.filter((name) => !votes.some((v) => v.approver === name))
    return { outcome: outcome(), votes: [...votes], waiting_for: waitingFor, reminders }
  }

  setHandler(state, stateNow)
  // An update and not a signal: whoever votes learns at once whether the vote counts.
  setHandler(
    vote,
    (given) => {
      votes.push({ ...readVote(given), voted_at: new Date().toISOString() })
      return stateNow()
    },
    {
      // What is refused here leaves no trace in the history.
      validator(given) {
        const { approver } = readVote(given)
        if (!plan.approvers.includes(approver))
          throw refusal('not-an-approver', `${approver} is not asked`)
        if (votes.some((earlier) => earlier.approver === approver))
          throw refusal('voted-already', `${approver} has voted already`)
        if (outcome() !== 'pending') throw refusal('decided-already', `It is ${outcome()} already`)
      },
    },
  )

  // Reckoned from one moment, so that sending a reminder does not put off the end.
  const expiresAtMs = Date.now() + plan.deadlineMs
  while (outcome() === 'pending' && !isExpired) {
    const leftMs = expiresAtMs - Date.now()
    const waitMs = reminders < plan.maxReminders ? Math.min(plan.remindEveryMs, leftMs) : leftMs
    if (waitMs > 0 && (await condition(() => outcome() !== 'pending', waitMs))) break
    isExpired = Date.now() >= expiresAtMs
    if (!isExpired) await remind()
  }
  // A vote taken is a vote answered, also when it comes with the deadline.
  await condition(allHandlersFinished)
  return stateNow()

  async function remind() {
    reminders++
    try {
      await remindApprovers(plan.subject, stateNow().waiting_for)
    } catch (error) {
      if (isCancellation(error)) throw error
    }
  }
}

const refusal = (type: string, message: string) => ApplicationFailure.nonRetryable(message, type)

function readVote(given: unknown): Omit<Vote, 'voted_at'> {
  const { approver, decision, comment } = members(root(given), ['approver', 'decision', 'comment'])
  return {
    approver: text(approver, { minLength: 1, maxLength: 100 }),
    decision: choice(decision, ['approve', 'reject']),
    comment: orElse(comment, '', (value) => text(value, { maxLength: 1_000 })),
  }
}

export function readInput(input: unknown) {
  const found = members(root(input), [
    'subject',
    'approvers',
    'approvals_needed',
    'deadline_ms',
    'remind_every_ms',
    'max_reminders',
  ])
  const names = elements(found.approvers, { min: 1, max: 20 }).map((name) =>
    text(name, { minLength: 1, maxLength: 100 }),
  )
  const approvers = [...new Set(names)]
  const days = (count: number) => count * 86_400_000
  const timeMs = { min: 10, max: days(365) }
  return {
    subject: text(found.subject, { minLength: 1, maxLength: 200 }),
    approvers,
    // No schema can say it: more approvals than approvers would never come together.
    approvalsNeeded: orElse(found.approvals_needed, 1, (value) =>
      integer(value, { min: 1, max: approvers.length }),
    ),
    deadlineMs: orElse(found.deadline_ms, days(7), (value) => integer(value, timeMs)),
    remindEveryMs: orElse(found.remind_every_ms, days(1), (value) => integer(value, timeMs)),
    maxReminders: orElse(found.max_reminders, 5, (value) => integer(value, { min: 0, max: 100 })),
  }
}
