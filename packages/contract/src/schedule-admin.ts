import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { closedShape, Name, oneOf, shape } from './shapes.ts'

/** Ways in which a schedule is not as its type or its declaration would have it. */
export const driftKinds = [
  'queue-behind',
  'queue-not-ready',
  'edited',
  'paused',
  'type-gone',
  'declaration-gone',
  'declaration-pending',
  'missing',
  'id-taken',
  'input-invalid',
] as const

/** One way in which a schedule drifted. */
export const ScheduleDrift = shape('ScheduleDrift', {
  schedule_id: Type.String(),
  workflow_type: Type.String(),
  kind: oneOf(driftKinds),
  detail: Type.String(),
  heals: Type.Boolean({
    description: 'Whether the registry sets it right by itself; the rest is for an operator.',
  }),
})
export type ScheduleDrift = Static<typeof ScheduleDrift>

export const getScheduleDrift = endpoint({
  id: 'getScheduleDrift',
  method: 'GET',
  path: '/admin/schedules/drift',
  tag: 'schedules',
  summary: 'Report schedules that are not as their type or declaration would have them',
  description:
    'Looks at every schedule this registry made, at `schedules.requests_per_second` where that is set. After 20 s it answers what it has seen, with `complete: false`.',
  scope: 'read',
  responses: {
    200: Type.Object({
      checked: Type.Integer(),
      complete: Type.Boolean(),
      drift: Type.Array(ScheduleDrift),
    }),
  },
  problems: [],
  idempotent: true,
})

/** Which schedules, and whether only to say so. */
export const BulkBody = closedShape('BulkBody', {
  workflow_type: Type.Optional(Name),
  label: Type.Optional(
    Type.Array(Type.String({ pattern: '^[^=]+(=.*)?$' }), {
      minItems: 1,
      maxItems: 20,
      description: '`name=value`, or `name` for any value; all of them must hold.',
    }),
  ),
  note: Type.Optional(Type.String({ maxLength: 1_000 })),
  dry_run: Type.Optional(Type.Boolean({ description: 'Only say which; change nothing.' })),
})
export type BulkBody = Static<typeof BulkBody>

/** What a bulk operation touched; schedules that already were so are left alone. */
export const BulkAnswer = shape('BulkAnswer', {
  dry_run: Type.Boolean(),
  touched: Type.Array(Type.String()),
  failed: Type.Array(Type.Object({ schedule_id: Type.String(), detail: Type.String() })),
})
export type BulkAnswer = Static<typeof BulkAnswer>

const bulk = {
  method: 'POST',
  tag: 'schedules',
  description:
    'Of those this registry made, by `workflow_type`, `label` or both. What could not be changed is in `failed`; the rest is done.',
  scope: 'admin',
  body: BulkBody,
  responses: { 200: BulkAnswer },
  problems: [],
  idempotent: true,
} as const

export const pauseSchedules = endpoint({
  ...bulk,
  id: 'pauseSchedules',
  path: '/admin/schedules/pause',
  summary: 'Pause many schedules',
})

export const unpauseSchedules = endpoint({
  ...bulk,
  id: 'unpauseSchedules',
  path: '/admin/schedules/unpause',
  summary: 'Unpause many schedules',
})
