import { Type, type Static } from 'typebox'
import { AnyChannelName, channelKinds } from './channels.ts'
import { databaseProblems, endpoint } from './endpoint.ts'
import {
  closedObject,
  closedShape,
  Json,
  nullable,
  oneOf,
  shape,
  Timestamp,
  Uuid,
} from './shapes.ts'
import { pageQuery } from './triggers.ts'

/** How a delivery stands; docs/deliveries.md says what leads from one to the other. */
export const deliveryStatuses = [
  'queued',
  'sending',
  'retrying',
  'delivered',
  'dead',
  'rate_limited',
] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

/** How a delivery can end. */
export const endedStatuses = ['delivered', 'dead', 'rate_limited'] as const
export type EndedStatus = (typeof endedStatuses)[number]

/** What came of an attempt: `interrupted` is one whose outcome nobody saw. */
export const attemptOutcomes = ['open', 'delivered', 'failed', 'interrupted'] as const
export type AttemptOutcome = (typeof attemptOutcomes)[number]

/** What messages are about. */
export const aboutKinds = ['task', 'alert'] as const
export type AboutKind = (typeof aboutKinds)[number]

const DeliveryFailure = shape('DeliveryFailure', {
  code: Type.String({ description: 'A problem code.' }),
  detail: Type.String(),
})
export type DeliveryFailure = Static<typeof DeliveryFailure>

const summaryMembers = {
  id: Type.String(),
  channel: Type.String(),
  kind: nullable(oneOf(channelKinds, { description: 'Null: there was no such channel.' })),
  status: oneOf(deliveryStatuses),
  key: Type.String({
    description: 'Which message it is: `webhook-id` of every attempt. A channel has it once.',
  }),
  about: Type.Object(
    { kind: oneOf(aboutKinds), id: Type.String() },
    { description: 'Of a digest its first alert; `message.data.alerts` has them all.' },
  ),
  subject: nullable(Type.String()),
  attempts: Type.Integer({ description: 'Made so far, those of earlier rounds included.' }),
  round: Type.Integer({ description: '1, and one more with each redelivery.' }),
  failure: nullable(DeliveryFailure),
  created_at: Timestamp,
  next_attempt_at: nullable(Timestamp),
  ended_at: nullable(Timestamp),
}

/** A delivery in a list. */
export const DeliverySummary = shape('DeliverySummary', summaryMembers)
export type DeliverySummary = Static<typeof DeliverySummary>

export const DeliveryAttempt = shape('DeliveryAttempt', {
  number: Type.Integer(),
  round: Type.Integer(),
  at: Timestamp,
  outcome: oneOf(attemptOutcomes),
  status: nullable(Type.Integer({ description: 'What the receiver answered, HTTP or SMTP.' })),
  took_ms: nullable(Type.Integer()),
  failure: nullable(DeliveryFailure),
  response_excerpt: nullable(Type.String({ description: 'Without secrets.' })),
})
export type DeliveryAttempt = Static<typeof DeliveryAttempt>

/** A delivery with what was to be sent, and every attempt. */
export const Delivery = shape('Delivery', {
  ...summaryMembers,
  message: Type.Object({
    type: Type.String(),
    subject: nullable(Type.String()),
    text: Type.String(),
    data: Json,
  }),
  attempt_log: Type.Array(DeliveryAttempt),
})
export type Delivery = Static<typeof Delivery>

const params = closedObject({ delivery_id: Uuid })
const tag = 'channels'

export const listDeliveries = endpoint({
  id: 'listDeliveries',
  method: 'GET',
  path: '/deliveries',
  tag,
  summary: 'Search deliveries: what is sent to channels, and what came of it',
  description: 'Newest first.',
  scope: 'read',
  query: closedObject({
    channel: Type.Optional(AnyChannelName),
    status: Type.Optional(Type.Array(oneOf(deliveryStatuses), { maxItems: 6 })),
    about_kind: Type.Optional(oneOf(aboutKinds)),
    about_id: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'Of the task, or of one of the alerts that it tells.',
      }),
    ),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    ...pageQuery,
  }),
  responses: {
    200: Type.Object({
      deliveries: Type.Array(DeliverySummary),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...databaseProblems, 'cursor-invalid'],
  idempotent: true,
})

export const getDelivery = endpoint({
  id: 'getDelivery',
  method: 'GET',
  path: '/deliveries/:delivery_id',
  tag,
  summary: 'Describe a delivery: the message, and every attempt',
  scope: 'read',
  params,
  responses: { 200: Delivery },
  problems: [...databaseProblems, 'delivery-not-found'],
  idempotent: true,
})

export const redeliver = endpoint({
  id: 'redeliver',
  method: 'POST',
  path: '/deliveries/:delivery_id/redeliver',
  tag,
  summary: 'Send what has ended once more, under the same webhook-id',
  scope: 'start',
  params,
  responses: { 202: DeliverySummary },
  problems: [...databaseProblems, 'delivery-not-found', 'delivery-open'],
})

export const redeliverSome = endpoint({
  id: 'redeliverSome',
  method: 'POST',
  path: '/deliveries/redeliver',
  tag,
  summary: 'Send again what was not delivered, by a filter',
  description:
    'The oldest first. Answers how many were put back into the queue; repeat it while `more`.',
  scope: 'start',
  body: closedShape('RedeliverSome', {
    channel: Type.Optional(AnyChannelName),
    status: Type.Optional(
      Type.Array(oneOf(['dead', 'rate_limited']), {
        minItems: 1,
        maxItems: 2,
        description: 'Default: dead.',
      }),
    ),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 1_000 })),
    dry_run: Type.Optional(Type.Boolean({ description: 'Only says how many there are.' })),
  }),
  responses: { 200: shape('Redelivered', { count: Type.Integer(), more: Type.Boolean() }) },
  problems: databaseProblems,
})
