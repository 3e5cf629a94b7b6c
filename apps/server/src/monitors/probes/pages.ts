import type { ProbeOf } from '@temporal-registry/contract/probes'
import type { ProblemError } from '@temporal-registry/contract/problem'
import { assertDone } from '../../platform/outbound/answered.ts'
import { requestOf } from '../../platform/outbound/http-request.ts'
import type { Outbound } from '../../platform/outbound/outbound.ts'
import { requestFaults } from '../../platform/outbound/redirects.ts'
import { probeLimits as limits } from './limits.ts'
import type { Found, Occasion } from './probe.ts'
import type { RawPage } from './reading/messages.ts'
import type { PageReading } from './reading/reading.ts'

/** How a page is asked for, whatever is looked for in it. */
export type PageSpec = Omit<ProbeOf<'http_json'>, 'path' | 'fields' | 'value' | 'optional'>

export interface FetchedPage {
  readonly raw: RawPage
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Asks for a page.
 *
 * @throws Problem as `Outbound.request`, and `outbound-refused`, `outbound-failed` for what is no 2xx
 */
export type FetchPage = (
  spec: PageSpec,
  accept: string,
  occasion: Pick<Occasion, 'signal' | 'secrets'>,
) => Promise<FetchedPage>

export function createFetchPage({
  outbound,
  now,
}: {
  readonly outbound: Pick<Outbound, 'request'>
  readonly now: () => Date
}): FetchPage {
  return async (spec, accept, { signal, secrets }) => {
    const { secret_headers: named = {}, bearer_secret: bearerName } = spec
    const secretHeaders = await Promise.all(
      Object.entries(named).map(
        async ([name, secret]) => [name, await secrets.read(secret)] as const,
      ),
    )
    const { timeout_seconds = limits.defaultTimeoutSeconds, ...params } = spec
    const request = requestOf(
      {
        ...params,
        timeout_seconds,
        headers: { accept, ...spec.headers, ...Object.fromEntries(secretHeaders) },
      },
      {
        fill: (text) => text,
        bearer: bearerName === undefined ? undefined : await secrets.read(bearerName),
      },
      limits.responseBytes,
    )
    const answer = await outbound.request({ ...request, signal })
    assertDone(new URL(request.url).host, answer, now())
    const { status, headers, body } = answer
    const contentType = headers['content-type'] ?? ''
    return { raw: { body, contentType, charset: spec.charset }, status, headers }
  }
}

/** What shows where a page was, and how it was read. */
export function pageEvidence(
  { url }: PageSpec,
  { status, raw }: FetchedPage,
  { excerpt, charset, charset_from }: PageReading,
): Found['evidence'] {
  return { url, status, bytes: raw.body.length, charset, charset_from, excerpt }
}

/** What keeps a page from ever being asked for. */
export function pageFaults({ url, headers, charset }: PageSpec): readonly ProblemError[] {
  return [...requestFaults({ url, headers }), ...charsetFaults(charset)]
}

function charsetFaults(charset: string | undefined): readonly ProblemError[] {
  if (charset === undefined) return []
  try {
    new TextDecoder(charset)
    return []
  } catch {
    return [{ pointer: '/charset', detail: `«${charset}» is no charset that is read here` }]
  }
}
