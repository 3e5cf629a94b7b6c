import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { ProblemCode } from './problem.ts'
import { runStatuses, RunFailure } from './runs.ts'
import {
  closedObject,
  closedShape,
  dictionary,
  Json,
  JsonObject,
  Labels,
  Name,
  oneOf,
  shape,
  Timestamp,
} from './shapes.ts'

/** What to do when no worker is ready: refuse, hand the run to the queue all the same, or wait for one. */
export const onNoWorkerChoices = ['reject', 'queue', 'wait'] as const

const seconds = (maximum: number) => Type.Number({ exclusiveMinimum: 0, maximum })
/** Longest span of time that is taken, in seconds. */
export const tenYears = 315_360_000

/** Time-outs of a run, in seconds. */
export const Timeouts = closedShape('Timeouts', {
  execution_seconds: Type.Optional(seconds(tenYears)),
  run_seconds: Type.Optional(seconds(tenYears)),
  task_seconds: Type.Optional(seconds(120)),
})

/** Retry policy of the run as a whole. */
export const RetryPolicy = closedShape('RetryPolicy', {
  initial_interval_seconds: Type.Optional(seconds(tenYears)),
  backoff_coefficient: Type.Optional(Type.Number({ minimum: 1, maximum: 1_000 })),
  maximum_interval_seconds: Type.Optional(seconds(tenYears)),
  maximum_attempts: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
  non_retryable_error_types: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
})

/** Value of a search attribute; a `Datetime` is RFC 3339 text. */
export const SearchAttributeValue = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Array(Type.String(), { maxItems: 1_000 }),
])

/** Members of every body that starts a run. */
export const startMembers = {
  input: Type.Optional(Json),
  args: Type.Optional(
    Type.Array(Json, {
      maxItems: 100,
      description:
        'Positional arguments instead of `input`. A schema of type array is checked against the whole list; any other describes the only argument.',
    }),
  ),
  workflow_id: Type.Optional(
    Type.Union([Name, Type.Literal('')], { description: 'Empty or absent: an id is made.' }),
  ),
  name: Type.Optional(
    Type.String({ maxLength: 128, description: 'Claims the next id of this name: `<slug>-r<n>`.' }),
  ),
  id_template: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 500,
      description:
        'Makes the id of what the start holds: `order-{{input.order_id}}-{{date}}`. Placeholders: `input.…`, `args.…`, `type`, `date`, `year`, `month`, `day`, `hour`, `minute` (UTC), `random`, `counter`.',
      examples: ['order-{{input.order_id}}-{{date}}'],
    }),
  ),
  id_time: Type.Optional(
    Type.String({
      format: 'date-time',
      description:
        'The moment that `date` and its like mean in `id_template`. Default: now. Needed where such a template meets an `Idempotency-Key`, as a repeat has to make the same id.',
    }),
  ),
  id_reuse_policy: Type.Optional(
    oneOf(['allow_duplicate', 'allow_duplicate_failed_only', 'reject_duplicate'], {
      description: 'What a closed run with the same id means. Default: allow_duplicate.',
    }),
  ),
  id_conflict_policy: Type.Optional(
    oneOf(['fail', 'use_existing', 'terminate_existing'], {
      description: 'What an open run with the same id means. Default: fail.',
    }),
  ),
  start_delay_seconds: Type.Optional(Type.Number({ minimum: 0, maximum: tenYears })),
  start_at: Type.Optional(Timestamp),
  timeouts: Type.Optional(Timeouts),
  retry: Type.Optional(RetryPolicy),
  memo: Type.Optional(JsonObject),
  search_attributes: Type.Optional(dictionary(SearchAttributeValue, { maxProperties: 100 })),
  priority: Type.Optional(
    closedObject({
      priority_key: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
      fairness_key: Type.Optional(Type.String({ maxLength: 64 })),
      fairness_weight: Type.Optional(Type.Number({ minimum: 0.001, maximum: 1_000 })),
    }),
  ),
  headers: Type.Optional(dictionary(Type.String({ maxLength: 8_192 }), { maxProperties: 64 })),
  on_no_worker: Type.Optional(
    oneOf(onNoWorkerChoices, {
      description:
        'reject (default): 503. queue: start it on the task queue all the same. wait: up to `wait_for_worker_seconds` for a ready worker.',
    }),
  ),
  wait_for_worker_seconds: Type.Optional(Type.Number({ minimum: 0, maximum: 60 })),
  target: Type.Optional(
    closedObject({
      task_queue: Type.Optional(Name),
      labels: Type.Optional(Labels),
    }),
  ),
}

