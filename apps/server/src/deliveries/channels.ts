import type { Channel, ChannelBody, ChannelTarget } from '@temporal-registry/contract/channels'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { Expressions, Part } from '../expressions/expressions.ts'
import { requestFaults } from '../platform/outbound/redirects.ts'
import type { Change, ChannelStore } from './channel-store.ts'
import {
  addressOf,
  kindOfTarget,
  mailNotConfigured,
  type ConfiguredChannel,
} from './ready-channels.ts'
import { templatePlace } from './rendering.ts'
import type { ChannelRow } from './tables.ts'

/** Why a channel cannot be named by what is saved now. */
export interface ChannelFault {
  readonly name: string
  readonly code: 'channel-not-found' | 'channel-unverified'
  readonly detail: string
}

/** Where messages go. The domain's door for those who keep channels, and for those who name them. */
export interface Channels {
  list(page: { readonly afterName: string; readonly limit: number }): Promise<readonly Channel[]>
  /** @throws Problem `channel-not-found` */
  get(name: string): Promise<Channel>
  /** @throws Problem `channel-invalid`, `channel-read-only`, `email-not-configured` */
  put(
    name: string,
    body: ChannelBody,
    actor: string,
  ): Promise<{ readonly channel: Channel; readonly isNew: boolean }>
  /** @throws Problem `channel-not-found`, `channel-read-only` */
  setEnabled(name: string, enabled: boolean, actor: string): Promise<Channel>
  /** @throws Problem `channel-not-found`, `channel-read-only` */
  remove(name: string, actor: string): Promise<void>
  /** What keeps channels from being named: those that there are not, and those nobody has verified. */
  faults(names: readonly string[]): Promise<readonly ChannelFault[]>
}

