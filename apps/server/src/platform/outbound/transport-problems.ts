import { Problem, type ProblemCode } from '@temporal-registry/contract/problem'

/** What undici, zlib and sockets call what went wrong, where it is not just that nobody answered. */
const codes: Readonly<Record<string, ProblemCode>> = {
  UND_ERR_CONNECT_TIMEOUT: 'outbound-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'outbound-timeout',
  UND_ERR_BODY_TIMEOUT: 'outbound-timeout',
  ETIMEDOUT: 'outbound-timeout',
  Z_DATA_ERROR: 'outbound-answer-unusable',
  Z_BUF_ERROR: 'outbound-answer-unusable',
  UND_ERR_INVALID_ARG: 'outbound-request-invalid',
  UND_ERR_NOT_SUPPORTED: 'outbound-request-invalid',
}

/** The same for people; the first that matches. */
const words: readonly (readonly [code: RegExp, words: string])[] = [
  [/^ECONNREFUSED$/, 'nobody listens there'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'the connection ended before the answer did'],
  [/^E(HOST|NET)UNREACH$/, 'there is no way to it'],
  [/^(ERR_SSL_|EPROTO)/, 'it does not speak TLS as we do'],
  [/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/, 'its certificate is not trusted'],
  [/TIMEOUT|TIMEDOUT/, 'it did not answer in time'],
  [/^Z_/, 'the body of the answer is not packed as its header says, or is cut off'],
]

/** Says what became of a request that was not answered, without its URL: that may hold credentials. */
export function problemOfTransport(error: unknown, host: string, timeoutMs: number): unknown {
  if (error instanceof Problem) return error
  if (!(error instanceof Error)) return error
  if (error.name === 'TimeoutError') {
    return new Problem('outbound-timeout', `${host} did not answer within ${timeoutMs} ms`)
  }
  // Of several addresses that were tried each has its own reason: the first will do.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined
  if (typeof code === 'string' && /HEADERS?_OVERFLOW$/.test(code)) {
    const detail = `The headers of what ${host} answered are over 16 KiB`
    return new Problem('outbound-answer-unusable', detail, { limit: 'header_bytes' })
  }
  // Some of undici's have a code, and some have none.
  if (error.name === 'HTTPParserError') {
    return new Problem('outbound-answer-unusable', `What ${host} answered is no HTTP`)
  }
  // A fault of ours, and no word of the network's.
  if (typeof code !== 'string') return error
  const said = words.find(([pattern]) => pattern.test(code))?.[1]
  const detail = said === undefined ? `${host}: ${code}` : `${host}: ${said} (${code})`
  return new Problem(codes[code] ?? 'outbound-failed', detail)
}
