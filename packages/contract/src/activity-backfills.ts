import { Type, type Static } from 'typebox'
import { ActivityDefinition, definitionParams, definitionPath } from './activity-definitions.ts'
import { IdempotencyKey } from './dispatch.ts'
import { databaseProblems, endpoint } from './endpoint.ts'
import { closedObject, closedShape, nullable, oneOf, shape, Timestamp, Uuid } from './shapes.ts'
import { pageQuery, triggerOutcomes, type TriggerOutcome } from './triggers.ts'

/** Bounds of a backfill of an activity definition. */
export const activityBackfillLimits = {
  /** Occurrences: more than this needs `max_occurrences`. */
  defaultMaxOccurrences: 1_000,
  maxOccurrences: 10_000,
  maxParallel: 100,
  /** Runs begun in a minute at most, unless fewer are asked for. */
  maxPerMinute: 600,
  /** Times shown of those there are. */
  previewTimes: 20,
} as const

/** Which past times a definition is to run for, and how. */
export const ActivityBackfillBody = closedShape('ActivityBackfillBody', {
  from: Timestamp,
  to: Type.String({
    format: 'date-time',
    description: 'Both ends belong to the span. Not in the future, but for a dry run.',
  }),
  dry_run: Type.Optional(Type.Boolean({ description: 'Only count and show; make nothing.' })),
  max_parallel: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: activityBackfillLimits.maxParallel,
      default: 1,
      description:
        "Runs of the backfill that are open at one time. More than 1 lets them overlap, whatever the schedule's overlap_policy says.",
    }),
  ),
  per_minute: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: activityBackfillLimits.maxPerMinute,
      default: activityBackfillLimits.maxPerMinute,
      description: 'Runs made in a minute, evenly.',
    }),
  ),
  force: Type.Optional(
    Type.Boolean({
      description: 'Runs again for times that it ran for already, as a further attempt.',
    }),
  ),
  max_occurrences: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: activityBackfillLimits.maxOccurrences,
      default: activityBackfillLimits.defaultMaxOccurrences,
      description: 'More occurrences than this are refused.',
    }),
  ),
})
export type ActivityBackfillBody = Static<typeof ActivityBackfillBody>

/** What a backfill would come to. */
export const ActivityBackfillPreview = shape('ActivityBackfillPreview', {
  planned: Type.Integer({ description: 'Occurrences in the span.' }),
  ran_already: Type.Integer({
    description: 'Those of them that have a run: without `force` they are `duplicate`.',
  }),
  first_at: nullable(Timestamp),
  last_at: nullable(Timestamp),
  times: Type.Array(Timestamp, { description: 'The first of them.' }),
})
export type ActivityBackfillPreview = Static<typeof ActivityBackfillPreview>

/** What asked for a backfill: a caller, or a definition that was resumed. */
export const backfillOrigins = ['request', 'resume'] as const
export type BackfillOrigin = (typeof backfillOrigins)[number]

/** Which of the times that passed while a definition was paused it runs for. */
export const recoveries = ['none', 'latest', 'all'] as const
export type Recovery = (typeof recoveries)[number]

export const activityBackfillStatuses = ['running', 'finished', 'cancelled', 'failed'] as const
export type ActivityBackfillStatus = (typeof activityBackfillStatuses)[number]

const optionalOutcomes = Object.fromEntries(
  triggerOutcomes.map((outcome) => [outcome, Type.Optional(Type.Integer())]),
) as Record<TriggerOutcome, ReturnType<typeof Type.Optional<ReturnType<typeof Type.Integer>>>>

/** A backfill, and how far it is. */
export const ActivityBackfill = shape('ActivityBackfill', {
  id: Type.String(),
  definition: Type.Object({ id: Type.String(), name: Type.String() }),
  origin: oneOf(backfillOrigins),
  recover: Type.Union([oneOf(recoveries), Type.Null()], {
    description: 'Of a resume: which of the times that were missed it runs for.',
  }),
  status: oneOf(activityBackfillStatuses, {
    description:
      'running: times are left to decide, or runs of it are open. cancelled: no more runs are made; those that were go on.',
  }),
  reason: Type.Union([Type.String(), Type.Null()], {
    description: 'What it waits for, or why it ended before its time.',
  }),
  from: Timestamp,
  to: Type.Union([Timestamp, Type.Null()], {
    description: 'Null while a resume has not yet looked what was missed.',
  }),
  force: Type.Boolean(),
  max_parallel: Type.Integer(),
  per_minute: Type.Integer(),
  planned: Type.Union([Type.Integer(), Type.Null()], { description: 'Occurrences; as `to`.' }),
  decided: Type.Integer({ description: 'Those of them that something came of.' }),
  outcomes: Type.Object(optionalOutcomes, { description: 'How many came to what.' }),
  started: Type.Integer({ description: 'Runs it made.' }),
  duplicate: Type.Integer({ description: 'Occurrences that have another run.' }),
  open: Type.Integer({ description: 'Runs of it that have not ended.' }),
  finished: Type.Integer({ description: 'Runs of it that have ended, however they did.' }),
  failed: Type.Integer({ description: 'Those of them that failed.' }),
  actor: Type.String(),
  created_at: Timestamp,
  finished_at: nullable(Timestamp),
})
export type ActivityBackfill = Static<typeof ActivityBackfill>