/** What a start takes: the original's `input`, `workflow_id` and `name`, and Temporal's start options. */
export const StartBody = closedShape('StartBody', startMembers)
export type StartBody = Static<typeof StartBody>

/** A key that makes a start safe to repeat. */
export const IdempotencyKey = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: '^[\\x21-\\x7e]+$',
  description:
    'Makes the start safe to repeat: the same key and body give the same run, another body a 409. Holds as long as Temporal keeps the run. A start that was refused has not used its key.',
})

/** Request headers of a start. */
const StartHeaders = Type.Object({
  'idempotency-key': Type.Optional(IdempotencyKey),
  prefer: Type.Optional(
    Type.String({
      description: '`wait=10`: wait up to that many seconds for the result (RFC 7240).',
      examples: ['wait=10'],
    }),
  ),
})

const startedMembers = {
  workflow_id: Type.String(),
  run_id: Type.String(),
  task_queue: Type.String(),
  workflow_type: Type.String(),
}

/** A started run; `status` and what follows only when its result was waited for. */
export const StartAnswer = shape('StartAnswer', {
  ...startedMembers,
  status: Type.Optional(oneOf(runStatuses)),
  result: Type.Optional(Json),
  failure: Type.Optional(RunFailure),
})
export type StartAnswer = Static<typeof StartAnswer>

/** Path of an operation on a workflow type. */
export const startParams = closedObject({ workflow_type: Name })

/** Refusals of what a run would begin with, now or at another time. */
export const runnableProblems = [
  'workflow-type-not-found',
  'workflow-type-disabled',
  'no-ready-target',
  'input-invalid',
  'validation-too-costly',
  'schema-invalid',
  'search-attribute-unusable',
  'search-attribute-not-ready',
  'search-attribute-conflict',
] as const satisfies readonly ProblemCode[]

/** Refusals of everything that starts a run. */
export const startProblems = [
  ...runnableProblems,
  'slug-empty',
  'workflow-id-taken',
  'idempotency-key-reused',
  'payload-too-large',
] as const satisfies readonly ProblemCode[]

export const startWorkflow = endpoint({
  id: 'startWorkflow',
  method: 'POST',
  path: '/workflows/:workflow_type/start',
  tag: 'dispatch',
  summary: 'Start a run of a workflow type',
  description:
    'The task queue is found, the input checked, the run started with one call to Temporal. 200 without `Prefer: wait` is a started run; with it, a closed run with `status` and `result` or `failure`; 202 with `Location` means it still runs. A repeated `Idempotency-Key` is answered with `Idempotency-Replayed: true`.',
  scope: 'start',
  params: startParams,
  headers: StartHeaders,
  body: StartBody,
  responses: { 200: StartAnswer, 202: StartAnswer },
  problems: [...startProblems, 'payload-undecryptable', 'too-many-waiters'],
})

export const validateStart = endpoint({
  id: 'validateStart',
  method: 'POST',
  path: '/workflows/:workflow_type/validate',
  tag: 'dispatch',
  summary: 'Check a start without starting anything',
  description:
    'Answers what a start with this body would do: the target it would go to, or every fault.',
  scope: 'read',
  params: startParams,
  body: StartBody,
  responses: {
    200: Type.Object({
      valid: Type.Literal(true),
      workflow_type: Type.String(),
      task_queue: Type.String(),
      route: Type.String(),
      workflow_id: Type.Optional(
        Type.String({
          description:
            'The id the run would have, where the body settles it. A number that is yet to be claimed stands as `{{counter}}`.',
        }),
      ),
    }),
  },
  problems: [...runnableProblems, 'slug-empty'],
  idempotent: true,
})
