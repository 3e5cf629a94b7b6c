import { Type, type Static } from 'typebox'
import { oneKind, Template } from './activity-definition.ts'
import { databaseProblems, endpoint } from './endpoint.ts'
import { EventBatchReceipt, EventReceipt, EventTrial } from './events.ts'
import { SecretName } from './secrets.ts'
import { closedObject, closedShape, dictionary, Json, oneOf, shape, Timestamp } from './shapes.ts'

/** How an event source is called in its address. */
export const SourceSlug = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
  description: 'Of a-z, 0-9 and -, at most 63 characters.',
  examples: ['github'],
})

const secrets = Type.Array(SecretName, {
  minItems: 1,
  maxItems: 2,
  uniqueItems: true,
  description: 'Names of secrets. Each of them will do: two while one replaces the other.',
})
const tolerance = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 86_400,
    description: 'How far the time stamp may be from now, either way. Default: 300.',
  }),
)
const HeaderName = Type.String({ pattern: '^[A-Za-z0-9-]{1,128}$' })

/** Algorithms of a generic signature. */
export const hmacAlgorithms = ['sha256', 'sha512', 'sha384', 'sha1'] as const
/** How a signature is written. */
export const signatureEncodings = ['hex', 'base64', 'base64url'] as const
/** How the text of a secret stands for the key. */
export const secretEncodings = ['utf8', 'hex', 'base64'] as const

const verificationKinds = {
  standard_webhooks: closedShape('StandardWebhooksVerification', {
    secrets,
    tolerance_seconds: tolerance,
  }),
  github: closedShape('GitHubVerification', { secrets }),
  stripe: closedShape('StripeVerification', { secrets, tolerance_seconds: tolerance }),
  slack: closedShape('SlackVerification', { secrets, tolerance_seconds: tolerance }),
  generic_hmac: closedShape('GenericHmacVerification', {
    secrets,
    algorithm: Type.Optional(oneOf(hmacAlgorithms, { description: 'Default: sha256.' })),
    header: HeaderName,
    encoding: Type.Optional(oneOf(signatureEncodings, { description: 'Default: hex.' })),
    prefix: Type.Optional(
      Type.String({ maxLength: 64, description: 'Stands before the signature, as `sha256=`.' }),
    ),
    signed: Type.Optional(
      Type.String({
        pattern: '\\{body\\}',
        maxLength: 200,
        description:
          'What is signed; `{body}` stands for the body, `{timestamp}` for the time stamp as it came. Default: `{body}`.',
      }),
    ),
    timestamp_header: Type.Optional(HeaderName),
    tolerance_seconds: tolerance,
    secret_encoding: Type.Optional(oneOf(secretEncodings, { description: 'Default: utf8.' })),
  }),
  bearer: closedShape('BearerVerification', {
    secrets,
    header: Type.Optional({
      ...HeaderName,
      description: 'Holds the token alone. Default: Authorization, with Bearer before the token.',
    }),
  }),
  basic: closedShape('BasicVerification', {
    username: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^:]+$' }),
    secrets,
  }),
  none: closedShape('NoVerification', {}),
}

/** How a sender proves who it is. */
export const Verification = oneKind('Verification', verificationKinds)
export type Verification = Static<typeof Verification>
export type VerificationKind = keyof typeof verificationKinds
export const verificationKindNames = Object.keys(verificationKinds) as VerificationKind[]

