import { Type, type Static } from 'typebox'
import { runnableProblems } from './dispatch.ts'
import { endpoint } from './endpoint.ts'
import { ScheduleBody } from './schedule-body.ts'
import { closedObject, Name, shape, Timestamp } from './shapes.ts'

const params = closedObject({ schedule_id: Name })

/** What would come of a schedule: where its runs would go, and when it would fire. */
export const SchedulePreview = shape('SchedulePreview', {
  id: Type.String(),
  is_taken: Type.Boolean({ description: 'Whether there is a schedule of this id.' }),
  task_queue: Type.String(),
  route: Type.String({ description: 'Why this task queue.' }),
  warnings: Type.Array(Type.Object({ field: Type.String(), message: Type.String() })),
  times: Type.Array(Timestamp, { description: 'Without jitter.' }),
  more: Type.Boolean({ description: 'Whether there are times after the last of these.' }),
})
export type SchedulePreview = Static<typeof SchedulePreview>

export const previewSchedule = endpoint({
  id: 'previewSchedule',
  method: 'POST',
  path: '/schedules/:schedule_id/preview',
  tag: 'schedules',
  summary: 'Say when a schedule would fire, or what is wrong with it, and store nothing',
  description:
    'Refuses what a PUT would refuse. Temporal is asked for the times, of the year from now on, by a paused schedule that is made for the question and deleted.',
  scope: 'read',
  params,
  query: closedObject({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 10 })),
  }),
  body: ScheduleBody,
  responses: { 200: SchedulePreview },
  problems: [...runnableProblems, 'schedule-spec-invalid', 'schedule-protected'],
  idempotent: true,
})

/** Most fires of a day that are counted; of more it is said that there are more. */
export const maxCountedFires = 2_000

export const countFires = endpoint({
  id: 'countFires',
  method: 'GET',
  path: '/schedules/:schedule_id/days',
  tag: 'schedules',
  summary: 'Count the times a schedule matches on each day of a month',
  description: `Days with a time only, from midnight to midnight in the zone that is named, past or to come; whether the schedule is paused does not matter. A day is counted up to ${maxCountedFires}.`,
  scope: 'read',
  params,
  query: closedObject({
    month: Type.String({
      pattern: '^(19[7-9]\\d|20\\d\\d)-(0[1-9]|1[0-2])$',
      examples: ['2026-11'],
    }),
    time_zone: Type.Optional(
      Type.String({ maxLength: 100, description: 'IANA zone of the days. Default: UTC.' }),
    ),
  }),
  responses: {
    200: Type.Object({
      id: Type.String(),
      days: Type.Array(
        shape('ScheduleDay', {
          date: Type.String({ examples: ['2026-11-30'] }),
          begins_at: Timestamp,
          ends_at: Type.String({
            format: 'date-time',
            description: 'When the next day begins, which is no moment of this one.',
          }),
          fires: Type.Integer(),
          is_complete: Type.Boolean({ description: 'False when there are more than are counted.' }),
        }),
      ),
    }),
  },
  problems: ['schedule-not-found'],
  idempotent: true,
})
