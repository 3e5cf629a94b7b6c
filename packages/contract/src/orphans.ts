import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { closedObject, oneOf, shape, Timestamp } from './shapes.ts'

/** Why nobody is known to serve a run or a schedule. */
export const orphanReasons = [
  'no-poller',
  'gone',
  'draining',
  'suspect',
  'unregistered',
  'unchecked',
] as const
export type OrphanReason = (typeof orphanReasons)[number]

const time = Type.Union([Timestamp, Type.Null()])

const placeMembers = {
  workflow_type: Type.String(),
  task_queue: Type.String(),
  reason: oneOf(orphanReasons, {
    description:
      '`no-poller`: the registry does not know the task queue and nobody polls it. `gone`, `draining`, `suspect`: the state of the target. `unregistered`: the task queue is polled, but nobody announces the type there; the run may well be served. `unchecked`: the task queue is unknown, and Temporal has not been asked about it yet: the budget of such questions is used up, ask again.',
  }),
}

/** Orphans of one type on one task queue. */
export const OrphanGroup = shape('OrphanGroup', {
  ...placeMembers,
  detail: Type.String({ description: 'The reason in a sentence.' }),
  since: Type.Union([Timestamp, Type.Null()], {
    description: 'When the task queue was last known to be served; null when never.',
  }),
  run_count: Type.Integer(),
  oldest_started_at: time,
  example_workflow_ids: Type.Array(Type.String()),
  schedule_count: Type.Integer(),
  example_schedule_ids: Type.Array(Type.String()),
})
export type OrphanGroup = Static<typeof OrphanGroup>

/** One open run that nobody is known to serve. */
export const OrphanRun = shape('OrphanRun', {
  workflow_id: Type.String(),
  run_id: Type.String(),
  ...placeMembers,
  started_at: time,
})
export type OrphanRun = Static<typeof OrphanRun>

export const listOrphans = endpoint({
  id: 'listOrphans',
  method: 'GET',
  path: '/registry/orphans',
  tag: 'registry',
  summary: 'Find open runs and schedules whose type or task queue has no ready target',
  description:
    "Temporal's open runs are held against the registry. `groups` counts them by type and task queue; `runs` is a page of them. Temporal's visibility is eventually consistent: a run that began or ended within the last moments may be missing or still listed, `as_of` is when it was asked. `is_complete` is false when there were more open runs than are looked through, or something is left `unchecked`.",
  scope: 'read',
  query: closedObject({
    workflow_type: Type.Optional(Type.String()),
    task_queue: Type.Optional(Type.String()),
    reason: Type.Optional(oneOf(orphanReasons)),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    cursor: Type.Optional(Type.String()),
  }),
  responses: {
    200: Type.Object({
      as_of: Timestamp,
      is_complete: Type.Boolean(),
      open_run_count: Type.Integer({ description: 'Open runs that were looked through.' }),
      orphan_run_count: Type.Integer(),
      orphan_schedule_count: Type.Integer(),
      unchecked_schedule_count: Type.Integer({
        description: 'Schedules whose task queue Temporal has not been asked for yet.',
      }),
      groups: Type.Array(OrphanGroup, { description: 'The largest first, at most 1,000.' }),
      group_count: Type.Integer(),
      runs: Type.Array(OrphanRun),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['cursor-invalid', 'visibility-query-invalid'],
  idempotent: true,
})
