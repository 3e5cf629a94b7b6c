import { setImmediate } from 'node:timers/promises'
import { Problem, toProblemJson, type ProblemError } from '@temporal-registry/contract/problem'
import {
  type BatchItem,
  type BatchOutcome,
  type BatchStartBody,
} from '@temporal-registry/contract/batch-start'
import type { Dispatch, StartContext } from './dispatch.ts'
import { createInTurn } from '../platform/in-turn.ts'

/** Calls to Temporal of all batches of a replica that are under way at once. */
const callsAtOnce = 64
/** So long may a batch hold up what else waits: checking an input can take milliseconds. */
const turnMs = 10

export interface BatchContext extends StartContext {
  /** Aborts when the caller goes away: what has not begun then is skipped. */
  readonly signal: AbortSignal
  /** Where the batch was sent to: the refusal of an item says so. */
  readonly path: string
}

type BatchCounts = Record<BatchOutcome['outcome'], number>

/** Starts many runs; each has an outcome of its own. */
export type BatchStart = (
  body: BatchStartBody,
  context: BatchContext,
) => Promise<{ counts: BatchCounts; items: BatchOutcome[] }>

export function createBatchStart({
  dispatch,
  faultsOf,
  onMistake,
}: {
  readonly dispatch: Dispatch
  /** What is wrong with the shape of an item. */
  readonly faultsOf: (item: unknown) => readonly ProblemError[]
  /** Is told of an error that is no refusal: a mistake of ours, which must not cost the others. */
  readonly onMistake: (error: unknown) => void
}): BatchStart {
  const inTurn = createInTurn(callsAtOnce)

  async function startOne(
    item: BatchItem,
    context: StartContext,
    isDryRun: boolean,
  ): Promise<Omit<BatchOutcome, 'index'>> {
    const faults = faultsOf(item)
    if (faults.length > 0) {
      const detail = `${faults[0]?.pointer || 'The item'} ${faults[0]?.detail ?? ''}`
      throw new Problem('validation-failed', detail, { errors: faults })
    }
    const { workflow_type, idempotency_key: key = context.idempotencyKey, ...body } = item
    if (isDryRun) {
      const { route, workflowId } = dispatch.validate(workflow_type, body)
      const id = workflowId === undefined ? {} : { workflow_id: workflowId }
      return { outcome: 'valid', workflow_type, task_queue: route.taskQueue, ...id }
    }
    const run = await dispatch.start(workflow_type, body, { ...context, idempotencyKey: key })
    return {
      outcome: run.isReplay ? 'replayed' : 'started',
      workflow_type,
      workflow_id: run.workflowId,
      run_id: run.runId,
      task_queue: run.taskQueue,
    }
  }

  function refusalOf(error: unknown, index: number, path: string): BatchOutcome {
    if (!(error instanceof Problem)) onMistake(error)
    const problem =
      error instanceof Problem
        ? error
        : new Problem('internal', 'The start failed for a reason of ours')
    return {
      index,
      outcome: 'refused',
      problem: toProblemJson(ofItem(problem, index), path),
    }
  }

  return async ({ items, dry_run: isDryRun = false }, { signal, path, ...context }) => {
    if (!isDryRun) dispatch.assertReachable()
    const unlessGone: NonNullable<StartContext['inTurn']> = (call) =>
      inTurn(async () => {
        signal.throwIfAborted()
        return call()
      })

    async function outcomeOf(item: BatchItem, index: number): Promise<BatchOutcome> {
      const key = context.idempotencyKey
      const itemKey = key === undefined ? undefined : `${key}/${index}`
      try {
        signal.throwIfAborted()
        const itemContext = { ...context, idempotencyKey: itemKey, inTurn: unlessGone }
        return { index, ...(await startOne(item, itemContext, isDryRun)) }
      } catch (error) {
        if (signal.aborted && error === signal.reason) return { index, outcome: 'skipped' }
        return refusalOf(error, index, path)
      }
    }

    const outcomes: Promise<BatchOutcome>[] = []
    let turnBeganMs = performance.now()
    for (const [index, item] of items.entries()) {
      if (performance.now() - turnBeganMs > turnMs) {
        await setImmediate()
        turnBeganMs = performance.now()
      }
      outcomes.push(outcomeOf(item, index))
    }
    const done = await Promise.all(outcomes)
    return { counts: countsOf(done), items: done }
  }
}

/** The refusal of one start, told as one of the whole batch. */
function ofItem(problem: Problem, index: number): Problem {
  const errors = problem.extras.errors?.map(({ pointer, detail }) => ({
    pointer: `/items/${index}${pointer}`,
    detail,
  }))
  const extras = { ...problem.extras, ...(errors ? { errors } : {}) }
  return new Problem(problem.code, problem.message, extras, problem)
}

function countsOf(outcomes: readonly BatchOutcome[]): BatchCounts {
  const counts = { started: 0, replayed: 0, valid: 0, refused: 0, skipped: 0 }
  for (const { outcome } of outcomes) counts[outcome]++
  return counts
}
