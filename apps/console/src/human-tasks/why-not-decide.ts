import type { HumanTask } from '@temporal-registry/contract/human-tasks'

/** Why somebody cannot say yes or no to a task, where that is plain before they try. */
export interface WhyNot {
  readonly agree: string | undefined
  readonly reject: string | undefined
}

type Asked = Pick<
  HumanTask,
  'claimed_by' | 'decisions' | 'requester' | 'allow_self_approval' | 'status'
>

/**
 * What can be told from the task itself. Whether somebody is in one of its groups, the gateway alone knows,
 * and says when it is asked.
 */
export function whyNotDecide(task: Asked, name: string): WhyNot {
  const { claimed_by: claimedBy, decisions, requester, allow_self_approval: allowed } = task
  const own = decisions.find(({ actor }) => actor === name)
  if (own) return both('You have decided it: everybody does so once')
  if (claimedBy !== null && claimedBy !== name) return both(`${claimedBy} has claimed it`)
  if (requester === name && !allowed)
    return { agree: 'You requested it: somebody else has to approve', reject: undefined }
  return both(undefined)
}

const both = (reason: string | undefined): WhyNot => ({ agree: reason, reject: reason })

/** What the next approval or answer does. */
export function nextText({ quorum, agreed }: Pick<HumanTask, 'quorum' | 'agreed'>): string {
  const after = quorum - agreed - 1
  if (after <= 0) return 'Yours decides it, and the run goes on.'
  return `After yours ${after === 1 ? 'one more is' : `${after} more are`} needed.`
}
