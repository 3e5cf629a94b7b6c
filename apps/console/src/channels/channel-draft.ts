import {
  ChannelBody,
  ChannelTarget,
  type Channel,
  type ChannelKind,
} from '@temporal-registry/contract/channels'
import type { Schema } from '../schema/json-schema.ts'
import { plainSchema } from '../schema/plain-schema.ts'

/** What a channel of each kind begins as, when the kind is chosen. */
const begun: Readonly<Record<ChannelKind, ChannelTarget>> = {
  webhook: { webhook: { url: 'https://' } },
  email: { email: { address: '' } },
  slack: { slack: { url_secret: '' } },
}

export const targetOfKind = (kind: ChannelKind) => begun[kind]

export const channelKindNames: Readonly<Record<ChannelKind, string>> = {
  webhook: 'Webhook',
  email: 'Mail',
  slack: 'Slack',
}

/** What a `PUT` of a channel as it stands would say. */
export function bodyOf(channel: Channel): ChannelBody {
  const { to, enabled, description, template, max_per_hour: maxPerHour } = channel
  return {
    to,
    enabled,
    ...(description === null ? {} : { description }),
    ...(template === null ? {} : { template }),
    ...(maxPerHour === null ? {} : { max_per_hour: maxPerHour }),
  }
}

/** Where a channel leads, in a line. */
export function targetText({ webhook, email, slack }: ChannelTarget): string {
  if (webhook) return webhook.url ?? `the URL in the secret ${webhook.url_secret ?? ''}`
  if (email) return email.address
  return `the URL in the secret ${slack?.url_secret ?? ''}`
}

const asSchema = (schema: unknown) => plainSchema(schema as Schema)

/** The members of a webhook that have no field of their own in the form. */
export const headersSchema: Schema = asSchema({
  type: 'object',
  properties: { headers: ChannelTarget.properties.webhook.properties.headers },
})

const { subject, text, html, body } = ChannelBody.properties.template.properties

const templateOf = (members: object) => asSchema({ type: 'object', properties: members })

/** What messages to a channel of each kind are made into. */
export const templateSchemas: Readonly<Record<ChannelKind, Schema>> = {
  webhook: templateOf({ subject, text, body }),
  email: templateOf({ subject, text, html }),
  slack: templateOf({ subject, text, body }),
}

/** Pointers of fields that the form draws by itself. */
export const channelFields = [
  '/name',
  '/description',
  '/max_per_hour',
  '/to/webhook/url',
  '/to/webhook/url_secret',
  '/to/webhook/signing_secrets',
  '/to/email/address',
  '/to/slack/url_secret',
]

/** The field of its own that a pointer belongs to, if it has one. */
export const channelFieldOf = (pointer: string) =>
  channelFields.find((field) => pointer === field || pointer.startsWith(`${field}/`))

/** A key that Standard Webhooks signs with, made here: 32 bytes nobody else has seen. */
export function newSigningKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return `whsec_${btoa(String.fromCharCode(...bytes))}`
}
