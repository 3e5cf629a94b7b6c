import type { RunFailure } from '@temporal-registry/contract/runs'
import { api, type proto } from '../platform/proto.ts'
import { failureText, fromPayloads } from '../platform/payloads.ts'

type Failure = proto.api.failure.v1.IFailure

const { RetryState, TimeoutType } = api.enums.v1

/** A failure as Temporal keeps it, with everything that caused it. */
export function failureOf(failure: Failure): RunFailure {
  const { message, stackTrace } = failureText(failure)
  return {
    message,
    ...particularsOf(failure),
    ...(stackTrace === '' ? {} : { stack_trace: stackTrace }),
    ...(failure.source ? { source: failure.source } : {}),
    ...(failure.cause ? { cause: failureOf(failure.cause) } : {}),
  }
}

/** What only one kind of failure has; the kind is which of these members is set. */
function particularsOf(failure: Failure): Omit<RunFailure, 'message'> {
  const {
    applicationFailureInfo: application,
    activityFailureInfo: activity,
    childWorkflowExecutionFailureInfo: child,
    timeoutFailureInfo: timeout,
    canceledFailureInfo: canceled,
  } = failure
  if (application) {
    return {
      kind: 'application',
      ...(application.type ? { type: application.type } : {}),
      non_retryable: application.nonRetryable ?? false,
      ...detailsOf(application.details),
    }
  }
  if (activity) {
    return {
      kind: 'activity',
      activity: {
        type: activity.activityType?.name ?? '',
        id: activity.activityId ?? '',
        retry_state: wordOf(RetryState[activity.retryState ?? 0], 'RETRY_STATE_'),
      },
    }
  }
  if (child) {
    return {
      kind: 'child_workflow',
      child_workflow: {
        type: child.workflowType?.name ?? '',
        workflow_id: child.workflowExecution?.workflowId ?? '',
        run_id: child.workflowExecution?.runId ?? '',
        retry_state: wordOf(RetryState[child.retryState ?? 0], 'RETRY_STATE_'),
      },
    }
  }
  if (timeout) {
    return {
      kind: 'timeout',
      timeout_type: wordOf(TimeoutType[timeout.timeoutType ?? 0], 'TIMEOUT_TYPE_'),
      ...detailsOf(timeout.lastHeartbeatDetails),
    }
  }
  if (canceled) return { kind: 'canceled', ...detailsOf(canceled.details) }
  if (failure.terminatedFailureInfo) return { kind: 'terminated' }
  if (failure.nexusOperationExecutionFailureInfo) return { kind: 'nexus' }
  return { kind: 'server' }
}

function detailsOf(payloads: proto.api.common.v1.IPayloads | null | undefined) {
  const details = fromPayloads(payloads)
  return details.length === 0 ? {} : { details }
}

function wordOf(name: string | undefined, prefix: string): string {
  return (name ?? 'UNSPECIFIED').replace(prefix, '').toLowerCase()
}
