import type { RunFailure } from '@temporal-registry/contract/runs'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'
import { failureOf, innermost } from '../../task-factory/workflow/failure.ts'
import type { JudgedLook, LookActivities, LookInput, LookPlan } from './messages.ts'

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
/** A look that is over soon costs no task of its own. */
const quick = proxyLocalActivities<LookActivities>({
  startToCloseTimeout: '3s',
  retry: { maximumAttempts: 1 },
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
const { recordLook, cancelLook, askParents, haveParentsLooked } =
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
 * the database. Where the probe is quick all of it is one workflow task.
 */
export async function monitoring(input: LookInput): Promise<LookReport> {
  const { workflowId, firstExecutionRunId, typedSearchAttributes, startTime } = workflowInfo()
  const scheduledFor = typedSearchAttributes.get(nominalTime) ?? startTime
  const claimed = await claimLook({
    ...input,
    ...('monitor_id' in input ? { scheduled_for: scheduledFor.toISOString() } : {}),
    workflow_id: workflowId,
    workflow_run_id: firstExecutionRunId,
  })
  if (!claimed.go) return { outcome: claimed.outcome, reason: claimed.reason }
  try {
    return await looked(claimed.plan)
  } catch (error) {
    if (!isCancellation(error)) throw error
    await CancellationScope.nonCancellable(() => cancelLook(claimed.plan))
    return { outcome: 'cancelled' }
  }
}

async function looked(plan: LookPlan): Promise<LookReport> {
  const failure = await failureOfLook(plan)
  for (let tries = 0; tries < maxTries; tries++) {
    const judged = await judgementOf(plan, failure)
    if (judged.parents.length > 0) await letParentsLook(plan, judged.parents)
    const { is_stale: isStale, ...recorded } = await recordLook(plan, judged.failure)
    if (!isStale) return { outcome: judged.failure ? 'failed' : 'succeeded', ...recorded }
  }
  throw ApplicationFailure.nonRetryable('Other looks were remembered again and again')
}

/** Judges; somebody who is asked for it is asked three times at most, and then the look has failed. */
async function judgementOf(plan: LookPlan, failure: RunFailure | null): Promise<JudgedLook> {
  if (plan.asks_judge !== true || failure) return judgeLook(plan, failure)
  try {
    return await unhurried.judgeLook(plan, failure)
  } catch (error) {
    if (isCancellation(error)) throw error
    return judgeLook(plan, innermost(failureOf(error)))
  }
}

/** Looks, three times at most. @returns why nothing was found, or nothing. @throws when it is cancelled. */
async function failureOfLook(plan: LookPlan): Promise<RunFailure | null> {
  try {
    if (plan.is_slow) await unhurried.look(plan)
    else await quick.look(plan).catch((error: unknown) => lookAgain(plan, error))
    return null
  } catch (error) {
    if (isCancellation(error)) throw error
    return innermost(failureOf(error))
  }
}

async function lookAgain(plan: LookPlan, error: unknown): Promise<void> {
  if (isCancellation(error) || isFinal(error)) throw error
  const { cause } = error instanceof ActivityFailure ? error : {}
  // It was not over soon, which is no fault of what it looks at.
  if (!(cause instanceof ApplicationFailure)) return unhurried.look(plan)
  await sleep(retry.initialInterval)
  return again.look(plan)
}

function isFinal(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    error.cause.nonRetryable === true
  )
}

/** What a monitor depends on looks before anybody is told: it may be the reason. */
async function letParentsLook(plan: LookPlan, parentIds: readonly string[]): Promise<void> {
  await askParents(plan, parentIds)
  for (let looks = 0; looks < parentLooks.count; looks++) {
    await sleep(parentLooks.everyMs)
    if (await haveParentsLooked(plan, parentIds)) return
  }
}
