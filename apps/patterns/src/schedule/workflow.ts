import { ApplicationFailure, sleep, workflowInfo } from '@temporalio/workflow'
import { defineSearchAttributeKey } from '@temporalio/common'
import { flag, integer, members, orElse, root, text } from '../input.ts'

interface ScheduleOptions {
  readonly report: string
  readonly workMs: number
  readonly fails: boolean
}

/** What one run says of itself. */
export interface ScheduledReport {
  readonly report: string
  /** The schedule that began it; null for a run that was started by hand. */
  readonly schedule_id: string | null
  /** The time it was due at, which is the time to work with: it is the same however late it began. */
  readonly nominal_at: string | null
  readonly started_at: string
  readonly late_ms: number
  /** The `nominal_at` of the last run that completed: what lies between is this one's to do. */
  readonly previous_nominal_at: string | null
}

// Temporal sets these on every run that a schedule begins.
const scheduledBy = defineSearchAttributeKey('TemporalScheduledById', 'KEYWORD')
const scheduledStart = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME')

export async function schedulePattern(input: unknown): Promise<ScheduledReport> {
  const { report, workMs, fails } = readInput(input)
  const { typedSearchAttributes, startTime, lastResult } = workflowInfo()
  const nominal = typedSearchAttributes.get(scheduledStart)

  if (workMs > 0) await sleep(workMs)
  if (fails) throw ApplicationFailure.nonRetryable(`${report} cannot be made`, 'report-failed')
  return {
    report,
    schedule_id: typedSearchAttributes.get(scheduledBy) ?? null,
    nominal_at: nominal?.toISOString() ?? null,
    started_at: startTime.toISOString(),
    late_ms: nominal ? startTime.getTime() - nominal.getTime() : 0,
    previous_nominal_at: nominalOf(lastResult),
  }
}

/** A schedule hands each run the result of the last one that completed. */
function nominalOf(lastResult: unknown): string | null {
  if (typeof lastResult !== 'object' || lastResult === null) return null
  const nominal: unknown = Reflect.get(lastResult, 'nominal_at')
  return typeof nominal === 'string' ? nominal : null
}

export function readInput(input: unknown): ScheduleOptions {
  const found = members(root(input), ['report', 'work_ms', 'fails'])
  return {
    report: text(found.report, { minLength: 1, maxLength: 100 }),
    workMs: orElse(found.work_ms, 0, (value) => integer(value, { min: 0, max: 600_000 })),
    fails: orElse(found.fails, false, flag),
  }
}
