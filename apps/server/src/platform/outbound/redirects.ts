import { Problem } from '@temporal-registry/contract/problem'

/** A request that can be sent as it is. */
export interface Sendable {
  readonly method: string
  readonly url: URL
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | undefined
}

/** They belong to the connection, not to who sends something over it. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** RFC 9110, 5.1 and 5.5; texts are sent in UTF-8. */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/
// oxlint-disable-next-line no-control-regex -- these are what a value must not hold
const headerValue = /^[^\u0000-\u0008\u000a-\u001f\u007f]*$/
/** All that another origin is told: any other header may be a credential. */
const impersonalHeaders = new Set([
  'accept',
  'accept-language',
  'content-type',
  'idempotency-key',
  'user-agent',
])
const redirectStatuses = new Set([301, 302, 303, 307, 308])

/** @throws Problem `outbound-request-invalid` */
export function assertSendable(wanted: {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | undefined
}): Sendable {
  const url = readUrl(wanted.url)
  const headers: Record<string, string> = { 'user-agent': 'temporal-registry' }
  for (const [name, value] of Object.entries(wanted.headers)) {
    const lower = name.toLowerCase()
    if (ownHeaders.has(lower) || lower.startsWith('proxy-')) {
      throw invalid(`the header «${name}» cannot be set`)
    }
    if (!headerName.test(name)) throw invalid(`«${name}» is no name of a header`)
    if (!headerValue.test(value)) throw invalid(`the value of the header «${name}» cannot be sent`)
    headers[lower] = value
  }
  return { ...wanted, url, headers }
}

/** Where a redirect leads, or nothing where the answer is none. */
export function redirectTarget(
  sent: Sendable,
  status: number,
  location: string | undefined,
): URL | undefined {
  if (!redirectStatuses.has(status) || location === undefined) return undefined
  return readUrl(location, sent.url)
}

/** The request that a redirect asks for, or nothing where the answer is none. */
export function afterRedirect(
  sent: Sendable,
  status: number,
  location: string | undefined,
): Sendable | undefined {
  const url = redirectTarget(sent, status, location)
  if (!url) return undefined
  const isSameOrigin = url.origin === sent.url.origin
  const becomesGet =
    (status === 303 && sent.method !== 'HEAD') || (status < 303 && sent.method === 'POST')
  if (becomesGet) {
    const rest = Object.entries(sent.headers).filter(([name]) => !name.startsWith('content-'))
    return { method: 'GET', url, headers: headersFor(rest, isSameOrigin) }
  }
  if (!isSameOrigin && sent.body !== undefined) {
    throw new Problem(
      'outbound-answer-unusable',
      `It redirects to ${url.host}; a body is not taken to another origin`,
    )
  }
  return { ...sent, url, headers: headersFor(Object.entries(sent.headers), isSameOrigin) }
}

function headersFor(headers: readonly [string, string][], isSameOrigin: boolean) {
  return Object.fromEntries(headers.filter(([name]) => isSameOrigin || impersonalHeaders.has(name)))
}

function readUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw invalid('its URL cannot be read')
  const url = new URL(text, base)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw invalid(`${url.protocol} is not spoken here: only https: and http:`)
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('a URL holds no credentials here: they belong into a header')
  }
  return url
}

function invalid(why: string): Problem {
  return new Problem('outbound-request-invalid', `The request cannot be sent: ${why}`)
}
