import { Type, type Static } from 'typebox'
import { RetryPolicy, SearchAttributeValue, tenYears, Timeouts } from './dispatch.ts'
import {
  closedShape,
  dictionary,
  Json,
  JsonObject,
  Labels,
  Name,
  oneOf,
  Timestamp,
} from './shapes.ts'

/** What happens when a fire finds a run of the same schedule still open. */
export const overlapPolicies = [
  'skip',
  'buffer_one',
  'buffer_all',
  'cancel_other',
  'terminate_other',
  'allow_all',
] as const
export type OverlapPolicy = (typeof overlapPolicies)[number]

const Overlap = oneOf(overlapPolicies, {
  description: 'When a run of the schedule is still open. Default: skip.',
})

const CalendarField = Type.Union([Type.Integer(), Type.String({ maxLength: 200 })])

/** Times by their parts; each is a number or text as in cron: `9`, `1-5`, `0-30/5`, `MON-FRI`, `1,15`. */
export const ScheduleCalendar = closedShape('ScheduleCalendar', {
  second: Type.Optional(CalendarField),
  minute: Type.Optional(CalendarField),
  hour: Type.Optional(CalendarField),
  day_of_month: Type.Optional(CalendarField),
  month: Type.Optional(CalendarField),
  year: Type.Optional(CalendarField),
  day_of_week: Type.Optional(CalendarField),
  comment: Type.Optional(Type.String({ maxLength: 180 })),
})
export type ScheduleCalendar = Static<typeof ScheduleCalendar>

const everySeconds = Type.Integer({ minimum: 1, maximum: tenYears })

const ScheduleInterval = closedShape('ScheduleInterval', {
  every_seconds: everySeconds,
  offset_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: tenYears })),
})

const bound = (description: string) =>
  Type.Optional(
    Type.Union([Timestamp, Type.Number(), Type.Null()], {
      description: `${description} RFC 3339 text with a zone, or seconds since 1970.`,
    }),
  )

/** Members that say when; without any of them nothing fires. */
export const scheduleTimes = {
  cron: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 190 }), {
      maxItems: 100,
      description:
        '5 fields, 6 with a year, or 7 with seconds before and a year behind; `@daily` and its like; `@every 5m`.',
    }),
  ),
  calendars: Type.Optional(Type.Array(ScheduleCalendar, { maxItems: 1_000 })),
  intervals: Type.Optional(Type.Array(ScheduleInterval, { maxItems: 100 })),
  exclude: Type.Optional(
    Type.Array(ScheduleCalendar, { maxItems: 1_000, description: 'Times that never fire.' }),
  ),
  time_zone: Type.Optional(
    Type.String({ maxLength: 100, description: 'IANA zone of cron and calendars. Default: UTC.' }),
  ),
  jitter_seconds: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: tenYears,
      description: 'Each fire is late by a part of this.',
    }),
  ),
  start_at: bound('Nothing fires before it.'),
  end_at: bound('Nothing fires after it.'),
}

const definitionMembers = {
  workflow_id: Type.Optional(
    Type.Union([Name, Type.Literal('')], {
      description: 'Begins the id of every run; Temporal adds the time. Default: the schedule id.',
    }),
  ),
  task_queue: Type.Optional(
    Type.Union([Name, Type.Literal('')], {
      description:
        'Pins the schedule to this task queue. Without it the schedule follows its type.',
    }),
  ),
  input: Type.Optional(Json),
  args: Type.Optional(Type.Array(Json, { maxItems: 100 })),
  ...scheduleTimes,
  overlap_policy: Type.Optional(Overlap),
  catchup_window_seconds: Type.Optional(
    Type.Number({
      minimum: 10,
      maximum: tenYears,
      description: 'How late a fire that was missed may still happen. Default: a year.',
    }),
  ),
  pause_on_failure: Type.Optional(Type.Boolean()),
  remaining_actions: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), Type.Null()], {
      description: 'Fires so many times, then no more. Absent or null: without end.',
    }),
  ),
  paused: Type.Optional(Type.Boolean()),
  note: Type.Optional(Type.String({ maxLength: 1_000 })),
  memo: Type.Optional(JsonObject),
  search_attributes: Type.Optional(dictionary(SearchAttributeValue, { maxProperties: 100 })),
  timeouts: Type.Optional(Timeouts),
  retry: Type.Optional(RetryPolicy),
  labels: Type.Optional(Labels),
}

/** A schedule as a whole: what it runs, when, and how. */
export const ScheduleBody = closedShape('ScheduleBody', {
  workflow_type: Name,
  ...definitionMembers,
})
export type ScheduleBody = Static<typeof ScheduleBody>

/** What `POST /schedules/{schedule_id}` takes: the original's members, and all of a `ScheduleBody`. */
export const CreateScheduleBody = closedShape('CreateScheduleBody', {
  workflow_type: Name,
  interval_seconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: tenYears,
      description: 'Default: 60, where the body says no other time.',
    }),
  ),
  fire_offsets_seconds: Type.Optional(
    Type.Array(Type.Integer({ minimum: 0, maximum: tenYears }), {
      minItems: 1,
      maxItems: 1_000,
      description: 'Seconds from now, each of which fires once. Instead of any other time.',
    }),
  ),
  ...definitionMembers,
})
export type CreateScheduleBody = Static<typeof CreateScheduleBody>

/** A schedule that a workflow type brings with it; a worker's announcement declares it. */
export const ScheduleDeclaration = closedShape('ScheduleDeclaration', {
  schedule_id: Name,
  ...definitionMembers,
})
export type ScheduleDeclaration = Static<typeof ScheduleDeclaration>
