import {
  CancellationScope,
  isCancellation,
  makeContinueAsNewFunc,
  proxyLocalActivities,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { failureOf, innermost } from './failure.ts'
import type {
  Finish,
  LocalRunActivities,
  Progress,
  RemoteRunActivities,
  RunInput,
  RunPlan,
} from './messages.ts'
import { runTemplates } from './templates.ts'

const nominalTime = defineSearchAttributeKey(
  'TemporalScheduledStartTime',
  SearchAttributeType.DATETIME,
)

const local = proxyLocalActivities<LocalRunActivities>({
  startToCloseTimeout: '15s',
  localRetryThreshold: '10s',
  retry: { initialInterval: '200ms', maximumInterval: '10s' },
})

const { resolveContext } = proxyActivities<Pick<RemoteRunActivities, 'resolveContext'>>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '30s', maximumAttempts: 3 },
})

/** How a run ended, as Temporal shows it. */
export interface RunReport {
  readonly outcome: string
  readonly reason?: string
}

/**
 * Runs an activity definition once: claim, context, condition, tasks. It holds ids only; what is looked at and
 * made is in the database. Claiming decides whether there is anything to run: the occurrence may have run
 * before, or have to wait, and then this ends.
 */
export async function runActivity(input: RunInput): Promise<RunReport> {
  if ('plan' in input) return carriedOut(input.plan, input.progress)
  const { workflowId, firstExecutionRunId, typedSearchAttributes, startTime } = workflowInfo()
  const scheduledFor = typedSearchAttributes.get(nominalTime) ?? startTime
  const claimed = await local.claimRun({
    ...input,
    ...('definition_id' in input ? { scheduled_for: scheduledFor.toISOString() } : {}),
    workflow_id: workflowId,
    workflow_run_id: firstExecutionRunId,
  })
  if (!claimed.go) return { outcome: claimed.outcome, reason: claimed.reason }
  return carriedOut(claimed.plan, undefined)
}

type Ending = Omit<Finish, 'run_id'>

/** Carries a plan out, and writes down how it ended, however it did. */
async function carriedOut(plan: RunPlan, begun: Progress | undefined): Promise<RunReport> {
  let stage: Ending['stage'] = 'tasks'

  async function steps(): Promise<Ending | { readonly unfinished: Progress }> {
    if (!begun && plan.has_context) {
      stage = 'context'
      await resolveContext(plan.run_id)
    }
    if (!begun && plan.has_condition) {
      stage = 'condition'
      const holds = await local.evaluateCondition(plan.run_id)
      if (!holds) return { status: 'skipped', stage, reason: 'The condition did not hold' }
    }
    stage = 'tasks'
    const { progress, isUnfinished } = await runTemplates(plan, begun ?? {}, local)
    return isUnfinished ? { unfinished: progress } : endingOf(progress)
  }

  const ending = await steps().catch((error: unknown): Ending => {
    if (isCancellation(error)) return { status: 'cancelled', stage, reason: 'It was cancelled' }
    const failure = failureOf(error)
    return { status: 'failed', stage, reason: innermost(failure).message, failure }
  })
  if ('unfinished' in ending) {
    return makeContinueAsNewFunc<typeof runActivity>()({ plan, progress: ending.unfinished })
  }
  const finish = { run_id: plan.run_id, ...ending }
  await CancellationScope.nonCancellable(() => local.finishRun(finish))
  const { status: outcome, reason } = ending
  return reason === undefined ? { outcome } : { outcome, reason }
}

function endingOf(progress: Progress): Ending {
  const failed = Object.entries(progress).filter(([, { state }]) => state === 'failed')
  if (failed.length === 0) return { status: 'succeeded', stage: 'tasks' }
  const names = failed.map(([name, { failed: count }]) => `${name} (${count})`)
  return { status: 'failed', stage: 'tasks', reason: `Tasks failed: ${names.join(', ')}` }
}