/** Why a sender is not believed. */
export const refusalReasons = [
  'signature-missing',
  'signature-wrong',
  'timestamp-missing',
  'timestamp-out-of-tolerance',
  'credentials-missing',
  'credentials-wrong',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** What the attributes of an event are made of; what is absent is as the kind of source has it. */
export const EventMapping = closedShape('EventMapping', {
  type: Type.Optional(Template),
  id: Type.Optional(Template),
  source: Type.Optional(Template),
  subject: Type.Optional(Template),
  time: Type.Optional(Template),
  data: Type.Optional(Template),
})
export type EventMapping = Static<typeof EventMapping>

/** Somebody who sends webhooks, and what events they become. */
export const EventSourceBody = closedShape('EventSourceBody', {
  description: Type.Optional(Type.String({ maxLength: 2_000 })),
  enabled: Type.Optional(Type.Boolean({ description: 'Default: true.' })),
  verification: Verification,
  mapping: Type.Optional(EventMapping),
})
export type EventSourceBody = Static<typeof EventSourceBody>

/** An event source as it stands. */
export const EventSource = shape('EventSource', {
  slug: Type.String(),
  description: Type.Optional(Type.String()),
  enabled: Type.Boolean(),
  verification: Verification,
  mapping: Type.Optional(EventMapping),
  version: Type.Integer({ description: 'Counts the changes.' }),
  created_at: Timestamp,
  updated_at: Timestamp,
})
export type EventSource = Static<typeof EventSource>

const params = Type.Object({ slug: SourceSlug })

export const listEventSources = endpoint({
  id: 'listEventSources',
  method: 'GET',
  path: '/event-sources',
  tag: 'events',
  summary: 'List the sources of webhooks',
  scope: 'read',
  query: closedObject({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    cursor: Type.Optional(Type.String()),
  }),
  responses: {
    200: Type.Object({
      event_sources: Type.Array(EventSource),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['cursor-invalid', ...databaseProblems],
  idempotent: true,
})

export const getEventSource = endpoint({
  id: 'getEventSource',
  method: 'GET',
  path: '/event-sources/:slug',
  tag: 'events',
  summary: 'Describe a source of webhooks',
  scope: 'read',
  params,
  responses: { 200: EventSource },
  problems: ['event-source-not-found', ...databaseProblems],
  idempotent: true,
})

export const putEventSource = endpoint({
  id: 'putEventSource',
  method: 'PUT',
  path: '/event-sources/:slug',
  tag: 'events',
  summary: 'Make or replace a source of webhooks',
  description:
    'Asks for the scope `admin`: it decides who may send events without a token. Secrets that are named may be set later; requests are refused with `event-source-unready` until then.',
  scope: 'admin',
  params,
  body: EventSourceBody,
  responses: { 200: EventSource, 201: EventSource },
  problems: ['expression-invalid', 'expressions-busy', ...databaseProblems],
  idempotent: true,
})

export const deleteEventSource = endpoint({
  id: 'deleteEventSource',
  method: 'DELETE',
  path: '/event-sources/:slug',
  tag: 'events',
  summary: 'Remove a source of webhooks; its events stay',
  scope: 'admin',
  params,
  responses: { 204: null },
  problems: ['event-source-not-found', ...databaseProblems],
  idempotent: true,
})

const switching = {
  method: 'POST',
  tag: 'events',
  scope: 'admin',
  params,
  responses: { 200: EventSource },
  problems: ['event-source-not-found', ...databaseProblems],
  idempotent: true,
} as const

export const enableEventSource = endpoint({
  ...switching,
  id: 'enableEventSource',
  path: '/event-sources/:slug/enable',
  summary: 'Take webhooks of a source again',
})

export const disableEventSource = endpoint({
  ...switching,
  id: 'disableEventSource',
  path: '/event-sources/:slug/disable',
  summary: 'Take no more webhooks of a source: its address answers as if there were none',
})

/** What a challenge of a provider is answered. */
export const WebhookChallenge = shape('WebhookChallenge', { challenge: Type.String() })

export const receiveWebhook = endpoint({
  id: 'receiveWebhook',
  method: 'POST',
  path: '/event-sources/:slug',
  tag: 'events',
  summary: 'Take in a webhook, as its source sends it',
  description:
    'Needs no token: the source says how a sender proves who it is, over the bytes as they came. JSON and forms are made into one event; CloudEvents are taken as they are. Answered once the event is stored. A slug that is unknown and one that is disabled are the same 404.',
  scope: 'public',
  params,
  body: Json,
  rawBody: [
    'application/json',
    'application/x-www-form-urlencoded',
    'application/cloudevents+json',
  ],
  responses: { 202: Type.Union([EventReceipt, EventBatchReceipt]), 200: WebhookChallenge },
  problems: [
    'validation-failed',
    'cross-site-refused',
    'event-source-not-found',
    'event-source-unready',
    'signature-invalid',
    'event-invalid',
    'event-too-large',
    'media-type-unsupported',
    'expression-failed',
    'expression-too-costly',
    'expression-invalid',
    'expressions-busy',
    ...databaseProblems,
    'internal',
  ],
})

/** A webhook to try a source with. */
export const WebhookSample = closedShape('WebhookSample', {
  headers: Type.Optional(dictionary(Type.String({ maxLength: 8_000 }), { maxProperties: 100 })),
  query: Type.Optional(dictionary(Type.String({ maxLength: 8_000 }), { maxProperties: 100 })),
  body: Type.Optional(Type.Unknown({ description: 'Sent as JSON.' })),
  text: Type.Optional(
    Type.String({ description: 'In place of `body`: the body as it is sent, to the last byte.' }),
  ),
})
export type WebhookSample = Static<typeof WebhookSample>

/** What would become of a webhook. */
export const WebhookTrial = shape('WebhookTrial', {
  verified: Type.Boolean(),
  reason: Type.Optional(
    oneOf(refusalReasons, { description: 'Why the sender would not be believed.' }),
  ),
  challenge: Type.Optional(Type.String({ description: 'What it would be answered; no event.' })),
  events: Type.Array(EventTrial),
})
export type WebhookTrial = Static<typeof WebhookTrial>

export const testEventSource = endpoint({
  id: 'testEventSource',
  method: 'POST',
  path: '/event-sources/:slug/test',
  tag: 'events',
  summary: 'Try a webhook: what event it becomes, and what that would trigger',
  description:
    'Nothing is stored and nothing started. What the sender must prove is looked at and told, and the webhook is mapped either way. A disabled source can be tried.',
  scope: 'start',
  params,
  body: WebhookSample,
  responses: { 200: WebhookTrial },
  problems: [
    'event-source-not-found',
    'event-source-unready',
    'expressions-busy',
    ...databaseProblems,
  ],
  idempotent: true,
})
