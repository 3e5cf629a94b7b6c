import { pointerToken } from '@temporal-registry/contract/json-pointer'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'

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
/** All that another origin is told: any other header may be a credential. */
const impersonalHeaders = new Set([
  'accept',
  'accept-language',
  'content-type',
  'idempotency-key',
  'user-agent',
])
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/
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
    const fault = headerFault(name, value)
    if (fault !== undefined) throw invalid(`the header «${name}» ${fault}`)
    headers[name.toLowerCase()] = value
  }
  return { ...wanted, url, headers }
}

/** What keeps a request from ever being sent, as far as it can be known before; at `/url` and in `/headers`. */
export function requestFaults({
  url,
  headers = {},
}: {
  readonly url?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}): readonly ProblemError[] {
  const ofUrl = url === undefined ? undefined : urlFault(url)
  return [
    ...(ofUrl === undefined ? [] : [{ pointer: '/url', detail: ofUrl }]),
    ...Object.entries(headers).flatMap(([name, value]) => {
      const detail = headerFault(name, value)
      return detail === undefined ? [] : [{ pointer: `/headers/${pointerToken(name)}`, detail }]
    }),
  ]
}

function headerFault(name: string, value: string): string | undefined {
  const lower = name.toLowerCase()
  if (ownHeaders.has(lower) || lower.startsWith('proxy-')) return 'cannot be set'
  if (!headerName.test(name)) return 'is not written as names of headers are'
  return headerValue.test(value) ? undefined : 'has a character that no header takes'
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
  const fault = urlFault(text, base)
  if (fault !== undefined) throw invalid(`its URL ${fault}`)
  return new URL(text, base)
}

function urlFault(text: string, base?: URL): string | undefined {
  if (!URL.canParse(text, base?.href)) return 'cannot be read'
  const { protocol, username, password } = new URL(text, base)
  if (protocol !== 'https:' && protocol !== 'http:') {
    return `begins with ${protocol}, which is not spoken here: only https: and http:`
  }
  if (username === '' && password === '') return undefined
  return 'holds credentials, which belong into a header'
}

function invalid(why: string): Problem {
  return new Problem('outbound-request-invalid', `The request cannot be sent: ${why}`)
}
