import { continueAsNew, defineQuery, defineUpdate, setHandler } from '@temporalio/workflow'
import { applyOnce, assertBatch, type LastAnswers } from './batches.ts'
import { createRunMeter, defaultRunLimits, type RunLimits } from './continue-as-new.ts'
import {
  applyBatchUpdate,
  listSlugCountersQuery,
  snapshotQuery,
  type Batch,
  type BatchAnswer,
  type CounterOp,
} from './messages.ts'
import {
  applyCounterOp,
  listCounters,
  loadCounters,
  storeCounters,
  type StoredCounterState,
} from './slug-counters.ts'

/** The counters as carried from run to run. */
export interface StoredWorkflowIds extends StoredCounterState {
  readonly last_answers: LastAnswers
}

export interface WorkflowIdsInput {
  readonly state?: StoredWorkflowIds
  readonly limits?: RunLimits
}

/** The counters of human-readable workflow ids: apart from the catalogue, as they change far more often. */
export async function workflowIds(input: WorkflowIdsInput = {}): Promise<void> {
  const limits = input.limits ?? defaultRunLimits
  const counters = loadCounters(input.state)
  const lastAnswers: LastAnswers = { ...input.state?.last_answers }
  const meter = createRunMeter(limits)
  const stored = (): StoredWorkflowIds => ({
    ...storeCounters(counters),
    last_answers: lastAnswers,
  })

  setHandler(defineQuery(listSlugCountersQuery), () => listCounters(counters))
  setHandler(defineQuery(snapshotQuery), stored)
  setHandler(
    defineUpdate<BatchAnswer, [Batch<CounterOp>]>(applyBatchUpdate),
    (batch) => {
      meter.countUpdate()
      const now = Date.now()
      return applyOnce(
        lastAnswers,
        batch,
        (op) => applyCounterOp(counters, op, now),
        () => 0,
      )
    },
    { validator: assertBatch },
  )

  await meter.untilOver()
  await continueAsNew<typeof workflowIds>({ state: stored(), limits })
}
