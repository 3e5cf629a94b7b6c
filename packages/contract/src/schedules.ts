import { Type, type Static } from 'typebox'
import { runnableProblems } from './dispatch.ts'
import { endpoint } from './endpoint.ts'
import { CreateScheduleBody, overlapPolicies, ScheduleBody } from './schedule-body.ts'
import { closedObject, dictionary, Name, oneOf, shape, Timestamp } from './shapes.ts'

/** Who made a schedule: a caller of the API, a worker's declaration, or somebody past the registry. */
export const scheduleManagers = ['api', 'worker', 'external'] as const
export type ScheduleManager = (typeof scheduleManagers)[number]

const Fire = shape('ScheduleFire', {
  scheduled_at: Timestamp,
  started_at: Timestamp,
  workflow_id: Type.String(),
  run_id: Type.String(),
})

/** A schedule as it stands; `definition` is what a `PUT` of it would say. */
export const ScheduleDescription = shape('ScheduleDescription', {
  id: Type.String(),
  paused: Type.Boolean(),
  next_fires: Type.Array(Timestamp),
  running: Type.Array(
    Type.Object({ workflow_id: Type.String(), first_execution_run_id: Type.String() }),
  ),
  recent: Type.Array(Fire),
  workflow_type: Type.String(),
  task_queue: Type.String({ description: 'Where the next run goes.' }),
  late_bound: Type.Boolean({ description: "Whether it follows its type's task queue." }),
  note: Type.String(),
  managed_by: oneOf(scheduleManagers),
  declared_by: Type.Union([Type.String(), Type.Null()], {
    description: 'The workflow type that declares it.',
  }),
  labels: dictionary(Type.String()),
  remaining_actions: Type.Union([Type.Integer(), Type.Null()]),
  counts: Type.Object({
    fired: Type.Integer(),
    missed: Type.Integer({ description: 'Fires that came too late for the catch-up window.' }),
    skipped: Type.Integer({ description: 'Fires skipped for the overlap policy.' }),
    dropped: Type.Integer({ description: 'Fires that found the buffer full.' }),
    buffered: Type.Integer({ description: 'Fires that wait for a run to end.' }),
  }),
  created_at: Type.Union([Timestamp, Type.Null()]),
  updated_at: Type.Union([Timestamp, Type.Null()]),
  definition: ScheduleBody,
})
export type ScheduleDescription = Static<typeof ScheduleDescription>

/** A schedule in a list. */
export const ScheduleSummary = shape('ScheduleSummary', {
  id: Type.String(),
  workflow_type: Type.String(),
  paused: Type.Boolean(),
  note: Type.String(),
  managed_by: oneOf(scheduleManagers),
  declared_by: Type.Union([Type.String(), Type.Null()]),
  labels: dictionary(Type.String()),
  next_fires: Type.Array(Timestamp),
  recent: Type.Array(Fire),
})
export type ScheduleSummary = Static<typeof ScheduleSummary>

const Warnings = Type.Array(shape('InputWarning', { field: Type.String(), message: Type.String() }))

/** Where a `PUT` left the schedule. */
export const StoredSchedule = shape('StoredSchedule', {
  id: Type.String(),
  status: oneOf(['created', 'updated']),
  task_queue: Type.String(),
  warnings: Warnings,
})
export type StoredSchedule = Static<typeof StoredSchedule>

