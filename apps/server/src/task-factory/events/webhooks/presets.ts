import { randomUUID } from 'node:crypto'
import type { VerificationKind } from '@temporal-registry/contract/event-sources'
import { headerOf, type IncomingWebhook } from './webhook.ts'

/** What attributes an event is made of, before they are checked. */
export interface Attributes {
  readonly type?: unknown
  readonly id?: unknown
  readonly source?: unknown
  readonly subject?: unknown
  readonly time?: unknown
}

/** A webhook whose body was read. */
export interface ReadWebhook extends IncomingWebhook {
  /** JSON, the fields of a form, or text. */
  readonly body: unknown
}

type Preset = (webhook: ReadWebhook, slug: string) => Attributes

/** What the events of each kind of source are called, where the source itself does not say. */
const presets: { readonly [K in VerificationKind]?: Preset } = {
  github(webhook) {
    const { body } = webhook
    return {
      type: `github.${headerOf(webhook, 'x-github-event') ?? 'event'}`,
      id: headerOf(webhook, 'x-github-delivery'),
      source:
        textAt(body, 'repository', 'html_url') ?? textAt(body, 'organization', 'url') ?? undefined,
      subject: textAt(body, 'ref') ?? textAt(body, 'action'),
    }
  },
  stripe: ({ body }) => ({
    type: `stripe.${textAt(body, 'type') ?? 'event'}`,
    id: textAt(body, 'id'),
    source: `https://api.stripe.com/${textAt(body, 'account') ?? ''}`,
    subject: textAt(body, 'data', 'object', 'id'),
    time: timeOf(memberAt(body, 'created')),
  }),
  slack({ body }) {
    const inner =
      textAt(body, 'type') === 'event_callback' ? textAt(body, 'event', 'type') : undefined
    const team = textAt(body, 'team_id') ?? textAt(body, 'team', 'id')
    return {
      type: `slack.${inner ?? textAt(body, 'type') ?? (textAt(body, 'command') === undefined ? 'event' : 'command')}`,
      id: textAt(body, 'event_id') ?? textAt(body, 'trigger_id'),
      source: `https://slack.com/${team ?? ''}`,
      subject: textAt(body, 'event', 'channel') ?? textAt(body, 'channel_id'),
      time: timeOf(memberAt(body, 'event_time')),
    }
  },
  standard_webhooks: (webhook, slug) => ({
    type: textAt(webhook.body, 'type') ?? `webhook.${slug}`,
    id: headerOf(webhook, 'webhook-id') ?? headerOf(webhook, 'svix-id'),
    time: textAt(webhook.body, 'timestamp'),
  }),
}

/**
 * The attributes that a kind of source gives. A webhook that carries no id gets a random one: two that say
 * the same may well be two.
 */
export function presetAttributes(
  kind: VerificationKind,
  webhook: ReadWebhook,
  slug: string,
): Required<Pick<Attributes, 'type' | 'id' | 'source'>> & Attributes {
  const { type, id, source, ...rest } = presets[kind]?.(webhook, slug) ?? {}
  return {
    ...rest,
    type: type ?? `webhook.${slug}`,
    id: id ?? randomUUID(),
    source: source ?? `/event-sources/${slug}`,
  }
}

/** What Slack wants back when an address is entered; its signature is checked like any other's. */
export function challengeOf(kind: VerificationKind, body: unknown): string | undefined {
  const isChallenge = kind === 'slack' && textAt(body, 'type') === 'url_verification'
  return isChallenge ? textAt(body, 'challenge') : undefined
}

function memberAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? Reflect.get(at, name)
        : undefined,
    value,
  )
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = memberAt(value, ...path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** In seconds since 1970; RFC 3339 ends there. */
const yearTenThousand = 253_402_300_800

/** Seconds since 1970 as RFC 3339 text. */
function timeOf(seconds: unknown): string | undefined {
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < yearTenThousand)) return undefined
  return new Date(seconds * 1000).toISOString()
}