const path = `${definitionPath}/backfills`
const tag = 'activity definitions'
const backfillParams = closedObject({ ...definitionParams.properties, backfill_id: Uuid })

export const createActivityBackfill = endpoint({
  id: 'createActivityBackfill',
  method: 'POST',
  path,
  tag,
  summary: 'Run an activity definition for times that are past',
  description:
    'For each time of its schedule in the span one occurrence is decided as its fire would have been, in their order; one that has a run is a `duplicate` in the ledger. Answers 202 with `Location`: a workflow makes the runs, `max_parallel` at a time. A dry run answers 200 with what there is. With an `Idempotency-Key` a repeated request gives the same backfill.',
  scope: 'start',
  params: definitionParams,
  headers: Type.Object({ 'idempotency-key': Type.Optional(IdempotencyKey) }),
  body: ActivityBackfillBody,
  responses: { 202: ActivityBackfill, 200: ActivityBackfillPreview },
  problems: [
    ...databaseProblems,
    'activity-definition-not-found',
    'activity-definition-unscheduled',
    'activity-definition-inactive',
    'backfill-too-large',
    'schedule-spec-invalid',
  ],
})

export const listActivityBackfills = endpoint({
  id: 'listActivityBackfills',
  method: 'GET',
  path,
  tag,
  summary: 'List the backfills of an activity definition, the newest first',
  scope: 'read',
  params: definitionParams,
  query: closedObject({
    status: Type.Optional(oneOf(activityBackfillStatuses)),
    ...pageQuery,
  }),
  responses: {
    200: Type.Object({
      backfills: Type.Array(ActivityBackfill),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...databaseProblems, 'activity-definition-not-found', 'cursor-invalid'],
  idempotent: true,
})

const aboutOne = {
  tag,
  params: backfillParams,
  responses: { 200: ActivityBackfill },
  problems: [...databaseProblems, 'activity-definition-not-found', 'activity-backfill-not-found'],
  idempotent: true,
} as const

export const getActivityBackfill = endpoint({
  ...aboutOne,
  id: 'getActivityBackfill',
  method: 'GET',
  path: `${path}/:backfill_id`,
  summary: 'Say how far a backfill is',
  scope: 'read',
})

export const cancelActivityBackfill = endpoint({
  ...aboutOne,
  id: 'cancelActivityBackfill',
  method: 'POST',
  path: `${path}/:backfill_id/cancel`,
  summary: 'Make no more runs of a backfill',
  description:
    'Once this is answered it makes no further run. Runs that it made go on; POST /activity-runs/{run_id}/cancel ends one. A backfill that has ended is answered as it is.',
  scope: 'start',
})

/** An activity definition that was resumed, and what runs for the times that were missed. */
export const ResumedActivityDefinition = Type.Object(
  {
    ...ActivityDefinition.properties,
    backfill: Type.Union([ActivityBackfill, Type.Null()], {
      description:
        'What decides about the times that passed; null where there are none to look at.',
    }),
  },
  { title: 'ResumedActivityDefinition' },
)
export type ResumedActivityDefinition = Static<typeof ResumedActivityDefinition>

export const resumeActivityDefinition = endpoint({
  id: 'resumeActivityDefinition',
  method: 'POST',
  path: `${definitionPath}/resume`,
  tag,
  summary: 'Let a paused activity definition make runs again',
  description:
    'Of a schedule, `recover` says which of the times that passed meanwhile it runs for: none (default), the latest, or all. The others are in the ledger, as `missed` or `superseded`. One that is not paused stays as it is.',
  scope: 'start',
  params: definitionParams,
  body: Type.Union([
    closedShape('ResumeBody', { recover: Type.Optional(oneOf(recoveries, { default: 'none' })) }),
    Type.Null(),
  ]),
  responses: { 200: ResumedActivityDefinition },
  problems: [
    ...databaseProblems,
    'activity-definition-not-found',
    'activity-definition-unscheduled',
    'activity-definition-inactive',
    'backfill-too-large',
    'schedule-spec-invalid',
  ],
  idempotent: true,
})
