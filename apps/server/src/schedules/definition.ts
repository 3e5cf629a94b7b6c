import type { ScheduleBody } from '@temporal-registry/contract/schedule-body'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import { optionalTsToMs } from '@temporalio/common/lib/time.js'
import { fromPayloadMap, fromPayloads } from '../platform/payloads.ts'
import type { proto } from '../platform/proto.ts'
import { writeCalendar, type Calendar } from './calendar.ts'
import { cronOf } from './cron.ts'
import { bindingOf, ownershipMemo } from './ownership.ts'
import { shortHash } from './request-id.ts'
import { defaultCatchupSeconds, overlapNumbers } from './spec.ts'

type Schedule = proto.api.schedule.v1.ISchedule
type Action = proto.api.workflow.v1.INewWorkflowExecutionInfo
type Duration = Parameters<typeof optionalTsToMs>[0]

/** What a schedule runs. */
export function actionOf(schedule: Schedule): Action {
  return schedule.action?.startWorkflow ?? {}
}

/**
 * A schedule as a body says it, by whomever it was made. What has its default is left out, so that two
 * bodies that mean the same read the same.
 */
export function definitionOf(scheduleId: string, schedule: Schedule): ScheduleBody {
  const action = actionOf(schedule)
  const { state, policies } = schedule
  const isLateBound = bindingOf(action.memo?.fields)?.late_bound ?? false
  const { [ownershipMemo]: _, ...memo } = fromPayloadMap(action.memo?.fields)
  const args = fromPayloads(action.input)
  const catchup = seconds(policies?.catchupWindow)
  return {
    workflow_type: action.workflowType?.name ?? '',
    ...given({
      workflow_id: action.workflowId === scheduleId ? undefined : (action.workflowId ?? undefined),
      task_queue: isLateBound ? undefined : (action.taskQueue?.name ?? undefined),
    }),
    ...(args.length === 1 ? { input: args[0] } : { args }),
    ...timesOf(schedule.spec ?? {}),
    ...given({
      overlap_policy: overlapWord(policies?.overlapPolicy),
      catchup_window_seconds: catchup === defaultCatchupSeconds ? undefined : catchup,
      pause_on_failure: policies?.pauseOnFailure || undefined,
      remaining_actions: state?.limitedActions ? Number(state.remainingActions ?? 0) : undefined,
      paused: state?.paused || undefined,
      note: state?.notes || undefined,
      memo: filled(memo),
      search_attributes: filled(searchAttributes(action)),
      timeouts: filled(
        given({
          execution_seconds: seconds(action.workflowExecutionTimeout),
          run_seconds: seconds(action.workflowRunTimeout),
          task_seconds: seconds(action.workflowTaskTimeout),
        }),
      ),
      retry: retryOf(action),
    }),
  }
}

/**
 * Digest of what a schedule says, but for what changes as it lives: pauses, notes, actions left, and the
 * queue it follows its type to.
 */
export function lastingHash(scheduleId: string, schedule: Schedule): string {
  const {
    note: _,
    paused: __,
    remaining_actions: ___,
    ...lasting
  } = definitionOf(scheduleId, schedule)
  return shortHash(canonicalJson(lasting)).slice(0, 12)
}

function timesOf(spec: proto.api.schedule.v1.IScheduleSpec): Partial<ScheduleBody> {
  const calendars = (spec.structuredCalendar ?? []).map(calendarOf)
  const written = calendars.filter((calendar) => cronOf(calendar) === undefined)
  return given({
    cron: filled(calendars.flatMap((calendar) => cronOf(calendar) ?? [])),
    calendars: filled(written.map(writeCalendar)),
    intervals: filled(
      (spec.interval ?? []).map(({ interval, phase }) => ({
        every_seconds: seconds(interval) ?? 0,
        ...given({ offset_seconds: seconds(phase) }),
      })),
    ),
    exclude: filled((spec.excludeStructuredCalendar ?? []).map(calendarOf).map(writeCalendar)),
    time_zone: spec.timezoneName || undefined,
    jitter_seconds: seconds(spec.jitter),
    start_at: timeText(spec.startTime),
    end_at: timeText(spec.endTime),
  })
}

function calendarOf(message: proto.api.schedule.v1.IStructuredCalendarSpec): Calendar {
  const spans = (ranges: readonly proto.api.schedule.v1.IRange[] | null | undefined) =>
    (ranges ?? []).map(({ start, end, step }) => ({
      start: start ?? 0,
      end: Math.max(end ?? 0, start ?? 0),
      step: step || 1,
    }))
  return {
    second: spans(message.second),
    minute: spans(message.minute),
    hour: spans(message.hour),
    dayOfMonth: spans(message.dayOfMonth),
    month: spans(message.month),
    year: spans(message.year),
    dayOfWeek: spans(message.dayOfWeek),
    comment: message.comment ?? '',
  }
}

function searchAttributes(action: Action): NonNullable<ScheduleBody['search_attributes']> {
  // Temporal holds values to their types, which are those a body takes.
  return fromPayloadMap(action.searchAttributes?.indexedFields) as NonNullable<
    ScheduleBody['search_attributes']
  >
}

function retryOf({ retryPolicy }: Action): ScheduleBody['retry'] {
  if (!retryPolicy) return undefined
  return given({
    initial_interval_seconds: seconds(retryPolicy.initialInterval),
    backoff_coefficient: retryPolicy.backoffCoefficient || undefined,
    maximum_interval_seconds: seconds(retryPolicy.maximumInterval),
    maximum_attempts: retryPolicy.maximumAttempts || undefined,
    non_retryable_error_types: filled(retryPolicy.nonRetryableErrorTypes ?? []),
  })
}

/** The word of an overlap policy; nothing for the default. */
function overlapWord(policy: number | null | undefined): ScheduleBody['overlap_policy'] {
  const words = Object.keys(overlapNumbers) as (keyof typeof overlapNumbers)[]
  const word = words.find((one) => overlapNumbers[one] === policy)
  return word === 'skip' ? undefined : word
}

function seconds(duration: Duration): number | undefined {
  const ms = optionalTsToMs(duration)
  return ms ? ms / 1000 : undefined
}

/** A time of Temporal's as text. */
export function timeText(timestamp: Duration): string | undefined {
  const ms = optionalTsToMs(timestamp)
  return ms === undefined ? undefined : new Date(ms).toISOString()
}

function filled<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value
}

function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
