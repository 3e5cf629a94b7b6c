import type { OutboundAnswer, OutboundRequest } from './outbound.ts'
import { storable } from '../database/storable.ts'

const defaultTimeoutSeconds = 30

/** What a definition says of an HTTP request, evaluated. */
export interface HttpParams {
  readonly method?: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly bearer_secret?: string
  readonly timeout_seconds?: number
}

/** Puts the values of secrets where their stand-ins are, as the place that they stand in takes them. */
export type Fill = (text: string, written?: (value: string) => string) => string

/** The request of HTTP params: text is sent as it is, anything else as JSON. */
export function requestOf(
  params: HttpParams,
  { fill, bearer }: { readonly fill: Fill; readonly bearer: string | undefined },
  maxResponseBytes: number,
): OutboundRequest {
  const { body } = params
  const hasBody = body !== undefined && body !== null
  const headers = Object.entries(params.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), fill(value)] as const,
  )
  return {
    method: params.method ?? (hasBody ? 'POST' : 'GET'),
    url: filledUrl(params.url, fill),
    headers: {
      ...(hasBody ? { 'content-type': contentTypeOf(body) } : {}),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...Object.fromEntries(headers),
    },
    body: hasBody ? bodyText(body, fill) : undefined,
    timeoutMs: (params.timeout_seconds ?? defaultTimeoutSeconds) * 1000,
    maxResponseBytes,
  }
}

/** What was answered, as JSON says it; text where it is none. */
export function bodyOf({ headers, body }: OutboundAnswer): unknown {
  const text = body.toString('utf8')
  if (!/^[^;]*[/+]json\b/i.test(headers['content-type'] ?? '')) return storable(text)
  try {
    return storable(JSON.parse(text))
  } catch {
    return storable(text)
  }
}

/** A secret may be a whole URL, or its beginning; within one it is written as URLs write texts. */
function filledUrl(url: string, fill: Fill): string {
  const [first = '', ...rest] = url.trim().split(/(?<=[/?#&=])/)
  return fill(first) + fill(rest.join(''), encodeURIComponent)
}

function contentTypeOf(body: unknown): string {
  return typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
}

function bodyText(body: unknown, fill: Fill): string {
  if (typeof body === 'string') return fill(body)
  return fill(JSON.stringify(body), (value) => JSON.stringify(value).slice(1, -1))
}
