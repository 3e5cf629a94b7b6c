import { kindOf } from '@temporal-registry/contract/activity-definition'
import {
  channelKinds,
  type ChannelKind,
  type ChannelTarget,
  type ChannelTemplate,
} from '@temporal-registry/contract/channels'
import { Problem } from '@temporal-registry/contract/problem'

/** A webhook that the configuration names; it needs no database. */
export interface ConfiguredChannel {
  readonly name: string
  readonly url: string
  /** Signs messages, by Standard Webhooks; empty or absent: they are not signed. */
  readonly signing_secret?: string
}

/** Where a channel goes, with the values of its secrets. Kept nowhere. */
export type ReadyTarget =
  | {
      readonly kind: 'webhook'
      readonly url: string
      readonly signingKeys: readonly string[]
      readonly headers: Readonly<Record<string, string>>
    }
  | { readonly kind: 'slack'; readonly url: string }
  | { readonly kind: 'email'; readonly address: string }

/** A channel that can be sent to. */
export interface ReadyChannel {
  readonly name: string
  readonly template: ChannelTemplate
  readonly target: ReadyTarget
  /** Who is sent to, however many channels lead there, and how much within an hour. */
  readonly recipient: string
  readonly maxPerHour: number | null
  /** What is struck out of everything that is kept. */
  readonly secrets: readonly string[]
}

/** @throws Problem `channel-not-found`, `channel-disabled`, `channel-unverified`, `email-not-configured`, `secret-…` */
export type GetReadyChannel = (name: string) => Promise<ReadyChannel>

/** Mail that one address is sent within an hour where the channel does not say. */
export const usualMailsPerHour = 10

const hourSeconds = 3_600

/** A recipient has been sent as much as they are to be within an hour. */
export function sentEnough(recipient: string, limit: number): Problem {
  const detail = `${recipient} is sent ${limit} messages an hour at most`
  return new Problem('rate-limited', detail, { retry_after_seconds: hourSeconds })
}

export function createReadyChannels(deps: {
  readonly configured: ReadonlyMap<string, ConfiguredChannel>
  readonly find: (name: string) => Promise<
    | {
        readonly enabled: boolean
        readonly disabled_reason: string | null
        readonly body: {
          readonly to: ChannelTarget
          readonly template?: ChannelTemplate
          readonly max_per_hour?: number
        }
      }
    | undefined
  >
  readonly isVerified: (address: string) => Promise<boolean>
  readonly hasMail: boolean
  readonly readSecret: (name: string) => Promise<string>
}): GetReadyChannel {
  const { configured, find, isVerified, hasMail, readSecret } = deps

  return async (name) => {
    const known = configured.get(name)
    if (known) return readyOfConfigured(known)
    const channel = await find(name)
    if (!channel) throw new Problem('channel-not-found', `There is no channel «${name}»`)
    const { to, template = {}, max_per_hour: said } = channel.body
    if (!channel.enabled) {
      const why = channel.disabled_reason === null ? '' : `: ${channel.disabled_reason}`
      throw new Problem('channel-disabled', `The channel «${name}» is disabled${why}`)
    }
    const target = await readyTarget(to)
    if (target.kind === 'email') await assertMailable(target.address)
    const secrets = secretsOf(target, to)
    const usual = target.kind === 'email' ? usualMailsPerHour : null
    return {
      ...{ name, template, target, secrets, maxPerHour: said ?? usual },
      recipient: target.kind === 'email' ? `mailto:${target.address}` : `channel:${name}`,
    }
  }

  async function assertMailable(address: string): Promise<void> {
    if (!hasMail) throw mailNotConfigured()
    if (await isVerified(address)) return
    throw new Problem('channel-unverified', `${address} has not been verified`)
  }

  async function readyTarget({ webhook, slack, email }: ChannelTarget): Promise<ReadyTarget> {
    if (email) return { kind: 'email', address: addressOf(email.address) }
    if (slack) return { kind: 'slack', url: (await readSecret(slack.url_secret)).trim() }
    const { url, url_secret: urlSecret, signing_secrets: names = [], headers = {} } = webhook ?? {}
    const [where, ...signingKeys] = await Promise.all([
      urlSecret === undefined ? (url ?? '') : readSecret(urlSecret),
      ...names.map(readSecret),
    ])
    return { kind: 'webhook', url: where.trim(), signingKeys, headers }
  }
}

export function mailNotConfigured(): Problem {
  return new Problem('email-not-configured', 'notify.smtp.host is not set')
}

/** What kind of channel a target makes. */
export function kindOfTarget(to: ChannelTarget): ChannelKind {
  const kind = kindOf(to, channelKinds)
  // The shape admits no target without one.
  if (!kind) throw new Error('A channel says nowhere to send to')
  return kind
}

/** An address as it is compared: mail servers mind no case. */
export function addressOf(address: string): string {
  return address.toLowerCase()
}

function readyOfConfigured({
  name,
  url,
  signing_secret: key = '',
}: ConfiguredChannel): ReadyChannel {
  const signingKeys = key === '' ? [] : [key]
  return {
    ...{ name, template: {}, recipient: `channel:${name}`, maxPerHour: null },
    target: { kind: 'webhook', url, signingKeys, headers: {} },
    // A path may be all that a receiver knows senders by.
    secrets: [url, ...signingKeys],
  }
}

function secretsOf(target: ReadyTarget, { webhook }: ChannelTarget): readonly string[] {
  if (target.kind === 'email') return []
  if (target.kind === 'slack') return [target.url]
  return [...(webhook?.url_secret === undefined ? [] : [target.url]), ...target.signingKeys]
}
