import { isProblemCode, problems } from '@temporal-registry/contract/problem'
import { ApiError } from './api-error.ts'
import type { Caller } from './caller.ts'
import { mayRepeat, nextDelayMs, sleep, type RetryPolicy } from './retry.ts'
import { parseEventStream, type ServerSentEvent } from './sse.ts'
import { openStream, type Transport } from './transport.ts'

/** What a stream is made of. */
export interface StreamParts {
  readonly call: Caller['call']
  readonly transport: Transport
  readonly policy: RetryPolicy
  readonly timeoutMs: number
}

/** Which events to follow, and from where. */
export interface StreamRequest {
  readonly method: string
  readonly path: string
  /** Names of the events that count; others are passed over. */
  readonly names: readonly string[]
  readonly lastEventId: string
  readonly signal?: AbortSignal | undefined
}

// A connection whose other end vanished stays silent for ever; opening another costs one request.
const longestSilenceMs = 90_000

/**
 * Yields the events of a stream without end, until whoever reads them stops. A connection that breaks is
 * opened again after the last event seen.
 */
export async function* followEventStream(
  parts: StreamParts,
  { lastEventId: first, names, ...request }: StreamRequest,
): AsyncGenerator<ServerSentEvent, never, undefined> {
  let lastEventId = first
  let failures = 0
  let failedSinceMs = 0
  for (;;) {
    try {
      for await (const event of connectOnce(parts, { ...request, lastEventId })) {
        if (event.event === 'problem') throw toStreamError(event.data)
        if (!names.includes(event.event)) continue
        failures = 0
        lastEventId = event.id || lastEventId
        yield event
      }
      throw new ApiError('network', 'The event stream ended before what it tells of did')
    } catch (error) {
      if (!mayRepeat(error, { idempotent: true, keyed: false })) throw error
      failures += 1
      if (failures === 1) failedSinceMs = performance.now()
      const elapsedMs = performance.now() - failedSinceMs
      const delayMs = nextDelayMs(parts.policy, { failures, elapsedMs, error })
      if (delayMs === undefined) throw error
      await sleep(delayMs, request.signal)
    }
  }
}

async function* connectOnce(
  { transport, timeoutMs }: StreamParts,
  { lastEventId, signal, ...request }: Omit<StreamRequest, 'names'>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const closed = new AbortController()
  const body = await openStream(transport, {
    ...request,
    headers: { accept: 'text/event-stream', 'last-event-id': lastEventId || undefined },
    signal: signal ? AbortSignal.any([signal, closed.signal]) : closed.signal,
    timeoutMs,
  })
  try {
    yield* parseEventStream(readChunks(body, signal))
  } finally {
    closed.abort()
  }
}

async function* readChunks(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await withSilenceLimit(() => reader.read()).catch((cause: unknown) => {
      signal?.throwIfAborted()
      throw new ApiError('network', 'The event stream broke', { cause })
    })
    if (done) return
    yield value
  }
}

async function withSilenceLimit<T>(read: () => Promise<T>): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('silent for too long')), longestSilenceMs)
  try {
    return await Promise.race([read(), silence])
  } finally {
    clearTimeout(timer)
  }
}

/** What the gateway says inside a stream: its status was sent long before. */
function toStreamError(data: string): ApiError {
  const { code, detail } = parseJson(data) as Partial<Record<string, unknown>>
  const sentence = `The event stream broke off: ${String(detail)}`
  if (!isProblemCode(code)) return new ApiError('network', sentence)
  return new ApiError(code, sentence, { status: problems[code].status })
}

/** Reads the data of an event. */
export function parseJson(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch (cause) {
    throw new ApiError('not-a-problem', 'The event stream carries something other than JSON', {
      cause,
    })
  }
}
