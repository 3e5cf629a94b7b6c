import { Type, type Static } from 'typebox'
import { taskTemplateKinds } from './activity-definition.ts'
import { definitionParams } from './activity-definitions.ts'
import { IdempotencyKey } from './dispatch.ts'
import { databaseProblems, endpoint } from './endpoint.ts'
import { RunFailure } from './runs.ts'
import {
  closedObject,
  closedShape,
  dictionary,
  Json,
  JsonObject,
  nullable,
  oneOf,
  shape,
  Timestamp,
  Uuid,
} from './shapes.ts'
import {
  pageQuery,
  runSubject,
  runTriggerKinds,
  TriggerRecord,
  triggerStages,
  triggerOutcomes,
} from './triggers.ts'

/** How an activity run stands. */
export const activityRunStatuses = [
  'queued',
  'starting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
] as const
export type RunStatus = (typeof activityRunStatuses)[number]

/** How a task stands. */
export const taskStatuses = [
  'pending',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
] as const
export type TaskStatus = (typeof taskStatuses)[number]

const runMembers = {
  id: Type.String(),
  subject: runSubject,
  definition: Type.Object({ id: Type.String(), name: Type.String() }),
  version_used: Type.Integer(),
  trigger_kind: oneOf(runTriggerKinds),
  occurrence_key: Type.String(),
  attempt: Type.Integer(),
  status: oneOf(activityRunStatuses),
  stage: oneOf(triggerStages, { description: 'Where it is, or where it ended.' }),
  reason: nullable(Type.String()),
  scheduled_for: nullable(Timestamp),
  fired_at: Timestamp,
  started_at: nullable(Timestamp),
  finished_at: nullable(Timestamp),
  tasks_spawned: Type.Integer(),
  concurrency_key: nullable(Type.String()),
  workflow_id: Type.String(),
  workflow_run_id: nullable(Type.String()),
  backfill_id: Type.Union([Type.String(), Type.Null()], {
    description: 'What made it for a time that was past.',
  }),
}

/** A run of an activity definition in a list. */
export const ActivityRunSummary = shape('ActivityRunSummary', runMembers)
export type ActivityRunSummary = Static<typeof ActivityRunSummary>

/** A task that a run made. */
export const Task = shape('Task', {
  id: Type.String(),
  run_id: Type.String(),
  index: Type.Integer(),
  template: Type.String(),
  kind: oneOf(taskTemplateKinds),
  status: oneOf(taskStatuses),
  params: Json,
  result: Json,
  failure: nullable(RunFailure),
  workflow_id: nullable(Type.String()),
  workflow_run_id: nullable(Type.String()),
  created_at: Timestamp,
  started_at: nullable(Timestamp),
  finished_at: nullable(Timestamp),
})
export type Task = Static<typeof Task>

/** A run with all that is kept of it. */
export const ActivityRun = shape('ActivityRun', {
  ...runMembers,
  event_ids: Type.Array(Type.String()),
  input: Json,
  actor: nullable(Type.String()),
  failure: nullable(RunFailure),
  context: nullable(
    Type.Object({
      snapshot: dictionary(Json),
      sources: Type.Array(JsonObject),
      hash: Type.String(),
      resolved_at: Timestamp,
    }),
  ),
  tasks: Type.Array(Task, { description: 'The first 100; GET /tasks?run_id= has them all.' }),
  triggers: Type.Array(TriggerRecord, { description: 'What the ledger says of it.' }),
  temporal_ui_url: nullable(Type.String()),
})
export type ActivityRun = Static<typeof ActivityRun>

/** What came of a call by hand. */
export const ManualTrigger = shape('TriggeredByHand', {
  outcome: oneOf(triggerOutcomes),
  reason: Type.String(),
  deduplicated: Type.Boolean(),
  run: nullable(ActivityRunSummary),
})

const runParams = closedObject({ run_id: Uuid })

export const triggerActivity = endpoint({
  id: 'triggerActivity',
  method: 'POST',
  path: '/activity-definitions/:definition/trigger',
  tag: 'activities',
  summary: 'Run a definition now',
  description:
    'Whatever its trigger is. It goes the way of every trigger, from «is it enabled» on: limits hold, and the ledger says what came of it. With an `Idempotency-Key` a repeated call gives the same run.',
  scope: 'start',
  params: definitionParams,
  headers: Type.Object({ 'idempotency-key': Type.Optional(IdempotencyKey) }),
  body: Type.Union([
    closedShape('TriggerBody', {
      input: Type.Optional(Json),
    }),
    Type.Null(),
  ]),
  responses: { 202: ManualTrigger, 200: ManualTrigger },
  problems: ['activity-definition-not-found', 'input-invalid', ...databaseProblems],
})

export const listActivityRuns = endpoint({
  id: 'listActivityRuns',
  method: 'GET',
  path: '/activity-runs',
  tag: 'activities',
  summary: 'List activity runs',
  description: 'Newest first.',
  scope: 'read',
  query: closedObject({
    definition_id: Type.Optional(Uuid),
    event_id: Type.Optional(Uuid),
    occurrence_key: Type.Optional(Type.String({ maxLength: 300 })),
    status: Type.Optional(Type.Array(oneOf(activityRunStatuses), { maxItems: 7 })),
    trigger_kind: Type.Optional(oneOf(runTriggerKinds)),
    backfill_id: Type.Optional(Uuid),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    ...pageQuery,
  }),
  responses: {
    200: Type.Object({
      runs: Type.Array(ActivityRunSummary),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['cursor-invalid', ...databaseProblems],
  idempotent: true,
})

export const getActivityRun = endpoint({
  id: 'getActivityRun',
  method: 'GET',
  path: '/activity-runs/:run_id',
  tag: 'activities',
  summary: 'Describe an activity run: what set it off, what it looked at, what it made',
  scope: 'read',
  params: runParams,
  responses: { 200: ActivityRun },
  problems: ['activity-run-not-found', ...databaseProblems],
  idempotent: true,
})

export const cancelActivityRun = endpoint({
  id: 'cancelActivityRun',
  method: 'POST',
  path: '/activity-runs/:run_id/cancel',
  tag: 'activities',
  summary: 'Cancel an activity run with its open tasks',
  scope: 'start',
  params: runParams,
  responses: { 202: ActivityRunSummary },
  problems: ['activity-run-not-found', 'activity-run-ended', ...databaseProblems],
  idempotent: true,
})

export const listTasks = endpoint({
  id: 'listTasks',
  method: 'GET',
  path: '/tasks',
  tag: 'activities',
  summary: 'List tasks',
  description: 'By run and index.',
  scope: 'read',
  query: closedObject({
    run_id: Type.Optional(Uuid),
    status: Type.Optional(Type.Array(oneOf(taskStatuses), { maxItems: 6 })),
    kind: Type.Optional(oneOf(taskTemplateKinds)),
    ...pageQuery,
  }),
  responses: {
    200: Type.Object({ tasks: Type.Array(Task), next_cursor: Type.Optional(Type.String()) }),
  },
  problems: ['cursor-invalid', ...databaseProblems],
  idempotent: true,
})

export const getTask = endpoint({
  id: 'getTask',
  method: 'GET',
  path: '/tasks/:task_id',
  tag: 'activities',
  summary: 'Describe a task',
  scope: 'read',
  params: closedObject({ task_id: Type.String({ pattern: '^task-[0-9a-fA-F-]{36}-[0-9]{1,9}$' }) }),
  responses: { 200: Task },
  problems: ['task-not-found', ...databaseProblems],
  idempotent: true,
})
