import { Type, type Static } from 'typebox'
import { databaseProblems, endpoint } from './endpoint.ts'
import { RunSummary } from './runs.ts'
import { closedObject, JsonObject, nullable, oneOf, shape, Timestamp } from './shapes.ts'

const tag = 'administration'

/** What of the gateway's runs in Temporal. */
export const ownKinds = ['definition', 'monitor', 'system'] as const

const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
  cursor: Type.Optional(Type.String()),
}

/** A Temporal schedule of the gateway's own, as it stands and as it is to be. */
export const OwnScheduleEntry = shape('OwnScheduleEntry', {
  schedule_id: Type.String(),
  kind: oneOf(ownKinds),
  of: nullable(
    Type.Object({ id: Type.String(), name: Type.String() }, { description: 'What it is for.' }),
  ),
  times: nullable({
    ...JsonObject,
    description: 'As they were written: cron, calendars, intervals, moments, zone.',
  }),
  next_at: nullable(Timestamp),
  paused: Type.Boolean(),
  drift: oneOf(['none', 'missing', 'changed', 'orphan'], {
    description:
      'missing: it is to be there; changed: it is not as it is to be; orphan: it is to be gone. A pass mends each within a minute.',
  }),
})
export type OwnScheduleEntry = Static<typeof OwnScheduleEntry>

export const listOwnSchedules = endpoint({
  id: 'listOwnSchedules',
  method: 'GET',
  path: '/admin/temporal/schedules',
  tag,
  summary:
    "List the Temporal schedules of the gateway's own: of definitions, of monitors, of itself",
  description: "Held against what is stored now. Temporal's list may be some seconds behind.",
  scope: 'admin',
  query: closedObject({
    kind: Type.Optional(oneOf(ownKinds)),
    drifting: Type.Optional(
      Type.Boolean({ description: 'Only those that are not as they are to be.' }),
    ),
    ...page,
  }),
  responses: {
    200: Type.Object({
      schedules: Type.Array(OwnScheduleEntry),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...databaseProblems, 'cursor-invalid'],
  idempotent: true,
})

export const listOwnWorkflows = endpoint({
  id: 'listOwnWorkflows',
  method: 'GET',
  path: '/admin/temporal/workflows',
  tag,
  summary: "List the runs of the gateway's own workflows in Temporal, the newest first",
  scope: 'admin',
  query: closedObject({
    workflow_type: Type.Optional(
      Type.String({ maxLength: 200, description: 'One of them, as `MonitoringWorkflow`.' }),
    ),
    open: Type.Optional(Type.Boolean()),
    ...page,
  }),
  responses: {
    200: Type.Object({
      workflows: Type.Array(RunSummary),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['cursor-invalid'],
  idempotent: true,
})
