import { Type, type Static } from 'typebox'
import { IdempotencyKey, startMembers } from './dispatch.ts'
import { endpoint } from './endpoint.ts'
import type { ProblemJson } from './problem.ts'
import { closedObject, closedShape, Json, Name, oneOf, shape } from './shapes.ts'

/** Most starts in one batch. */
export const maxBatchItems = 1_000

/** One start of a batch: its type, its body, and a key of its own. */
export const BatchItem = closedShape('BatchItem', {
  workflow_type: Name,
  idempotency_key: Type.Optional(IdempotencyKey),
  ...startMembers,
})
export type BatchItem = Static<typeof BatchItem>

/** A batch of starts. An item of another shape is refused by itself, so anything is let through here. */
export const BatchStartBody = closedObject({
  items: Type.Unsafe<BatchItem[]>(
    Type.Array(Type.Union([BatchItem, Json]), { minItems: 1, maxItems: maxBatchItems }),
  ),
  dry_run: Type.Optional(
    Type.Boolean({ description: 'Only check every item: nothing is started, no number claimed.' }),
  ),
})
export type BatchStartBody = Static<typeof BatchStartBody>

/** What can become of an item. */
export const batchOutcomes = ['started', 'replayed', 'valid', 'refused', 'skipped'] as const

/** What became of one item; `problem` says why it was refused, its pointers from the batch's own root. */
export const BatchOutcome = shape('BatchOutcome', {
  index: Type.Integer(),
  outcome: oneOf(batchOutcomes, {
    description:
      '`replayed`: its key had started it before. `valid`: a dry run found no fault. `skipped`: the caller went away before its turn.',
  }),
  workflow_type: Type.Optional(Type.String()),
  workflow_id: Type.Optional(Type.String()),
  run_id: Type.Optional(Type.String()),
  task_queue: Type.Optional(Type.String()),
  problem: Type.Optional(
    Type.Unsafe<ProblemJson>({
      type: 'object',
      required: ['type', 'title', 'status', 'detail', 'code', 'remedy'],
      description: 'The refusal, as the start alone would have been answered.',
    }),
  ),
})
export type BatchOutcome = Static<typeof BatchOutcome>

export const batchStart = endpoint({
  id: 'batchStart',
  method: 'POST',
  path: '/workflows/batch-start',
  tag: 'dispatch',
  summary: 'Start up to 1,000 runs, each with an outcome of its own',
  description:
    'Always 200 once the batch itself is well-formed: `items` has an outcome for each, in order, and one that is refused does not touch the others. An `Idempotency-Key` on the batch gives every item without one a key by its place, so that a repeated batch starts nothing twice.',
  scope: 'start',
  headers: Type.Object({ 'idempotency-key': Type.Optional(IdempotencyKey) }),
  body: BatchStartBody,
  responses: {
    200: Type.Object({
      counts: Type.Object({
        started: Type.Integer(),
        replayed: Type.Integer(),
        valid: Type.Integer(),
        refused: Type.Integer(),
        skipped: Type.Integer(),
      }),
      items: Type.Array(BatchOutcome),
    }),
  },
  problems: [],
})
