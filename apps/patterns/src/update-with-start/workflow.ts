import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineQuery,
  defineUpdate,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import { integer, members, orElse, root } from '../input.ts'
import type * as activities from './activities.ts'

// A local activity would save a turn through the task queue. It would also keep the workflow task
// open, and with it the news that the update was taken: a caller who waits for less than the check
// takes would be told that no worker is there.
const { checkTransfer } = proxyActivities<typeof activities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '50ms', maximumAttempts: 3 },
})

const { settleTransfer } = proxyActivities<typeof activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '2s',
})

type Status = 'checking' | 'accepted' | 'refused' | 'settled'

export interface Acceptance {
  readonly transfer_id: string
  readonly status: Status
}

export interface UpdateWithStartResult extends Acceptance {
  readonly statement: string
}

export const awaitAcceptance = defineUpdate<Acceptance>('await_acceptance')
export const state = defineQuery<Acceptance>('state')

/** Answers its caller at half-way, by an update sent with the start, and goes on without them. */
export async function updateWithStart(input: unknown): Promise<UpdateWithStartResult> {
  const transfer = readInput(input)
  // The workflow id is the transfer's: whoever repeats the call meets the same run.
  const transferId = workflowInfo().workflowId
  let status: Status = 'checking'
  let refusal: ApplicationFailure | undefined
  const now = (): Acceptance => ({ transfer_id: transferId, status })

  setHandler(state, now)
  // Set before the first await: the update comes with the first workflow task.
  setHandler(awaitAcceptance, async () => {
    await condition(() => status !== 'checking')
    // Only an ApplicationFailure refuses an update; any other error would hold up the run.
    if (refusal) throw refusal
    return now()
  })

  try {
    await checkTransfer(transfer)
    status = 'accepted'
  } catch (error) {
    if (isCancellation(error)) throw error
    refusal = toRefusal(error)
    status = 'refused'
    // A run that ends first would leave its callers without their answer.
    await condition(allHandlersFinished)
    throw refusal
  }

  const statement = await settleTransfer(transferId, transfer)
  status = 'settled'
  await condition(allHandlersFinished)
  return { ...now(), statement }
}

/** The caller is told the reason itself, and not that some activity failed. */
function toRefusal(error: unknown): ApplicationFailure {
  const reason = error instanceof ActivityFailure ? error.cause : error
  if (reason instanceof ApplicationFailure) return reason
  return ApplicationFailure.fromError(reason, { type: 'check-failed', nonRetryable: true })
}

export function readInput(input: unknown) {
  const found = members(root(input), ['amount_cents', 'check_ms', 'settle_ms'])
  return {
    amountCents: integer(found.amount_cents, { min: 1, max: 1_000_000_000 }),
    checkMs: orElse(found.check_ms, 20, (value) => integer(value, { min: 0, max: 10_000 })),
    settleMs: orElse(found.settle_ms, 3_000, (value) => integer(value, { min: 0, max: 60_000 })),
  }
}
