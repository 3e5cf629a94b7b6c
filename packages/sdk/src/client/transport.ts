import { ApiError, toApiError } from './api-error.ts'
import { UnusableValueError } from './unusable-value-error.ts'

/** The part of `fetch` that the client uses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Where requests go, and with what. */
export interface Transport {
  readonly baseUrl: string
  readonly token?: string | undefined
  /** Which of the gateway's namespaces; absent means its default one. */
  readonly namespace?: string | undefined
  readonly fetch: Fetch
}

/** One HTTP request: the path with everything in it that belongs into a URL. */
export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
  /** Sent as JSON; absent means no body. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs: number
  /** Statuses that are answers beside the 2xx. */
  readonly answers?: readonly number[]
}

/** One HTTP answer with its body read. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  /** Parsed where it is JSON, else text; undefined when empty. */
  readonly body: unknown
  readonly isJson: boolean
}

/**
 * Sends a request once and reads the whole answer.
 *
 * @throws ApiError for anything but success, UnusableValueError for a header that cannot be sent, and the
 * signal's reason when that aborts.
 */
export async function exchange(transport: Transport, request: HttpRequest): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(request.timeoutMs)
  const init = toInit(transport, request, timeout)
  const { response, text } = await asNetworkFault(transport, request, timeout, async () => {
    const response = await transport.fetch(`${transport.baseUrl}${request.path}`, init)
    return { response, text: await response.text() }
  })
  const { status, headers } = response
  const answer = { status, headers, ...parseBody(text, headers) }
  if (response.ok || request.answers?.includes(status)) return answer
  throw toApiError(status, headers, answer.body)
}

/** Sends a request and answers with its body as a stream; `timeoutMs` bounds the wait for the head. */
export async function openStream(
  transport: Transport,
  request: HttpRequest,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { response, text } = await withHeadTimeout(request.timeoutMs, (timeout) => {
    const init = toInit(transport, request, timeout)
    return asNetworkFault(transport, request, timeout, async () => {
      const response = await transport.fetch(`${transport.baseUrl}${request.path}`, init)
      return { response, text: isEventStream(response) ? '' : await response.text() }
    })
  })
  const { status, headers, body } = response
  if (isEventStream(response) && body) return body
  throw toApiError(status, headers, parseBody(text, headers).body)
}

function isEventStream({ ok, headers }: Response): boolean {
  return ok && (headers.get('content-type')?.startsWith('text/event-stream') ?? false)
}

async function withHeadTimeout<T>(ms: number, wait: (timeout: AbortSignal) => Promise<T>) {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DOMException('', 'TimeoutError')), ms)
  try {
    return await wait(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}

function toInit(
  { token }: Transport,
  { method, headers = {}, body, signal }: HttpRequest,
  timeout: AbortSignal,
): RequestInit {
  const sent = new Headers({ accept: 'application/json, application/problem+json' })
  if (token) sent.set('authorization', `Bearer ${token}`)
  if (body !== undefined) sent.set('content-type', 'application/json')
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) setHeader(sent, name, value)
  return {
    method,
    headers: sent,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
}

function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value)
  } catch {
    throw new UnusableValueError(`The header ${name} cannot carry its value`)
  }
}

async function asNetworkFault<T>(
  { baseUrl }: Transport,
  { signal, timeoutMs }: HttpRequest,
  timeout: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    signal?.throwIfAborted()
    const place = baseUrl || 'the gateway'
    const detail = timeout.aborted
      ? `${place} did not answer within ${timeoutMs / 1000} s`
      : `${place} cannot be reached: ${reasonOf(cause)}`
    throw new ApiError('network', detail, { cause })
  }
}

/** The innermost reason: `fetch` says «fetch failed» and hides why in causes of causes. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error) return reasonOf(error.cause)
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error.message || error.name
}

function parseBody(text: string, headers: Headers): { body: unknown; isJson: boolean } {
  if (text === '') return { body: undefined, isJson: false }
  if (!headers.get('content-type')?.includes('json')) return { body: text, isJson: false }
  try {
    return { body: JSON.parse(text), isJson: true }
  } catch {
    return { body: text, isJson: false }
  }
}
