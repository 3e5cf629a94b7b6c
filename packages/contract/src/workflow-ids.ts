import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { closedObject, Epoch } from './shapes.ts'

const NameBody = closedObject({ name: Type.String({ minLength: 1, maxLength: 128 }) })

export const Claim = Type.Object({
  slug: Type.String(),
  counter: Type.Integer(),
  workflow_id: Type.String(),
})
export type Claim = Static<typeof Claim>

const idempotencyHeader = Type.Object({
  'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
})

export const claimWorkflowId = endpoint({
  id: 'claimWorkflowId',
  method: 'POST',
  path: '/workflow-ids/claim',
  tag: 'workflow-ids',
  summary: 'Claim the next workflow id of a name',
  description:
    'Counters are dense and no number is given twice. With `Idempotency-Key` a repeated claim gets the same number (the last 5,000 keys are remembered).',
  scope: 'start',
  headers: idempotencyHeader,
  body: NameBody,
  responses: { 200: Claim },
  problems: ['slug-empty', 'idempotency-key-reused'],
})

export const resetWorkflowId = endpoint({
  id: 'resetWorkflowId',
  method: 'POST',
  path: '/workflow-ids/reset',
  tag: 'workflow-ids',
  summary: "Set a name's counter back to 0",
  scope: 'admin',
  body: NameBody,
  responses: {
    200: Type.Object({
      slug: Type.String(),
      previous_counter: Type.Integer(),
      reset_to: Type.Literal(0),
    }),
  },
  problems: ['slug-empty'],
})

export const listWorkflowIds = endpoint({
  id: 'listWorkflowIds',
  method: 'GET',
  path: '/workflow-ids',
  tag: 'workflow-ids',
  summary: 'List the counters',
  scope: 'read',
  responses: {
    200: Type.Object({
      slug_counters: Type.Array(
        Type.Object({
          slug: Type.String(),
          counter: Type.Integer(),
          last_claimed_epoch: Epoch,
        }),
      ),
    }),
  },
  problems: [],
  idempotent: true,
})