export function createChannels(deps: {
  readonly store: ChannelStore
  readonly configured: ReadonlyMap<string, ConfiguredChannel>
  /** Those of the addresses that were verified. */
  readonly verifiedOf: (addresses: readonly string[]) => Promise<ReadonlySet<string>>
  readonly hasMail: boolean
  readonly missingSecrets: (names: readonly string[]) => Promise<readonly string[]>
  readonly expressions: Pick<Expressions, 'check'>
  readonly now: () => Date
}): Channels {
  const { store, configured, verifiedOf, hasMail, missingSecrets, expressions, now } = deps

  /** Says of each whether it is verified: of mail its address has to be, all others are. */
  async function verdictsOf(rows: readonly ChannelRow[]): Promise<(row: ChannelRow) => boolean> {
    const verified = await verifiedOf(rows.flatMap((row) => addressIn(row) ?? []))
    return (row) => {
      const address = addressIn(row)
      return address === undefined || verified.has(address)
    }
  }

  async function describeAll(rows: readonly ChannelRow[]): Promise<Channel[]> {
    const isVerified = await verdictsOf(rows)
    return rows.map((row) => describeStored(row, isVerified(row)))
  }

  async function describe(row: ChannelRow): Promise<Channel> {
    const isVerified = await verdictsOf([row])
    return describeStored(row, isVerified(row))
  }

  function assertStored(name: string): void {
    if (!configured.has(name)) return
    throw new Problem('channel-read-only', `«${name}» is one of notify.channels`)
  }

  async function faultsOf({ to, template }: ChannelBody): Promise<readonly ProblemError[]> {
    const { webhook, email } = to
    const faults: ProblemError[] = []
    if (webhook && (webhook.url === undefined) === (webhook.url_secret === undefined)) {
      faults.push({ pointer: '/to/webhook', detail: 'has either url or url_secret' })
    }
    for (const { pointer, detail } of webhook ? requestFaults(webhook) : []) {
      faults.push({ pointer: `/to/webhook${pointer}`, detail })
    }
    if (email && template?.body !== undefined) {
      faults.push({ pointer: '/template/body', detail: 'is of webhooks: mail has text and html' })
    }
    if (!email && template?.html !== undefined) {
      faults.push({ pointer: '/template/html', detail: 'is of mail' })
    }
    return [
      ...faults,
      ...(await secretFaults(to)),
      ...(template ? await expressions.check(templatePlace, partsOf(template)) : []),
    ]
  }

  async function secretFaults({ webhook, slack }: ChannelTarget): Promise<ProblemError[]> {
    const named = [
      ['/to/webhook/url_secret', webhook?.url_secret] as const,
      ...(webhook?.signing_secrets ?? []).map(
        (name, at) => [`/to/webhook/signing_secrets/${at}`, name] as const,
      ),
      ['/to/slack/url_secret', slack?.url_secret] as const,
    ]
    const names = named.flatMap(([, name]) => (name === undefined ? [] : [name]))
    const missing = new Set(names.length === 0 ? [] : await missingSecrets(names))
    return named.flatMap(([pointer, name]) =>
      name !== undefined && missing.has(name)
        ? [{ pointer, detail: `there is no secret «${name}»` }]
        : [],
    )
  }

  return {
    async list({ afterName, limit }) {
      const own = [...configured.values()]
        .map(describeConfigured)
        .filter(({ name }) => name > afterName)
      const rows = await store.list({ afterName, limit })
      const stored = rows.filter(({ name }) => !configured.has(name))
      const all = [...own, ...(await describeAll(stored))]
      return all.toSorted((one, other) => (one.name < other.name ? -1 : 1)).slice(0, limit)
    },

    async get(name) {
      const known = configured.get(name)
      if (known) return describeConfigured(known)
      return describe(foundOr404(name, await store.find(name)))
    },

    async put(name, { enabled = true, ...body }, actor) {
      assertStored(name)
      if (body.to.email && !hasMail) throw mailNotConfigured()
      const errors = await faultsOf(body)
      if (errors.length > 0) {
        throw new Problem('channel-invalid', `The channel «${name}» cannot work`, { errors })
      }
      const kind = kindOfTarget(body.to)
      const change: Change = { actor, at: now() }
      const { channel, isNew } = await store.put(name, { kind, body, enabled }, change)
      return { channel: await describe(channel), isNew }
    },

    async setEnabled(name, enabled, actor) {
      assertStored(name)
      const reason = enabled ? null : `Disabled by ${actor}`
      const change: Change = { actor, at: now() }
      return describe(foundOr404(name, await store.setEnabled(name, { enabled, reason }, change)))
    },

    async remove(name, actor) {
      assertStored(name)
      if (!(await store.remove(name, { actor, at: now() }))) throw notFound(name)
    },

    async faults(names) {
      const wanted = [...new Set(names)].filter((name) => !configured.has(name))
      const rows = await store.findAll(wanted)
      const known = new Map(rows.map((row) => [row.name, row]))
      const isVerified = await verdictsOf(rows)
      return wanted.flatMap((name): ChannelFault[] => {
        const channel = known.get(name)
        if (!channel) {
          const detail = `there is no channel «${name}»: PUT /channels/{channel} makes one`
          return [{ name, code: 'channel-not-found', detail }]
        }
        if (isVerified(channel)) return []
        const detail = `${channel.body.to.email?.address} of the channel «${name}» has not been verified: POST /channels/{channel}/verify mails a code`
        return [{ name, code: 'channel-unverified', detail }]
      })
    },
  }
}

function addressIn({ body: { to } }: ChannelRow): string | undefined {
  return to.email && addressOf(to.email.address)
}

function describeStored(row: ChannelRow, verified: boolean): Channel {
  const { name, kind, enabled, disabled_reason, version, body } = row
  const { to, template = null, max_per_hour = null, description = null } = body
  return {
    ...{ name, kind, origin: 'stored', description, enabled, disabled_reason, verified },
    ...{ to, template, max_per_hour, version },
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

function describeConfigured({ name, url }: ConfiguredChannel): Channel {
  return {
    ...{ name, kind: 'webhook', origin: 'configuration', description: null },
    ...{ enabled: true, disabled_reason: null, verified: true },
    // Its path may be what lets post to it.
    to: { webhook: { url: `${new URL(url).origin}/…` } },
    ...{ template: null, max_per_hour: null, version: 1, created_at: null, updated_at: null },
  }
}

/** The expressions of a template, as they are checked when it is saved. */
function partsOf(template: NonNullable<ChannelBody['template']>): readonly Part[] {
  const { subject, text, html, body } = template
  return [
    ...Object.entries({ subject, text, html }).flatMap(([member, liquid]) =>
      liquid === undefined ? [] : [{ pointer: `/template/${member}`, liquid }],
    ),
    ...(body === undefined ? [] : [{ pointer: '/template/body', template: body }]),
  ]
}

function notFound(name: string): Problem {
  return new Problem('channel-not-found', `There is no channel «${name}»`)
}

function foundOr404(name: string, channel: ChannelRow | undefined): ChannelRow {
  if (channel) return channel
  throw notFound(name)
}
