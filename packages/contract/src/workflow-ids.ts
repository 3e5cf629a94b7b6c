import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { closedObject, Epoch } from './shapes.ts'

/**
 * Turns a name into the slug its ids share: lower case, each run of other characters than a-z, 0-9
 * and `-` one `-`, none at the ends. Empty when the name has no letter or digit.
 */
export function slugify(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}

/** The workflow id of a slug's n-th claim. */
export function workflowIdOf(slug: string, counter: number | string): string {
  return `${slug}-r${counter}`
}

/** Bounds of the counters, as the original keeps them. */
export const slugLimits = { unusedTtlDays: 30, maxSlugs: 10_000 } as const

/** The workflow that holds the counters. */
export const workflowIdsWire = {
  workflowId: 'workflow-ids',
  workflowType: 'temporal-registry.workflow-ids.v1',
} as const

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
