import type {
  ScheduleDescription,
  ScheduleManager,
  ScheduleSummary,
} from '@temporal-registry/contract/schedules'
import type { proto } from '../platform/proto.ts'
import { actionOf, definitionOf, timeText } from './definition.ts'
import { bindingOf, ownershipOf, type Ownership } from './ownership.ts'

type Described = proto.api.workflowservice.v1.IDescribeScheduleResponse
type ListEntry = proto.api.schedule.v1.IScheduleListEntry
type ActionResult = proto.api.schedule.v1.IScheduleActionResult

/** A schedule as answered; `registry` is the id of the registry that asks. */
export function descriptionOf(
  id: string,
  described: Described,
  registry: string,
): ScheduleDescription {
  const schedule = described.schedule ?? {}
  const { state } = schedule
  const info = described.info ?? {}
  const action = actionOf(schedule)
  const whose = managementOf(ownershipOf(described.memo?.fields), registry)
  const definition = definitionOf(id, schedule)
  return {
    id,
    paused: state?.paused ?? false,
    next_fires: timesOf(info.futureActionTimes),
    running: (info.runningWorkflows ?? []).map(({ workflowId, runId }) => ({
      workflow_id: workflowId ?? '',
      first_execution_run_id: runId ?? '',
    })),
    recent: (info.recentActions ?? []).map(fireOf),
    workflow_type: definition.workflow_type,
    task_queue: action.taskQueue?.name ?? '',
    late_bound: bindingOf(action.memo?.fields)?.late_bound ?? false,
    note: state?.notes ?? '',
    ...whose,
    remaining_actions: definition.remaining_actions ?? null,
    counts: {
      fired: Number(info.actionCount ?? 0),
      missed: Number(info.missedCatchupWindow ?? 0),
      skipped: Number(info.overlapSkipped ?? 0),
      dropped: Number(info.bufferDropped ?? 0),
      buffered: Number(info.bufferSize ?? 0),
    },
    created_at: timeText(info.createTime) ?? null,
    updated_at: timeText(info.updateTime) ?? null,
    definition: { ...definition, ...labelsOf(whose.labels) },
  }
}

/** A schedule as listed. */
export function summaryOf(entry: ListEntry, registry: string): ScheduleSummary {
  const info = entry.info ?? {}
  return {
    id: entry.scheduleId ?? '',
    workflow_type: info.workflowType?.name ?? '',
    paused: info.paused ?? false,
    note: info.notes ?? '',
    ...managementOf(ownershipOf(entry.memo?.fields), registry),
    next_fires: timesOf(info.futureActionTimes),
    recent: (info.recentActions ?? []).map(fireOf),
  }
}

/** Whether a schedule is this registry's to keep: made through it, and not for its own use. */
export function isOurs(ownership: Ownership | undefined, registry: string): ownership is Ownership {
  return ownership?.registry === registry && ownership.managed_by !== 'system'
}

function managementOf(ownership: Ownership | undefined, registry: string) {
  const ours = isOurs(ownership, registry) ? ownership : undefined
  // `isOurs` leaves no system schedule.
  const managedBy = (ours?.managed_by ?? 'external') as ScheduleManager
  return {
    managed_by: managedBy,
    declared_by: ours?.declared_by || null,
    labels: { ...ours?.labels },
  }
}

function labelsOf(labels: Record<string, string>) {
  return Object.keys(labels).length === 0 ? {} : { labels }
}

function fireOf({ scheduleTime, actualTime, startWorkflowResult }: ActionResult) {
  return {
    scheduled_at: timeText(scheduleTime) ?? '',
    started_at: timeText(actualTime) ?? '',
    workflow_id: startWorkflowResult?.workflowId ?? '',
    run_id: startWorkflowResult?.runId ?? '',
  }
}

/** Times as text, as Temporal lists them. */
export function timesOf(
  times: readonly NonNullable<Parameters<typeof timeText>[0]>[] | null | undefined,
): string[] {
  return (times ?? []).flatMap((time) => timeText(time) ?? [])
}
