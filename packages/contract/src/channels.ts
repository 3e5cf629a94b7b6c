import { Type, type Static } from 'typebox'
import { Liquid, oneKind, Template } from './activity-definition.ts'
import { databaseProblems, endpoint, type Endpoint } from './endpoint.ts'
import { SecretName } from './secrets.ts'
import {
  closedObject,
  closedShape,
  dictionary,
  nullable,
  oneOf,
  shape,
  Timestamp,
} from './shapes.ts'

/** Where messages go. */
export const channelKinds = ['webhook', 'email', 'slack'] as const
export type ChannelKind = (typeof channelKinds)[number]

/** How a channel that is stored is called. */
export const ChannelName = Type.String({
  pattern: '^[a-z0-9][a-z0-9._-]{0,127}$',
  description: 'Of a-z, 0-9, `.`, `_` and `-`, at most 128 characters.',
  examples: ['ops'],
})

/** Any channel's name: those of the configuration may be called anything. */
export const AnyChannelName = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$',
})

const urlSecret = {
  ...SecretName,
  description: 'Name of a secret that holds the URL, where who knows the URL may post to it.',
}

export const ChannelTarget = oneKind('ChannelTarget', {
  webhook: closedShape('WebhookChannel', {
    url: Type.Optional(
      Type.String({
        pattern: '^https?://\\S+$',
        maxLength: 2_000,
        description: 'In place of `url_secret`.',
      }),
    ),
    url_secret: Type.Optional(urlSecret),
    signing_secrets: Type.Optional(
      Type.Array(SecretName, {
        minItems: 1,
        maxItems: 2,
        uniqueItems: true,
        description:
          'Names of secrets that messages are signed with, by Standard Webhooks. Two while one replaces the other: a message then carries a signature of each.',
      }),
    ),
    headers: Type.Optional(
      dictionary(Type.String({ maxLength: 8_000, pattern: '^[\\x20-\\x7e]*$' }), {
        maxProperties: 20,
        description: 'Sent with each message, in clear. What is secret does not belong here.',
      }),
    ),
  }),
  email: closedShape('EmailChannel', {
    address: Type.String({
      maxLength: 254,
      // One address and nothing that could become another header or another recipient.
      pattern: "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*$",
      description:
        'One address. It has to be verified, once in a namespace, before messages are sent to it.',
    }),
  }),
  slack: closedShape('SlackChannel', { url_secret: urlSecret }),
})
export type ChannelTarget = Static<typeof ChannelTarget>

/** What messages are made into; what is absent is as the kind of channel has it. */
export const ChannelTemplate = closedShape('ChannelTemplate', {
  subject: Type.Optional(Liquid),
  text: Type.Optional(Liquid),
  /** Of mail; what it names is made safe for HTML. */
  html: Type.Optional(Liquid),
  /** The JSON that a webhook or Slack is sent, in place of the usual one. */
  body: Type.Optional(Template),
})
export type ChannelTemplate = Static<typeof ChannelTemplate>

const maxPerHour = Type.Integer({
  minimum: 1,
  maximum: 10_000,
  description:
    'Messages within an hour that the recipient is sent at most. Default: 10 for mail, no limit for others.',
})

/** A place that messages are sent to. */
export const ChannelBody = closedShape('ChannelBody', {
  description: Type.Optional(Type.String({ maxLength: 2_000 })),
  enabled: Type.Optional(Type.Boolean({ description: 'Default: true.' })),
  to: ChannelTarget,
  template: Type.Optional(ChannelTemplate),
  max_per_hour: Type.Optional(maxPerHour),
})
export type ChannelBody = Static<typeof ChannelBody>

/** A channel as it stands. */
export const Channel = shape('Channel', {
  name: Type.String(),
  kind: oneOf(channelKinds),
  origin: oneOf(['stored', 'configuration'], {
    description: 'Those of the configuration can be used and not be changed here.',
  }),
  description: nullable(Type.String()),
  enabled: Type.Boolean(),
  disabled_reason: nullable(Type.String()),
  verified: Type.Boolean({ description: 'False: its address has not been verified yet.' }),
  /** Of one of the configuration the URL is shown without its path. */
  to: ChannelTarget,
  template: nullable(ChannelTemplate),
  max_per_hour: nullable(Type.Integer()),
  version: Type.Integer({ description: 'Counts the changes.' }),
  created_at: nullable(Timestamp),
  updated_at: nullable(Timestamp),
})
export type Channel = Static<typeof Channel>

