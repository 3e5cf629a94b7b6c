import type { RunFailure } from '@temporal-registry/contract/runs'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'
import { failureOf, innermost } from '../../task-factory/workflow/failure.ts'
import type {
  BegunLook,
  JudgedLook,
  LookActivities,
  LookClaim,
  LookInput,
  LookPlan,
  LookStep,
  Recorded,
} from './messages.ts'

const nominalTime = defineSearchAttributeKey(
  'TemporalScheduledStartTime',
  SearchAttributeType.DATETIME,
)

const retry = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '30s',
  maximumAttempts: 3,
} as const
/** What is in the database comes back with it. */
const untilItIsThere = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '30s',
} as const

const { claimLook } = proxyLocalActivities<LookActivities>({
  startToCloseTimeout: '30s',
  localRetryThreshold: '10s',
  retry: untilItIsThere,
})
const unhurried = proxyActivities<LookActivities>({ startToCloseTimeout: '60s', retry })
const again = proxyActivities<LookActivities>({
  startToCloseTimeout: '60s',
  retry: { ...retry, initialInterval: '2s', maximumAttempts: retry.maximumAttempts - 1 },
})
const { judgeLook } = proxyLocalActivities<LookActivities>({
  startToCloseTimeout: '10s',
  localRetryThreshold: '10s',
  retry: untilItIsThere,
})
const { lookAtOnce, recordLook, cancelLook, askParents, haveParentsLooked } =
  proxyLocalActivities<LookActivities>({
    startToCloseTimeout: '30s',
    localRetryThreshold: '10s',
    retry: untilItIsThere,
  })

/** How often parents are looked at while they look, and for how long. */
const parentLooks = { everyMs: 1_000, count: 30 }
/** Looks of one monitor at one time: each that was passed by judges again. */
const maxTries = 10

/** How a look ended, as Temporal shows it. */
export interface LookReport {
  readonly outcome: string
  readonly reason?: string
  readonly health?: string
  readonly alerts?: readonly string[]
}

/**
 * Lets a monitor look once: claim, probe, compare, record. It holds ids only; what was found and remembered is in
 * the database. Where nobody has to be waited for, all of it is one local activity.
 */
export async function monitoring(input: LookInput): Promise<LookReport> {
  const { workflowId, firstExecutionRunId, typedSearchAttributes, startTime } = workflowInfo()
  const scheduledFor = typedSearchAttributes.get(nominalTime) ?? startTime
  const claim = {
    ...input,
    ...('monitor_id' in input ? { scheduled_for: scheduledFor.toISOString() } : {}),
    workflow_id: workflowId,
    workflow_run_id: firstExecutionRunId,
  }
  const begun = await begin(claim)
  if (!begun.go) return { outcome: begun.outcome, reason: begun.reason }
  const { plan } = begun
  try {
    return await goOn(plan, begun)
  } catch (error) {
    if (!isCancellation(error)) throw error
    await CancellationScope.nonCancellable(() => cancelLook(plan))
    return { outcome: 'cancelled' }
  }
}

async function begin(claim: LookClaim): Promise<BegunLook> {
  try {
    return await lookAtOnce(claim)
  } catch (error) {
    if (!isCancellation(error)) throw error
    return CancellationScope.nonCancellable(() => giveUp(claim))
  }
}

/** Ends a run of which it is not known whether it was claimed. */
async function giveUp(claim: LookClaim): Promise<BegunLook> {
  const claimed = await claimLook(claim)
  if (!claimed.go) return claimed
  await cancelLook(claimed.plan)
  return { go: false, outcome: 'cancelled', reason: 'It was cancelled' }
}

async function goOn(plan: LookPlan, step: LookStep): Promise<LookReport> {
  switch (step.next) {
    case 'nothing':
      return reportOf(step.outcome, step.recorded)
    case 'judge':
      return writtenDown(plan, step.failure)
    case 'ask_parents':
      return writtenDown(plan, step.judged.failure, step.judged)
    case 'look':
    case 'look_again':
      return writtenDown(plan, await failureOfLook(plan, step.next))
  }
}

async function writtenDown(
  plan: LookPlan,
  failure: RunFailure | null,
  judgedAlready?: JudgedLook,
): Promise<LookReport> {
  for (let tries = 0; tries < maxTries; tries++) {
    const isKnown = tries === 0 && judgedAlready !== undefined
    const judged = isKnown ? judgedAlready : await judgementOf(plan, failure)
    if (judged.parents.length > 0) await letParentsLook(plan, judged.parents)
    const recorded = await recordLook(plan, judged.failure)
    if (!recorded.is_stale) return reportOf(judged.failure ? 'failed' : 'succeeded', recorded)
  }
  throw ApplicationFailure.nonRetryable('Other looks were remembered again and again')
}

function reportOf(outcome: string, { is_stale: _isStale, ...recorded }: Recorded): LookReport {
  return { outcome, ...recorded }
}

/** Judges; somebody who is asked for it is asked three times at most, and then the look has failed. */
async function judgementOf(plan: LookPlan, failure: RunFailure | null): Promise<JudgedLook> {
  if (!plan.asks_judge || failure) return judgeLook(plan, failure)
  try {
    return await unhurried.judgeLook(plan, failure)
  } catch (error) {
    if (isCancellation(error)) throw error
    return judgeLook(plan, innermost(failureOf(error)))
  }
}

/** Looks in no hurry. @returns why nothing was found, or nothing. @throws when it is cancelled. */
async function failureOfLook(
  plan: LookPlan,
  step: 'look' | 'look_again',
): Promise<RunFailure | null> {
  try {
    if (step === 'look') {
      await unhurried.look(plan)
    } else {
      await sleep(retry.initialInterval)
      await again.look(plan)
    }
    return null
  } catch (error) {
    if (isCancellation(error)) throw error
    return innermost(failureOf(error))
  }
}

/** What a monitor depends on looks before anybody is told: it may be the reason. */
async function letParentsLook(plan: LookPlan, parentIds: readonly string[]): Promise<void> {
  await askParents(plan, parentIds)
  for (let looks = 0; looks < parentLooks.count; looks++) {
    await sleep(parentLooks.everyMs)
    if (await haveParentsLooked(plan, parentIds)) return
  }
}
