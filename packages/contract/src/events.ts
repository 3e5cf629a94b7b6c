import { Type, type Static } from 'typebox'
import { ActivityRunSummary } from './activity-runs.ts'
import { databaseProblems, endpoint } from './endpoint.ts'
import type { ProblemJson } from './problem.ts'
import { closedObject, JsonObject, oneOf, shape, Timestamp } from './shapes.ts'
import { TriggerRecord } from './triggers.ts'

/** Most events in one request. */
export const maxBatchEvents = 100
/** What the gateway calls an event. */
export const StoredEventId = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  description: 'What the gateway answered when it took the event in.',
})
/** Most bytes of an event's data, as JSON or as what base64 stands for. */
export const maxEventDataBytes = 512 * 1024

/** A CloudEvent 1.0 in its JSON format; members beyond those named are extension attributes. */
export const EventEnvelope = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    id: Type.String({
      minLength: 1,
      maxLength: 1_000,
      description: 'Says with `source` which event it is: the same two again are the same event.',
    }),
    source: Type.String({ minLength: 1, maxLength: 1_000, description: 'A URI reference.' }),
    type: Type.String({ minLength: 1, maxLength: 255, examples: ['order.created'] }),
    subject: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
    time: Type.Optional(Timestamp),
    datacontenttype: Type.Optional(
      Type.String({ maxLength: 255, description: 'Media type of the data. Absent: JSON.' }),
    ),
    dataschema: Type.Optional(Type.String({ maxLength: 2_000, description: 'An absolute URI.' })),
    data: Type.Optional(Type.Unknown({ description: 'At most 512 KiB.' })),
    data_base64: Type.Optional(Type.String({ description: 'In place of `data`: bytes.' })),
  },
  {
    title: 'EventEnvelope',
    additionalProperties: { type: ['string', 'integer', 'boolean'] },
    propertyNames: { pattern: '^([a-z0-9]{1,64}|data_base64)$' },
    not: { required: ['data', 'data_base64'] },
    description:
      'A CloudEvent 1.0. Extension attributes are named in a-z and 0-9; at most 32 of them.',
  },
)
export type EventEnvelope = Static<typeof EventEnvelope> & { readonly [extension: string]: unknown }

const receiptMembers = {
  event_id: Type.String({ description: 'What this gateway calls the event, in `/events/{id}`.' }),
  matched: Type.Union([Type.Integer(), Type.Null()], {
    description:
      'Active definitions that the event matches as they are now; null when that could not be found out. What comes of it is decided after the answer.',
  }),
  deduplicated: Type.Optional(
    Type.Literal(true, {
      description: 'An event of this `source` and `id` was here before; `event_id` is its.',
    }),
  ),
  content_differs: Type.Optional(
    Type.Literal(true, {
      description: 'The one that was here before said something else. What it said stands.',
    }),
  ),
}

/** What became of an event that was sent. */
export const EventReceipt = shape('EventReceipt', receiptMembers)
export type EventReceipt = Static<typeof EventReceipt>

/** What became of one event of a batch; `problem` says why it was refused. */
export const BatchedEventReceipt = shape('BatchedEventReceipt', {
  index: Type.Integer(),
  ...Type.Partial(Type.Object(receiptMembers)).properties,
  problem: Type.Optional(
    Type.Unsafe<ProblemJson>({
      type: 'object',
      required: ['type', 'title', 'status', 'detail', 'code', 'remedy'],
      description: 'The refusal, as the event alone would have been answered.',
    }),
  ),
})
export type BatchedEventReceipt = Static<typeof BatchedEventReceipt>

/** What became of the events of a batch, in their order. */
export const EventBatchReceipt = shape('EventBatchReceipt', {
  accepted: Type.Integer(),
  refused: Type.Integer(),
  events: Type.Array(BatchedEventReceipt),
})
export type EventBatchReceipt = Static<typeof EventBatchReceipt>

/** One event, or a batch of them. */
export const EventBody = Type.Union([
  EventEnvelope,
  Type.Array(EventEnvelope, { minItems: 1, maxItems: maxBatchEvents }),
])

/** The media types that events come in; with `ce-` headers, any is the data's own. */
export const eventMediaTypes = [
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
  'application/json',
] as const

export const sendEvent = endpoint({
  id: 'sendEvent',
  method: 'POST',
  path: '/events',
  tag: 'events',
  summary: 'Send an event, or a batch of up to 100',
  description:
    'Takes CloudEvents 1.0 over HTTP: structured (one as JSON), batched (a list as JSON), or binary (attributes in `ce-` headers, the body is the data). Answered once the event is stored; definitions are triggered after that, Temporal may be away meanwhile. Safe to repeat: the same `source` and `id` is the same event. Of a batch, each event has an outcome of its own, and one that is refused does not touch the others.',
  scope: 'start',
  body: EventBody,
  rawBody: eventMediaTypes,
  responses: { 202: Type.Union([EventReceipt, EventBatchReceipt]) },
  problems: ['event-invalid', 'event-too-large', 'media-type-unsupported', ...databaseProblems],
  idempotent: true,
})

/** What the filter of a definition said of an event. */
export const filterVerdicts = ['passed', 'filtered', 'failed'] as const

