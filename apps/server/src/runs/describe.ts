import {
  runStatuses,
  type RunDescription,
  type RunStatus,
  type RunSummary,
} from '@temporal-registry/contract/runs'
import { api, type proto } from '../platform/proto.ts'
import { fromPayloadMap, fromPayloads } from '../platform/payloads.ts'
import { isoTime } from '../platform/times.ts'
import { failureOf } from './failure.ts'

type ExecutionInfo = proto.api.workflow.v1.IWorkflowExecutionInfo
type Description = proto.api.workflowservice.v1.IDescribeWorkflowExecutionResponse

const { PendingActivityState, WorkflowExecutionStatus } = api.enums.v1

/** Member of a run's memo in which the registry says how it dispatched it. */
export const routeMemo = 'temporal_registry'

export function summaryOf(info: ExecutionInfo): RunSummary {
  return {
    workflow_id: info.execution?.workflowId ?? '',
    run_id: info.execution?.runId ?? '',
    workflow_type: info.type?.name ?? '',
    task_queue: info.taskQueue ?? '',
    status: statusOf(info.status),
    started_at: isoTime(info.startTime),
    closed_at: isoTime(info.closeTime),
  }
}

export function descriptionOf(answer: Description): RunDescription {
  const info = answer.workflowExecutionInfo ?? {}
  const { [routeMemo]: route = null, ...memo } = fromPayloadMap(info.memo?.fields)
  const parent = info.parentExecution
  return {
    ...summaryOf(info),
    task_queue: answer.executionConfig?.taskQueue?.name ?? info.taskQueue ?? '',
    execution_at: isoTime(info.executionTime),
    history_length: Number(info.historyLength ?? 0),
    history_bytes: Number(info.historySizeBytes ?? 0),
    memo,
    search_attributes: fromPayloadMap(info.searchAttributes?.indexedFields),
    parent: parent ? { workflow_id: parent.workflowId ?? '', run_id: parent.runId ?? '' } : null,
    pending_activities: (answer.pendingActivities ?? []).map((activity) => ({
      activity_id: activity.activityId ?? '',
      activity_type: activity.activityType?.name ?? '',
      state: (PendingActivityState[activity.state ?? 0] ?? '')
        .replace('PENDING_ACTIVITY_STATE_', '')
        .toLowerCase(),
      attempt: activity.attempt ?? 0,
      ...(activity.lastFailure ? { last_failure: failureOf(activity.lastFailure) } : {}),
      heartbeat_details: fromPayloads(activity.heartbeatDetails),
    })),
    route,
  }
}

/** True while a run has not ended. */
export function isOpen(status: RunStatus): boolean {
  return status === 'running' || status === 'paused'
}

/** A status of Temporal in our words. */
function statusOf(
  status: proto.api.enums.v1.WorkflowExecutionStatus | null | undefined,
): RunStatus {
  const name = WorkflowExecutionStatus[status ?? 0] ?? ''
  const word = name.replace('WORKFLOW_EXECUTION_STATUS_', '').toLowerCase()
  return runStatuses.find((known) => known === word) ?? 'running'
}

/** Temporal's spelling of a status, as its list filters take it. */
export function statusInFilter(status: RunStatus): string {
  return status
    .split('_')
    .map((part) => `${part[0]?.toUpperCase() ?? ''}${part.slice(1)}`)
    .join('')
}
