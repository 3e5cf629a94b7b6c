import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { closedObject, Epoch, LabelSelector, Name, oneOf, shape } from './shapes.ts'

/** What can change: the durable ones at a revision of their own, states as this replica comes to see them. */
export const changeKinds = [
  'type.stored',
  'type.removed',
  'type.status',
  'worker.joined',
  'worker.updated',
  'worker.left',
  'worker.live',
  'worker.draining',
  'worker.expired',
  'worker.frozen',
  'target.state',
] as const
export type ChangeKind = (typeof changeKinds)[number]

/** One change of the registry, as a feed tells it. */
export const RegistryChange = shape('RegistryChange', {
  kind: oneOf(changeKinds),
  revision: Type.Integer({ description: "The replica's revision when it saw the change." }),
  at_epoch: Epoch,
  workflow_type: Type.Optional(Type.String()),
  worker_id: Type.Optional(Type.String()),
  task_queue: Type.Optional(Type.String()),
  version: Type.Optional(Type.String()),
  state: Type.Optional(
    Type.String({ description: 'Status of a type, lease of a worker, state of a target.' }),
  ),
  previous_state: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
})
export type RegistryChange = Static<typeof RegistryChange>

/** Where a feed begins: what is read at this revision or later, and followed from here, is complete. */
export const FeedStart = shape('FeedStart', {
  revision: Type.Integer(),
  reason: Type.Optional(Type.String({ description: 'Of a `reset`: why the feed cannot go on.' })),
})
export type FeedStart = Static<typeof FeedStart>

export const watchRegistry = endpoint({
  id: 'watchRegistry',
  method: 'GET',
  path: '/registry/changes',
  tag: 'registry',
  summary: 'Follow what changes as server-sent events',
  description:
    'Event `open` (data: FeedStart) comes first, then `change` (data: RegistryChange) as it happens on any replica. `Last-Event-ID`, or `since` with a revision, resumes; where that is not possible, event `reset` (data: FeedStart) comes instead of `open`: read the lists again, with `min_revision` of its revision. Whoever reads too slowly is cut off.',
  scope: 'read',
  query: closedObject({
    since: Type.Optional(Type.Integer({ minimum: 0 })),
    workflow_type: Type.Optional(Name),
    label: Type.Optional(Type.Array(LabelSelector)),
    kind: Type.Optional(Type.Array(oneOf(changeKinds))),
  }),
  headers: Type.Object({
    'last-event-id': Type.Optional(Type.String({ maxLength: 100 })),
  }),
  responses: { 200: Type.String() },
  mediaType: 'text/event-stream',
  problems: ['too-many-waiters'],
  idempotent: true,
})
