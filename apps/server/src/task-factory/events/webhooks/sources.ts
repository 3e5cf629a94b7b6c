import {
  verificationKindNames,
  type EventSource,
  type EventSourceBody,
  type RefusalReason,
  type WebhookSample,
  type WebhookTrial,
} from '@temporal-registry/contract/event-sources'
import { kindOf } from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import { refuseFaults, type Expressions } from '../../../expressions/expressions.ts'
import type { Trials } from '../trials.ts'
import { isCloudEvent, readEvents, type ReadEvents } from '../http-binding.ts'
import { readBody } from './body.ts'
import { mappingPlace, mapWebhook } from './mapping.ts'
import { challengeOf } from './presets.ts'
import type { SourceStore, StoredSource } from './store.ts'
import { verificationFault } from './verify.ts'
import type { IncomingWebhook } from './webhook.ts'

/** When a provider may send again what could not be verified for want of secrets. */
const unreadyRetrySeconds = 60

/** What a webhook says: events, or that it wants its challenge back. */
export type Heard = { readonly challenge: string } | ReadEvents

/** Who sends webhooks, and what events those become. */
export interface Sources {
  list(page: {
    readonly afterSlug?: string | undefined
    readonly limit: number
  }): Promise<readonly EventSource[]>
  /** @throws Problem `event-source-not-found`. */
  get(slug: string): Promise<EventSource>
  /** @throws Problem `expression-invalid` with a pointer to every fault of the mapping. */
  put(
    slug: string,
    body: EventSourceBody,
    actor: string,
  ): Promise<{ readonly source: EventSource; readonly isNew: boolean }>
  /** @throws Problem `event-source-not-found`. */
  setEnabled(slug: string, enabled: boolean, actor: string): Promise<EventSource>
  /** @throws Problem `event-source-not-found`. */
  remove(slug: string, actor: string): Promise<void>
  /**
   * Makes out who sent a webhook, then reads it.
   *
   * @throws Problem `event-source-not-found` for what is unknown or disabled, `event-source-unready`,
   *   `signature-invalid`, or one of the body or the mapping.
   */
  hear(slug: string, webhook: IncomingWebhook): Promise<Heard>
  /** What would become of a webhook. Nothing is stored. */
  try(slug: string, sample: WebhookSample): Promise<WebhookTrial>
}

export function createSources(deps: {
  readonly store: SourceStore
  readonly expressions: Pick<Expressions, 'check' | 'evaluate'>
  /** @throws Problem `secret-…` where it cannot be had. */
  readonly readSecret: (name: string) => Promise<string>
  readonly trials: Trials
  readonly now: () => Date
  /** Is told of a sender who is not believed. */
  readonly onRefused: (refusal: { readonly source: string; readonly reason: RefusalReason }) => void
}): Sources {
  const { store, expressions, readSecret, trials, now, onRefused } = deps

  async function found(slug: string): Promise<StoredSource> {
    return foundOr404(slug, await store.find(slug))
  }

  /** One of two secrets may be gone already, or not be there yet. */
  async function valueOf(name: string): Promise<string | undefined> {
    try {
      return await readSecret(name)
    } catch (error) {
      if (error instanceof Problem && error.code.startsWith('secret')) return undefined
      throw error
    }
  }

  async function faultOf(
    { slug, body }: StoredSource,
    webhook: IncomingWebhook,
  ): Promise<RefusalReason | undefined> {
    const { verification } = body
    const kind = verificationKindOf(body)
    // The kind is the member that stands.
    const settings = verification[kind]!
    const names = 'secrets' in settings ? settings.secrets : []
    const values = await Promise.all(names.map(valueOf))
    const secrets = values.filter((value) => value !== undefined)
    if (names.length > 0 && secrets.length === 0) {
      throw new Problem('event-source-unready', `No secret of the event source «${slug}» is set`, {
        retry_after_seconds: unreadyRetrySeconds,
      })
    }
    return verificationFault([kind, settings], webhook, { secrets, now: now() })
  }

  async function read({ slug, body }: StoredSource, webhook: IncomingWebhook): Promise<Heard> {
    if (isCloudEvent(webhook)) return readEvents(webhook)
    const kind = verificationKindOf(body)
    const content = readBody(kind, webhook)
    const challenge = challengeOf(kind, content)
    if (challenge !== undefined) return { challenge }
    const { mapping, verification } = body
    const credentialHeader = verification.bearer?.header
    const envelope = await mapWebhook(
      expressions,
      { slug, kind, mapping, credentialHeader },
      { ...webhook, body: content },
    )
    return { kind: 'one', envelope }
  }

  return {
    list: async (page) => (await store.list(page)).map(describe),
    get: async (slug) => describe(await found(slug)),

    async put(slug, body, actor) {
      if (body.mapping) {
        const part = { pointer: '/mapping', template: body.mapping }
        refuseFaults(await expressions.check(mappingPlace, [part]))
      }
      const { source, isNew } = await store.put(slug, body, { actor, at: now() })
      return { source: describe(source), isNew }
    },

    async setEnabled(slug, enabled, actor) {
      return describe(foundOr404(slug, await store.setEnabled(slug, enabled, { actor, at: now() })))
    },

    async remove(slug, actor) {
      if (!(await store.remove(slug, { actor, at: now() }))) throw notFound(slug)
    },

    async hear(slug, webhook) {
      const source = await found(slug)
      if (!source.enabled) throw notFound(slug)
      const reason = await faultOf(source, webhook)
      if (reason === undefined) return read(source, webhook)
      onRefused({ source: slug, reason })
      throw new Problem('signature-invalid', refusals[reason], { reason })
    },

    async try(slug, sample) {
      const source = await found(slug)
      const webhook = webhookOf(sample)
      const reason = await faultOf(source, webhook)
      const verdict = reason === undefined ? { verified: true } : { verified: false, reason }
      try {
        const heard = await read(source, webhook)
        if ('challenge' in heard) return { ...verdict, ...heard, events: [] }
        return { ...verdict, events: await trials.of(heard) }
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        return { ...verdict, events: [trials.refused(error)] }
      }
    },
  }
}

const refusals: Readonly<Record<RefusalReason, string>> = {
  'signature-missing': 'The request carries no signature of the kind that its source has',
  'signature-wrong': 'No signature of the request fits its body and a secret of its source',
  'timestamp-missing': 'The request does not say when it was signed',
  'timestamp-out-of-tolerance': 'The request was signed too long ago, or in the future',
  'credentials-missing': 'The request carries no credentials of the kind that its source has',
  'credentials-wrong': 'The credentials of the request are none of its source',
}

function notFound(slug: string): Problem {
  return new Problem('event-source-not-found', `There is no event source «${slug}»`)
}

function foundOr404(slug: string, source: StoredSource | undefined): StoredSource {
  if (source) return source
  throw notFound(slug)
}

function verificationKindOf({ verification }: StoredSource['body']) {
  const kind = kindOf(verification, verificationKindNames)
  // The shape admits no source without one. To take it for `none` would let anybody in.
  if (!kind) throw new Error('An event source says no verification')
  return kind
}

function describe(source: StoredSource): EventSource {
  const { slug, body, enabled, version } = source
  return {
    slug,
    ...body,
    enabled,
    version,
    created_at: source.created_at.toISOString(),
    updated_at: source.updated_at.toISOString(),
  }
}

function webhookOf({ headers = {}, query = {}, body, text }: WebhookSample): IncomingWebhook {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const bytes = Buffer.from(text ?? (body === undefined ? '' : JSON.stringify(body)))
  return { headers: lower, contentType: lower['content-type'], bytes, query }
}
