import { ApplicationFailure } from '@temporalio/common'
import type { Batch, BatchAnswer, Outcome } from './messages.ts'
import { isTooDeep } from './nesting.ts'

/** Writers remembered at once; there are never more replicas than Temporal allows Updates in flight. */
const maxWriters = 10
/** Long answers are to registrations, which may be applied twice; remembered, they would fill the state. */
const maxRememberedChars = 64_000

/**
 * The last answer given to each writer.
 *
 * Temporal forgets update ids when a workflow continues as new, so a batch whose answer was lost on
 * the way would be applied twice. A writer sends its next batch only after the last was answered:
 * one answer a writer is all there is to remember.
 */
export type LastAnswers = Record<string, { batch: string; answer: BatchAnswer }>

/**
 * Refuses an Update that is no batch, before it enters the history.
 *
 * Anybody may send one. Were its handler to fail on it, the workflow task would, and with it the
 * whole registry for as long as the sender tries.
 */
export function assertBatch(batch: unknown): void {
  const { writer, batch: id, ops } = isRecord(batch) ? batch : {}
  const isBatch = typeof writer === 'string' && typeof id === 'string' && Array.isArray(ops)
  if (!isBatch || !ops.every(isRecord) || isTooDeep(ops)) {
    throw ApplicationFailure.nonRetryable('It is not a batch of a writer', 'validation-failed')
  }
}

/** Applies a batch once: a batch already answered gets the same answer again. */
export function applyOnce<Op>(
  lastAnswers: LastAnswers,
  batch: Batch<Op>,
  apply: (op: Op) => Outcome<unknown>,
  revision: () => number,
): BatchAnswer {
  const last = lastAnswers[batch.writer]
  if (last?.batch === batch.batch) return last.answer

  const outcomes = batch.ops.map((op) => outcomeOf(() => apply(op)))
  const answer = { revision: revision(), outcomes }
  delete lastAnswers[batch.writer]
  if (JSON.stringify(answer).length <= maxRememberedChars) {
    lastAnswers[batch.writer] = { batch: batch.batch, answer }
  }
  const oldest = Object.keys(lastAnswers)[0]
  if (oldest !== undefined && Object.keys(lastAnswers).length > maxWriters) {
    delete lastAnswers[oldest]
  }
  return answer
}

/** An op's success. */
export function done<Value>(value: Value): Outcome<Value> {
  return { value }
}

/** The answer to an op of a gateway newer than the worker that runs this. */
export function unknownOp(_op: never): Outcome<never> {
  return { refusal: { code: 'internal', detail: 'This version of the registry knows no such op' } }
}

/** One op that cannot be applied must not take the others of its batch with it, nor the workflow. */
function outcomeOf(apply: () => Outcome<unknown>): Outcome<unknown> {
  try {
    return apply()
  } catch (error) {
    return { refusal: { code: 'internal', detail: `The op cannot be applied: ${String(error)}` } }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