const params = closedObject({ schedule_id: Name })
const Done = Type.Object({ id: Type.String() })
const idempotencyKey = Type.Optional(
  Type.String({ minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' }),
)

const definitionProblems = [
  ...runnableProblems,
  'schedule-spec-invalid',
  'schedule-protected',
  'payload-too-large',
] as const

export const createSchedule = endpoint({
  id: 'createSchedule',
  method: 'POST',
  path: '/schedules/:schedule_id',
  tag: 'schedules',
  summary: 'Create a schedule',
  description:
    "Takes the original's body and ours. 201 is empty, or has `warnings` about input the type wants said; an id that is taken is 200 `already_exists`, and nothing is compared or changed. With an `Idempotency-Key` a repeated create is a 201 again.",
  scope: 'start',
  params,
  headers: Type.Object({ 'idempotency-key': idempotencyKey }),
  body: CreateScheduleBody,
  responses: {
    201: Type.Union([Type.Object({ warnings: Warnings }), Type.Null()]),
    200: Type.Object({ status: Type.Literal('already_exists'), id: Type.String() }),
  },
  problems: definitionProblems,
})

export const putSchedule = endpoint({
  id: 'putSchedule',
  method: 'PUT',
  path: '/schedules/:schedule_id',
  tag: 'schedules',
  summary: 'Create a schedule, or replace all that one says',
  description:
    'What the body leaves out has its default, but for `paused` and `note`, which stay as they are. `If-Match` with the `ETag` of a GET refuses to overwrite what changed since. Labels are fixed when a schedule is made.',
  scope: 'start',
  params,
  headers: Type.Object({ 'if-match': Type.Optional(Type.String({ maxLength: 64 })) }),
  body: ScheduleBody,
  responses: { 200: StoredSchedule, 201: StoredSchedule },
  problems: [...definitionProblems, 'schedule-conflict'],
  idempotent: true,
})

export const getSchedule = endpoint({
  id: 'getSchedule',
  method: 'GET',
  path: '/schedules/:schedule_id',
  tag: 'schedules',
  summary: 'Describe a schedule',
  scope: 'read',
  params,
  responses: { 200: ScheduleDescription },
  problems: ['schedule-not-found'],
  idempotent: true,
})

export const deleteSchedule = endpoint({
  id: 'deleteSchedule',
  method: 'DELETE',
  path: '/schedules/:schedule_id',
  tag: 'schedules',
  summary: 'Delete a schedule; its runs go on',
  scope: 'start',
  params,
  responses: { 204: null },
  problems: ['schedule-not-found', 'schedule-protected'],
})

export const listSchedules = endpoint({
  id: 'listSchedules',
  method: 'GET',
  path: '/schedules',
  tag: 'schedules',
  summary: 'List schedules',
  description:
    "From Temporal's visibility store, a moment behind what was just written. `task_queue` describes every schedule that the other filters leave, so it is the slow one.",
  scope: 'read',
  query: closedObject({
    workflow_type: Type.Optional(Type.String()),
    label: Type.Optional(
      Type.Array(Type.String({ pattern: '^[^=]+(=.*)?$' }), {
        description: '`name=value`, or `name` for any value; repeat it to narrow further.',
      }),
    ),
    paused: Type.Optional(Type.Boolean()),
    managed_by: Type.Optional(oneOf(scheduleManagers)),
    task_queue: Type.Optional(Type.String()),
    q: Type.Optional(
      Type.String({ description: 'Text found in id, type or note, whatever its case.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    cursor: Type.Optional(Type.String()),
  }),
  responses: {
    200: Type.Object({
      schedules: Type.Array(ScheduleSummary),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['cursor-invalid'],
  idempotent: true,
})

const NoteBody = Type.Union([
  closedObject({ note: Type.Optional(Type.String({ maxLength: 1_000 })) }),
  Type.Null(),
])

export const pauseSchedule = endpoint({
  id: 'pauseSchedule',
  method: 'POST',
  path: '/schedules/:schedule_id/pause',
  tag: 'schedules',
  summary: 'Let a schedule fire no more for now',
  scope: 'start',
  params,
  body: NoteBody,
  responses: { 200: Done },
  problems: ['schedule-not-found', 'schedule-protected'],
  idempotent: true,
})

export const unpauseSchedule = endpoint({
  id: 'unpauseSchedule',
  method: 'POST',
  path: '/schedules/:schedule_id/unpause',
  tag: 'schedules',
  summary: 'Let a paused schedule fire again',
  description: 'What it would have fired meanwhile is not caught up; `backfill` does that.',
  scope: 'start',
  params,
  body: NoteBody,
  responses: { 200: Done },
  problems: ['schedule-not-found', 'schedule-protected'],
  idempotent: true,
})

export const triggerSchedule = endpoint({
  id: 'triggerSchedule',
  method: 'POST',
  path: '/schedules/:schedule_id/trigger',
  tag: 'schedules',
  summary: 'Fire a schedule now, paused or not',
  description: 'With an `Idempotency-Key` a repeated request fires once.',
  scope: 'start',
  params,
  headers: Type.Object({ 'idempotency-key': idempotencyKey }),
  body: Type.Union([
    closedObject({ overlap_policy: Type.Optional(oneOf(overlapPolicies)) }),
    Type.Null(),
  ]),
  responses: { 202: Done },
  problems: ['schedule-not-found', 'schedule-protected'],
})

export const listUpcoming = endpoint({
  id: 'listUpcoming',
  method: 'GET',
  path: '/schedules/:schedule_id/upcoming',
  tag: 'schedules',
  summary: 'List the times a schedule matches',
  description:
    'Jitter included; whether it is paused or has actions left does not matter. From now, unless `from` says otherwise; it may be in the past.',
  scope: 'read',
  params,
  query: closedObject({
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 10 })),
  }),
  responses: {
    200: Type.Object({ id: Type.String(), times: Type.Array(Timestamp), more: Type.Boolean() }),
  },
  problems: ['schedule-not-found'],
  idempotent: true,
})
