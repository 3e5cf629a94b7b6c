import type { IncomingHttpHeaders } from 'node:http'
import type { EventMapping, VerificationKind } from '@temporal-registry/contract/event-sources'
import type { EventEnvelope } from '@temporal-registry/contract/events'
import type { Expressions, Place } from '../../../expressions/expressions.ts'
import { attributeFaults } from '../attributes.ts'
import { readEnvelope } from '../envelope.ts'
import { presetAttributes, type Attributes, type ReadWebhook } from './presets.ts'

/** What the templates of a mapping may name. */
export const mappingPlace: Place = {
  variables: { headers: 'dyn', body: 'dyn', query: 'dyn' },
}

/** Headers that say who sends rather than what: no event is to hold them. */
const secretHeaders = ['authorization', 'proxy-authorization', 'cookie']

/**
 * Makes an event of a webhook: what the mapping says, and beside it what the kind of source gives.
 *
 * @throws Problem `expression-…` of the mapping, or `event-invalid` for what it makes.
 */
export async function mapWebhook(
  expressions: Pick<Expressions, 'evaluate'>,
  { slug, kind, mapping, credentialHeader }: MappedSource,
  webhook: ReadWebhook,
): Promise<EventEnvelope> {
  const { body, query } = webhook
  const given = usable(presetAttributes(kind, webhook, slug))
  const mapped = mapping
    ? await expressions.evaluate(
        mappingPlace,
        { headers: shown(webhook.headers, credentialHeader), body, query },
        { template: mapping },
      )
    : {}
  // The value of a template that is an object is one with the same members.
  const { data = body, ...attributes } = mapped as Record<string, unknown>
  const texts = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'number' ? String(value) : value,
    ]),
  )
  return readEnvelope({
    specversion: '1.0',
    ...given,
    ...texts,
    datacontenttype: 'application/json',
    data,
  })
}

export interface MappedSource {
  readonly slug: string
  readonly kind: VerificationKind
  readonly mapping: EventMapping | undefined
  /** Holds a token of the sender's. */
  readonly credentialHeader: string | undefined
}

/** An attribute that a provider's own words do not make well is left out, rather than the event refused. */
function usable(attributes: Attributes): Record<string, unknown> {
  const wrong = new Set(
    attributeFaults({ ...attributes }).flatMap(({ name }) =>
      ['subject', 'time'].includes(name) ? [name] : [],
    ),
  )
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !wrong.has(name)))
}

function shown(headers: IncomingHttpHeaders, credentialHeader: string | undefined) {
  const hidden = new Set([...secretHeaders, credentialHeader?.toLowerCase()])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hidden.has(name)))
}
