import type { RunFailure, RunStatus } from '@temporal-registry/contract/runs'
import type { temporal as proto } from '@temporalio/proto'
import { answersIn, fromPayloads } from '../platform/payloads.ts'
import { failureOf } from './failure.ts'

type HistoryEvent = proto.api.history.v1.IHistoryEvent

/** How a run ended. */
export interface Closing {
  readonly status: RunStatus
  readonly result?: unknown
  readonly failure?: RunFailure
}

/** What a history's last event says: how the run ended, which run goes on in its place, or neither. */
export type LastEvent =
  | { readonly kind: 'closed'; readonly closing: Closing }
  | { readonly kind: 'followed'; readonly runId: string }
  | { readonly kind: 'open' }

/** Reads a history's last event. A retried, cron or continued run is followed, not closed. */
export function readLastEvent(event: HistoryEvent | undefined): LastEvent {
  const completed = event?.workflowExecutionCompletedEventAttributes
  const failed = event?.workflowExecutionFailedEventAttributes
  const timedOut = event?.workflowExecutionTimedOutEventAttributes
  const followedBy =
    event?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ||
    completed?.newExecutionRunId ||
    failed?.newExecutionRunId ||
    timedOut?.newExecutionRunId
  if (followedBy) return { kind: 'followed', runId: followedBy }
  const closing = closingOf(event)
  return closing ? { kind: 'closed', closing } : { kind: 'open' }
}

function closingOf(event: HistoryEvent | undefined): Closing | undefined {
  const completed = event?.workflowExecutionCompletedEventAttributes
  if (completed) return { status: 'completed', ...resultOf(completed.result) }
  const failed = event?.workflowExecutionFailedEventAttributes
  if (failed)
    return { status: 'failed', ...(failed.failure ? { failure: failureOf(failed.failure) } : {}) }
  const canceled = event?.workflowExecutionCanceledEventAttributes
  if (canceled) {
    const details = fromPayloads(canceled.details)
    return {
      status: 'canceled',
      failure: {
        message: 'The run was canceled',
        kind: 'canceled',
        ...(details.length === 0 ? {} : { details }),
      },
    }
  }
  const terminated = event?.workflowExecutionTerminatedEventAttributes
  if (terminated) {
    const details = fromPayloads(terminated.details)
    return {
      status: 'terminated',
      failure: {
        message: terminated.reason || 'The run was terminated',
        kind: 'terminated',
        ...(details.length === 0 ? {} : { details }),
      },
    }
  }
  if (event?.workflowExecutionTimedOutEventAttributes) {
    return {
      status: 'timed_out',
      failure: { message: 'The run timed out', kind: 'timeout', timeout_type: 'start_to_close' },
    }
  }
  return undefined
}

/** A workflow that returns nothing has no result; one that returns several values cannot exist. */
function resultOf(payloads: proto.api.common.v1.IPayloads | null | undefined) {
  const values = answersIn(payloads)
  return values.length === 0 ? {} : { result: values[0] }
}
