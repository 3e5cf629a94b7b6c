import {
  isProblemCode,
  type ProblemCode,
  type ProblemJson,
} from '@temporal-registry/contract/problem'

/**
 * Why a call failed: a code of the gateway's catalogue, `network` when no answer came, or
 * `not-a-problem` when what answered does not speak as the gateway does (a proxy, another service).
 */
export type ApiErrorCode = ProblemCode | 'network' | 'not-a-problem'

/** What an `ApiError` is made of. */
export interface ApiErrorFacts {
  readonly status?: number | undefined
  readonly problem?: ProblemJson | undefined
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}

// A symbol of the global registry: `instanceof` fails between two copies of this package.
const mark = Symbol.for('temporal-registry.ApiError')

/**
 * The one error of the client: every call that was not answered with success rejects with it.
 *
 * A call that its caller aborted rejects with the caller's own reason instead.
 */
export class ApiError extends Error {
  /** What went wrong. A gateway newer than this client may send a code its type does not list. */
  readonly code: ApiErrorCode
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined
  /** What was wrong this time, in a sentence. The same as `message`. */
  readonly detail: string
  /** The gateway's whole answer (RFC 9457), with `errors`, `remedy` and what else it tells. */
  readonly problem: ProblemJson | undefined
  /** Finds the request in the gateway's log. */
  readonly requestId: string | undefined
  /** How long the gateway asks to wait before another try. */
  readonly retryAfterMs: number | undefined

  constructor(code: ApiErrorCode, detail: string, facts: ApiErrorFacts = {}) {
    super(detail, facts.cause === undefined ? {} : { cause: facts.cause })
    this.name = 'ApiError'
    this.code = code
    this.detail = detail
    this.status = facts.status
    this.problem = facts.problem
    this.requestId = facts.requestId
    this.retryAfterMs = facts.retryAfterMs
    Object.defineProperty(this, mark, { value: true })
  }
}

/**
 * Tells whether an error came from the client, and with which code.
 *
 * @example
 * try {
 *   await client.workflows.start('invoice.send', { input })
 * } catch (error) {
 *   if (!isApiError(error, 'input-invalid')) throw error
 *   for (const { pointer, detail } of error.problem?.errors ?? []) report(pointer, detail)
 * }
 */
export function isApiError(error: unknown, code?: ApiErrorCode): error is ApiError {
  if (typeof error !== 'object' || error === null || !(mark in error)) return false
  return code === undefined || ('code' in error && error.code === code)
}

/** Turns an answer that is no success into an `ApiError`. */
export function toApiError(status: number, headers: Headers, body: unknown): ApiError {
  const requestId = headers.get('x-request-id') ?? undefined
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), Date.now())
  if (!looksLikeProblem(body)) {
    const detail = `The answer was ${status} and not from a gateway: ${excerpt(body)}`
    return new ApiError('not-a-problem', detail, { status, requestId, retryAfterMs })
  }
  return new ApiError(body.code, body.detail, {
    status,
    problem: body,
    requestId: body.request_id ?? requestId,
    retryAfterMs,
  })
}

/** Reads `Retry-After`: seconds, or an HTTP date. Undefined when absent or senseless. */
export function parseRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined
  const text = value.trim()
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  // Date.parse takes far more than HTTP dates, such as `-5` and `1,5`.
  const dateMs = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs)
}

function looksLikeProblem(body: unknown): body is ProblemJson {
  if (typeof body !== 'object' || body === null) return false
  const { code, detail } = body as Partial<Record<string, unknown>>
  if (typeof detail !== 'string' || typeof code !== 'string') return false
  return isProblemCode(code) || /^[a-z][a-z0-9-]*$/.test(code)
}

function excerpt(body: unknown): string {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '')
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (line === '') return 'it was empty'
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
