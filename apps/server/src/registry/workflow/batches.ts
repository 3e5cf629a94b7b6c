import type { Batch, BatchAnswer, Outcome } from './messages.ts'

/** Writers remembered at once; there are never more replicas than Temporal allows Updates in flight. */
const maxWriters = 16

/**
 * The last answer given to each writer.
 *
 * Temporal forgets update ids when a workflow continues as new, so a batch whose answer was lost on
 * the way would be applied twice. A writer sends its next batch only after the last was answered:
 * one answer a writer is all there is to remember.
 */
export type LastAnswers = Record<string, { batch: string; answer: BatchAnswer }>

/** Applies a batch once: a batch already answered gets the same answer again. */
export function applyOnce<Op>(
  lastAnswers: LastAnswers,
  batch: Batch<Op>,
  apply: (op: Op) => Outcome<unknown>,
  revision: () => number,
): BatchAnswer {
  const last = lastAnswers[batch.writer]
  if (last?.batch === batch.batch) return last.answer

  const outcomes = batch.ops.map(apply)
  const answer = { revision: revision(), outcomes }
  delete lastAnswers[batch.writer]
  lastAnswers[batch.writer] = { batch: batch.batch, answer }
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