/** A condition of a filter: what it gave, and what it read to get there. */
export const FilterCondition = shape('FilterCondition', {
  expression: Type.String(),
  value: Type.Optional(Type.Unknown()),
  failure: Type.Optional(Type.String({ description: 'Why it has no value.' })),
  values: { ...JsonObject, description: 'What it read, by path; what is large is shortened.' },
})
export type FilterCondition = Static<typeof FilterCondition>

/** A definition that names the type and source of an event, and what its filter says. */
export const ConsideredDefinition = shape('ConsideredDefinition', {
  id: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  verdict: oneOf(filterVerdicts),
  reason: Type.Optional(Type.String()),
  conditions: Type.Optional(
    Type.Array(FilterCondition, {
      description: 'What the filter compared, where it did not hold.',
    }),
  ),
})
export type ConsideredDefinition = Static<typeof ConsideredDefinition>

/** What would become of an event. */
export const EventTrial = shape('EventTrial', {
  envelope: Type.Optional(EventEnvelope),
  definitions: Type.Optional(Type.Array(ConsideredDefinition)),
  problem: Type.Optional(
    Type.Unsafe<ProblemJson>({
      type: 'object',
      required: ['type', 'title', 'status', 'detail', 'code', 'remedy'],
    }),
  ),
})
export type EventTrial = Static<typeof EventTrial>

export const testEvent = endpoint({
  id: 'testEvent',
  method: 'POST',
  path: '/events/test',
  tag: 'events',
  summary: 'Try an event or a batch: whether it is one, and what it would trigger',
  description: 'Takes what `POST /events` takes. Nothing is stored and nothing started.',
  scope: 'start',
  body: EventBody,
  rawBody: eventMediaTypes,
  responses: { 200: Type.Object({ events: Type.Array(EventTrial) }) },
  problems: ['expressions-busy', 'event-invalid', 'media-type-unsupported', ...databaseProblems],
  idempotent: true,
})

/** An event as a list shows it. */
export const EventSummary = shape('EventSummary', {
  event_id: Type.String(),
  id: Type.String({ description: "The CloudEvent's." }),
  source: Type.String(),
  type: Type.String(),
  subject: Type.Union([Type.String(), Type.Null()]),
  time: Type.Union([Timestamp, Type.Null()], { description: 'As the event says.' }),
  received_at: Timestamp,
  event_source: Type.Union([Type.String(), Type.Null()], {
    description: 'Slug of the source it came through; null for `POST /events` and runs.',
  }),
  depth: Type.Integer({ description: 'Events in a row that runs emitted, this one included.' }),
})
export type EventSummary = Static<typeof EventSummary>

export const listEvents = endpoint({
  id: 'listEvents',
  method: 'GET',
  path: '/events',
  tag: 'events',
  summary: 'Search the events that came in, the newest first',
  scope: 'read',
  query: closedObject({
    type: Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: 'Whole, or its beginning and *.' }),
    ),
    source: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_000,
        description: 'Whole, or its beginning and *.',
      }),
    ),
    subject: Type.Optional(Type.String({ maxLength: 1_000 })),
    event_source: Type.Optional(Type.String({ maxLength: 63 })),
    from: Type.Optional({ ...Timestamp, description: 'Received at or after.' }),
    to: Type.Optional({ ...Timestamp, description: 'Received before.' }),
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'A part of id, type, source or subject; case does not count.',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    cursor: Type.Optional(Type.String()),
  }),
  responses: {
    200: Type.Object({
      events: Type.Array(EventSummary),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['cursor-invalid', ...databaseProblems],
  idempotent: true,
})

const params = Type.Object({ event_id: StoredEventId })

/** An event as it came, and the runs that it caused. */
export const EventDetail = shape('EventDetail', {
  ...EventSummary.properties,
  envelope: EventEnvelope,
  runs: Type.Array(ActivityRunSummary, {
    description: 'Runs that it had a part in, the newest first, at most 100.',
  }),
})
export type EventDetail = Static<typeof EventDetail>

export const getEvent = endpoint({
  id: 'getEvent',
  method: 'GET',
  path: '/events/:event_id',
  tag: 'events',
  summary: 'Show an event as it came, and the runs that it caused',
  scope: 'read',
  params,
  responses: { 200: EventDetail },
  problems: ['event-not-found', ...databaseProblems],
  idempotent: true,
})

/** What came of an event, definition by definition. */
export const EventExplanation = shape('EventExplanation', {
  event_id: Type.String(),
  pending: Type.Boolean({ description: 'It is still to be decided what comes of it.' }),
  triggers: Type.Array(
    shape('ExplainedTrigger', {
      ...TriggerRecord.properties,
      conditions: Type.Optional(Type.Array(FilterCondition)),
    }),
    {
      description:
        'The ledger: each definition that names the type and source, where it stopped and why; the newest first. `conditions` says what a filter compared that did not hold.',
    },
  ),
})
export type EventExplanation = Static<typeof EventExplanation>

export const explainEvent = endpoint({
  id: 'explainEvent',
  method: 'GET',
  path: '/events/:event_id/explain',
  tag: 'events',
  summary: 'Say what came of an event, and why of each definition that considered it',
  description:
    'Definitions that do not name the type and source of the event did not consider it, and are not here. The filter is looked at anew, as the version that decided has it.',
  scope: 'read',
  params,
  responses: { 200: EventExplanation },
  problems: ['event-not-found', 'expressions-busy', ...databaseProblems],
  idempotent: true,
})
