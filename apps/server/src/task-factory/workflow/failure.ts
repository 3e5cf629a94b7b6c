import type { RunFailure } from '@temporal-registry/contract/runs'
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/workflow'

/** Longer chains only repeat themselves. */
const maxCauses = 10

/** An error and what caused it, as runs tell it; without stacks, which are in Temporal. */
export function failureOf(error: unknown, depth = 0): RunFailure {
  const message = error instanceof Error ? error.message : String(error)
  const cause = error instanceof Error ? error.cause : undefined
  return {
    message,
    kind: kindOf(error),
    ...(error instanceof ApplicationFailure ? applicationFacts(error) : {}),
    ...(cause === undefined || depth === maxCauses ? {} : { cause: failureOf(cause, depth + 1) }),
  }
}

/** What caused a failure in the end. */
export function innermost(failure: RunFailure): RunFailure {
  return failure.cause ? innermost(failure.cause) : failure
}

function applicationFacts(error: ApplicationFailure) {
  return {
    ...(typeof error.type === 'string' ? { type: error.type } : {}),
    ...(error.nonRetryable ? { non_retryable: true } : {}),
  }
}

function kindOf(error: unknown): string {
  if (error instanceof ActivityFailure) return 'activity'
  if (error instanceof ChildWorkflowFailure) return 'child_workflow'
  if (error instanceof TimeoutFailure) return 'timeout'
  if (error instanceof CancelledFailure) return 'canceled'
  if (error instanceof TerminatedFailure) return 'terminated'
  return 'application'
}
