import { Problem, type ProblemCode } from '@temporal-registry/contract/problem'

/** What undici, zlib and sockets call what went wrong, where it is not just that nobody answered. */
const codes: Readonly<Record<string, ProblemCode>> = {
  UND_ERR_CONNECT_TIMEOUT: 'outbound-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'outbound-timeout',
  UND_ERR_BODY_TIMEOUT: 'outbound-timeout',
  ETIMEDOUT: 'outbound-timeout',
  UND_ERR_HEADERS_OVERFLOW: 'outbound-answer-unusable',
  HPE_HEADER_OVERFLOW: 'outbound-answer-unusable',
  Z_DATA_ERROR: 'outbound-answer-unusable',
  Z_BUF_ERROR: 'outbound-answer-unusable',
  UND_ERR_INVALID_ARG: 'outbound-request-invalid',
  UND_ERR_NOT_SUPPORTED: 'outbound-request-invalid',
}

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
  // A fault of ours, and no word of the network's.
  if (typeof code !== 'string') return error
  const known = codes[code]
  if (known === 'outbound-answer-unusable' && code.endsWith('HEADERS_OVERFLOW')) {
    return new Problem(known, `The headers of what ${host} answered are over 16 KiB`, {
      limit: 'header_bytes',
    })
  }
  return new Problem(known ?? 'outbound-failed', `${host}: ${code}`)
}
