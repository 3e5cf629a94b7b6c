import { Type, type Static } from 'typebox'
import { databaseProblems, endpoint } from './endpoint.ts'
import { closedObject, JsonObject, oneOf, shape, Timestamp, Uuid } from './shapes.ts'

/** The order in which a trigger is decided; a run goes on from `context`. */
export const triggerStages = [
  'match',
  'definition',
  'occurrence',
  'rate_limit',
  'throttle',
  'debounce',
  'batch',
  'concurrency',
  'start',
  'context',
  'condition',
  'tasks',
] as const
export type TriggerStage = (typeof triggerStages)[number]

/** What came of a trigger for a definition. */
export const triggerOutcomes = [
  'started',
  'filtered',
  'deduplicated',
  'debounced',
  'batched',
  'throttled',
  'rate_limited',
  'skipped_overlap',
  'cancelled_new',
  'missed',
  'superseded',
  'paused',
  'loop_detected',
  'duplicate',
  'failed',
] as const
export type TriggerOutcome = (typeof triggerOutcomes)[number]

/** What a trigger was. */
export const runTriggerKinds = ['event', 'schedule', 'manual', 'backfill'] as const

/** What `definition` names, in runs and in the ledger. */
export const runSubject = oneOf(['definition', 'monitor'], {
  description: 'Whether `definition` names an activity definition or a monitor.',
})

/** A row of the ledger: what came of a trigger for a definition, and why. */
export const TriggerRecord = shape('TriggerRecord', {
  id: Type.String(),
  at: Timestamp,
  trigger_kind: oneOf(runTriggerKinds),
  subject: runSubject,
  definition: Type.Union([
    Type.Object({ id: Type.String(), name: Type.String(), version: Type.Integer() }),
    Type.Null(),
  ]),
  event_id: Type.Union([Type.String(), Type.Null()]),
  occurrence_key: Type.Union([Type.String(), Type.Null()]),
  stage: oneOf(triggerStages, { description: 'Where it stopped; `start` when a run was made.' }),
  outcome: oneOf(triggerOutcomes),
  reason: Type.String(),
  details: JsonObject,
  run_id: Type.Union([Type.String(), Type.Null()]),
})
export type TriggerRecord = Static<typeof TriggerRecord>

/** Page of a list, newest first. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
}

export const listTriggers = endpoint({
  id: 'listTriggers',
  method: 'GET',
  path: '/triggers',
  tag: 'activities',
  summary: 'Search the ledger: what came of each event, fire and call, and why',
  description: 'Newest first. Rows are kept as long as task_factory.retention says.',
  scope: 'read',
  query: closedObject({
    definition_id: Type.Optional(Uuid),
    event_id: Type.Optional(Uuid),
    run_id: Type.Optional(Uuid),
    occurrence_key: Type.Optional(Type.String({ maxLength: 300 })),
    outcome: Type.Optional(Type.Array(oneOf(triggerOutcomes), { maxItems: 20 })),
    trigger_kind: Type.Optional(oneOf(runTriggerKinds)),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    ...pageQuery,
  }),
  responses: {
    200: Type.Object({
      triggers: Type.Array(TriggerRecord),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['cursor-invalid', ...databaseProblems],
  idempotent: true,
})

/** Most rows of the ledger that one question counts: the newest. */
export const maxCountedTriggers = 50_000

export const countTriggers = endpoint({
  id: 'countTriggers',
  method: 'GET',
  path: '/trigger-counts',
  tag: 'activities',
  summary: 'Count rows of the ledger by outcome',
  description: `Of the newest ${maxCountedTriggers.toLocaleString('en')} rows that match; \`is_complete\` says whether those are all.`,
  scope: 'read',
  query: closedObject({
    definition_id: Type.Optional(Uuid),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
  }),
  responses: {
    200: Type.Object({
      counts: Type.Array(Type.Object({ outcome: oneOf(triggerOutcomes), count: Type.Integer() }), {
        description: 'Outcomes that there are, the most frequent first.',
      }),
      total: Type.Integer(),
      is_complete: Type.Boolean(),
    }),
  },
  problems: databaseProblems,
  idempotent: true,
})
