import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { overlapPolicies } from './schedule-body.ts'
import { closedObject, closedShape, Name, oneOf, shape, Timestamp } from './shapes.ts'

/** Bounds of a backfill, in occurrences. */
export const backfillLimits = {
  /** More than this needs `max_occurrences`. */
  defaultMaxOccurrences: 1_000,
  maxOccurrences: 100_000,
  /** More than this is sent piece by piece by a workflow. */
  directOccurrences: 100,
  /** As fast as Temporal itself takes the occurrences of a backfill. */
  occurrencesPerSecond: 10,
  /** Times shown of those there are. */
  previewTimes: 20,
} as const

/** Which past times a schedule is to fire for, and how. */
export const BackfillBody = closedShape('BackfillBody', {
  start_at: Timestamp,
  end_at: Timestamp,
  overlap_policy: Type.Optional(
    oneOf(overlapPolicies, {
      description:
        "Default: allow_all, since the schedule's own `skip` would skip most of the occurrences.",
    }),
  ),
  dry_run: Type.Optional(Type.Boolean({ description: 'Only count and show; fire nothing.' })),
  max_occurrences: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: backfillLimits.maxOccurrences,
      default: backfillLimits.defaultMaxOccurrences,
      description: 'More occurrences than this are refused.',
    }),
  ),
})
export type BackfillBody = Static<typeof BackfillBody>

const backfillStates = ['preview', 'sent', 'running', 'canceled', 'failed'] as const

/** A backfill: how many occurrences there are, and how many Temporal was told to fire. */
export const Backfill = shape('Backfill', {
  id: Type.String({ description: 'The schedule.' }),
  status: oneOf(backfillStates),
  occurrences: Type.Integer(),
  sent: Type.Integer(),
  times: Type.Array(Timestamp, { description: 'The first of them.' }),
  backfill_id: Type.Optional(Type.String()),
})
export type Backfill = Static<typeof Backfill>

const params = closedObject({ schedule_id: Name })
const backfillParams = closedObject({ schedule_id: Name, backfill_id: Name })

export const backfillSchedule = endpoint({
  id: 'backfillSchedule',
  method: 'POST',
  path: '/schedules/:schedule_id/backfill',
  tag: 'schedules',
  summary: 'Fire a schedule for times that are past',
  description: `Up to ${backfillLimits.directOccurrences} occurrences are sent at once (200); more are sent by a workflow at ${backfillLimits.occurrencesPerSecond} a second (202, with \`Location\`), which can be watched and cancelled. With an \`Idempotency-Key\` a repeated request fires once.`,
  scope: 'start',
  params,
  headers: Type.Object({
    'idempotency-key': Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' }),
    ),
  }),
  body: BackfillBody,
  responses: { 200: Backfill, 202: Backfill },
  problems: ['schedule-not-found', 'schedule-protected', 'backfill-too-large'],
})

export const getBackfill = endpoint({
  id: 'getBackfill',
  method: 'GET',
  path: '/schedules/:schedule_id/backfills/:backfill_id',
  tag: 'schedules',
  summary: 'Say how far a backfill is',
  scope: 'read',
  params: backfillParams,
  responses: { 200: Backfill },
  problems: ['backfill-not-found'],
  idempotent: true,
})

export const cancelBackfill = endpoint({
  id: 'cancelBackfill',
  method: 'DELETE',
  path: '/schedules/:schedule_id/backfills/:backfill_id',
  tag: 'schedules',
  summary: 'Send no more of a backfill; what was sent still fires',
  scope: 'start',
  params: backfillParams,
  responses: { 202: Backfill },
  problems: ['backfill-not-found'],
  idempotent: true,
})
