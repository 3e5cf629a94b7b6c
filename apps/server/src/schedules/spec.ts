import type { CreateScheduleBody } from '@temporal-registry/contract/schedule-body'
import { msToTs } from '@temporalio/common/lib/time.js'
import { api, type proto } from '../platform/proto.ts'
import { boundMs, saysTimes, type FiringTimes } from './body-check.ts'
import { readCalendar, type Calendar } from './calendar.ts'
import { readCron, type CronLine } from './cron.ts'

type Spec = proto.api.schedule.v1.IScheduleSpec

const { ScheduleOverlapPolicy } = api.enums.v1

/** Temporal's default, said in full so that it reads back the same: a fire that was missed may be so late. */
export const defaultCatchupSeconds = 365 * 86_400
/** Where a body says no time at all, the original fires every minute. */
const defaultIntervalSeconds = 60

export const overlapNumbers = {
  skip: ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP,
  buffer_one: ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE,
  buffer_all: ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL,
  cancel_other: ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_CANCEL_OTHER,
  terminate_other: ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_TERMINATE_OTHER,
  allow_all: ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL,
} as const

/** When a schedule fires, as Temporal keeps it: cron lines and calendars in their structured form. Pure. */
export function specOf(body: CreateScheduleBody, now: Date): Spec {
  if (body.fire_offsets_seconds) return offsetsSpec(body.fire_offsets_seconds, now)
  const every = body.interval_seconds ?? (saysTimes(body) ? undefined : defaultIntervalSeconds)
  return timesSpec(body, every === undefined ? [] : [{ everySeconds: every, offsetSeconds: 0 }])
}

/** Moments before it are over. */
const firstMoment = Date.UTC(2025, 0, 1) / 1000

/**
 * When something fires that says times, single moments among them; nothing where it says none. Pure.
 *
 * A moment is an interval as long as it is after 1970, which knows no zone: a calendar would be read in that of
 * the others. It comes again after as long, and not before 2080.
 */
export function firingSpec(times: FiringTimes & { readonly at?: readonly string[] }): Spec {
  const moments = (times.at ?? []).map((moment) => Math.floor(Date.parse(moment) / 1000))
  return timesSpec(
    times,
    moments
      .filter((moment) => moment >= firstMoment)
      .map((moment) => ({ everySeconds: moment, offsetSeconds: 0 })),
  )
}

type Interval = NonNullable<CronLine['interval']>

function timesSpec(times: FiringTimes, intervals: readonly Interval[]): Spec {
  const lines = (times.cron ?? []).map(readCron)
  const zone = times.time_zone || (lines.find(({ timeZone }) => timeZone !== '')?.timeZone ?? '')
  const startMs = boundMs(times.start_at)
  const endMs = boundMs(times.end_at)
  return {
    structuredCalendar: [
      ...lines.flatMap(({ calendar }) => calendar ?? []),
      ...(times.calendars ?? []).map(readCalendar),
    ].map(calendarMessage),
    excludeStructuredCalendar: (times.exclude ?? []).map(readCalendar).map(calendarMessage),
    interval: [
      ...intervals,
      ...lines.flatMap(({ interval }) => interval ?? []),
      ...(times.intervals ?? []).map((interval) => ({
        everySeconds: interval.every_seconds,
        offsetSeconds: interval.offset_seconds ?? 0,
      })),
    ].map(({ everySeconds, offsetSeconds }) => ({
      interval: msToTs(everySeconds * 1000),
      phase: msToTs(offsetSeconds * 1000),
    })),
    startTime: startMs === undefined ? null : msToTs(startMs),
    endTime: endMs === undefined ? null : msToTs(endMs),
    jitter: times.jitter_seconds ? msToTs(times.jitter_seconds * 1000) : null,
    timezoneName: zone,
  }
}

/** The original's relative times: each distinct one above 0 a calendar that matches a single second. */
function offsetsSpec(offsets: readonly number[], now: Date): Spec {
  const base = Math.ceil(now.getTime() / 1000)
  const later = [...new Set(offsets)].filter((offset) => offset > 0)
  return {
    structuredCalendar: later.map((offset) => secondMessage(base + offset, offset)),
    startTime: msToTs(base * 1000),
    endTime: msToTs((base + Math.max(...later) + 2) * 1000),
    timezoneName: 'UTC',
  }
}

function secondMessage(epochSeconds: number, offset: number) {
  const date = new Date(epochSeconds * 1000)
  const only = (value: number) => [{ start: value, end: value, step: 1 }]
  return calendarMessage({
    second: only(date.getUTCSeconds()),
    minute: only(date.getUTCMinutes()),
    hour: only(date.getUTCHours()),
    dayOfMonth: only(date.getUTCDate()),
    month: only(date.getUTCMonth() + 1),
    year: only(date.getUTCFullYear()),
    dayOfWeek: [{ start: 0, end: 6, step: 1 }],
    comment: `relative offset ${offset}s`,
  })
}

function calendarMessage(calendar: Calendar): proto.api.schedule.v1.IStructuredCalendarSpec {
  const spans = (list: Calendar['hour']) => list.map((span) => ({ ...span }))
  return {
    second: spans(calendar.second),
    minute: spans(calendar.minute),
    hour: spans(calendar.hour),
    dayOfMonth: spans(calendar.dayOfMonth),
    month: spans(calendar.month),
    year: spans(calendar.year),
    dayOfWeek: spans(calendar.dayOfWeek),
    comment: calendar.comment,
  }
}

/** How a schedule fires. Pure. */
export function policiesOf(body: CreateScheduleBody): proto.api.schedule.v1.ISchedulePolicies {
  return {
    overlapPolicy: overlapNumbers[body.overlap_policy ?? 'skip'],
    catchupWindow: msToTs((body.catchup_window_seconds ?? defaultCatchupSeconds) * 1000),
    pauseOnFailure: body.pause_on_failure ?? false,
  }
}