/** What came of a message that was sent to try a channel. */
export const ChannelTrial = shape('ChannelTrial', {
  delivered: Type.Boolean(),
  status: nullable(Type.Integer({ description: 'What the receiver answered, HTTP or SMTP.' })),
  took_ms: Type.Integer(),
  code: nullable(Type.String({ description: 'Why it was not delivered: a problem code.' })),
  detail: nullable(Type.String()),
  response_excerpt: nullable(Type.String()),
})
export type ChannelTrial = Static<typeof ChannelTrial>

const params = closedObject({ name: ChannelName })
const anyParams = closedObject({ name: AnyChannelName })
const tag = 'channels'

export const listChannels = endpoint({
  id: 'listChannels',
  method: 'GET',
  path: '/channels',
  tag,
  summary: 'List channels by name, those of the configuration among them',
  scope: 'read',
  query: closedObject({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
  }),
  responses: {
    200: Type.Object({
      channels: Type.Array(Channel),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...databaseProblems, 'cursor-invalid'],
  idempotent: true,
})

export const getChannel = endpoint({
  id: 'getChannel',
  method: 'GET',
  path: '/channels/:name',
  tag,
  summary: 'Describe a channel',
  scope: 'read',
  params: anyParams,
  responses: { 200: Channel },
  problems: [...databaseProblems, 'channel-not-found'],
  idempotent: true,
})

export const putChannel = endpoint({
  id: 'putChannel',
  method: 'PUT',
  path: '/channels/:name',
  tag,
  summary: 'Make or replace a channel',
  description:
    'Asks for the scope `admin`: it decides where the gateway sends. What is waiting for the channel goes where it says from then on. An address that was not verified in this namespace before has to be.',
  scope: 'admin',
  params,
  body: ChannelBody,
  responses: { 200: Channel, 201: Channel },
  problems: [
    ...databaseProblems,
    'channel-invalid',
    'channel-read-only',
    'email-not-configured',
    'expressions-busy',
  ],
  idempotent: true,
})

export const deleteChannel = endpoint({
  id: 'deleteChannel',
  method: 'DELETE',
  path: '/channels/:name',
  tag,
  summary: 'Remove a channel; what is still waiting for it is dead at its next attempt',
  scope: 'admin',
  params,
  responses: { 204: null },
  problems: [...databaseProblems, 'channel-not-found', 'channel-read-only'],
  idempotent: true,
})

const change = {
  method: 'POST',
  tag,
  scope: 'admin',
  params,
  responses: { 200: Channel },
  problems: [...databaseProblems, 'channel-not-found', 'channel-read-only'],
  idempotent: true,
} as const satisfies Partial<Endpoint>

export const enableChannel = endpoint({
  ...change,
  id: 'enableChannel',
  path: '/channels/:name/enable',
  summary: 'Send to a channel again',
})

export const disableChannel = endpoint({
  ...change,
  id: 'disableChannel',
  path: '/channels/:name/disable',
  summary: 'Send nothing more to a channel',
  description: 'What would be sent to it from now on is dead, and can be redelivered.',
})

export const verifyChannel = endpoint({
  id: 'verifyChannel',
  method: 'POST',
  path: '/channels/:name/verify',
  tag,
  summary: 'Verify the address of a channel: mail a code to it, or give the code back',
  description:
    'Without a body a code is mailed, which holds for a day; with it the address is verified. Only mail is verified: others answer as they are.',
  scope: 'admin',
  params,
  body: Type.Union([
    closedShape('VerifyChannel', { code: Type.String({ pattern: '^[0-9]{8}$' }) }),
    Type.Null(),
  ]),
  responses: { 200: Channel, 202: Channel },
  problems: [
    ...databaseProblems,
    'channel-not-found',
    'channel-read-only',
    'email-not-configured',
    'verification-failed',
    'rate-limited',
    'outbound-failed',
    'outbound-refused',
    'outbound-timeout',
  ],
})

export const testChannel = endpoint({
  id: 'testChannel',
  method: 'POST',
  path: '/channels/:name/test',
  tag,
  summary: 'Send a message to a channel, once, and say what the receiver answered',
  description: 'It counts against the limit of the recipient, and is kept as no delivery.',
  scope: 'admin',
  params: anyParams,
  responses: { 200: ChannelTrial },
  problems: [
    ...databaseProblems,
    'channel-not-found',
    'channel-unverified',
    'channel-disabled',
    'email-not-configured',
    'rate-limited',
    'secret-not-found',
    'secret-unreadable',
    'secrets-not-configured',
    'expression-failed',
    'expression-too-costly',
    'expression-invalid',
    'expressions-busy',
  ],
})
