import { isProblemCode, problems } from '@temporal-registry/contract/problem'
import { getRun, streamRunEvents, type HistoryEvent } from '@temporal-registry/contract/runs'
import { ApiError } from './api-error.ts'
import type { Caller } from './caller.ts'
import { mayRepeat, nextDelayMs, sleep, type RetryPolicy } from './retry.ts'
import { parseEventStream, type ServerSentEvent } from './sse.ts'
import { openStream, type Transport } from './transport.ts'
import { endpointPath } from './url.ts'

/** Where a stream of a run's events begins. */
export interface RunEventsOptions {
  readonly run_id?: string | undefined
  /** Leaves out the events up to this one. */
  readonly afterEventId?: number | undefined
  readonly signal?: AbortSignal | undefined
}

interface StreamParts {
  readonly call: Caller['call']
  readonly transport: Transport
  readonly policy: RetryPolicy
  readonly timeoutMs: number
}

// A connection whose other end vanished stays silent for ever; opening another costs one request.
const longestSilenceMs = 90_000

/**
 * Yields a run's events until the gateway says that it is closed. A connection that breaks before is
 * opened again after the last event seen, so that none is lost or seen twice.
 */
export async function* streamEvents(
  parts: StreamParts,
  workflow_id: string,
  options: RunEventsOptions = {},
): AsyncGenerator<HistoryEvent, void, undefined> {
  // Pinned: «the latest» may be another run when a broken connection is opened again.
  const run_id = options.run_id || (await latestRunId(parts, workflow_id, options.signal))
  let lastEventId = options.afterEventId?.toString() ?? ''
  let failures = 0
  let failedSinceMs = 0
  for (;;) {
    try {
      const stream = connectOnce(parts, workflow_id, { ...options, run_id, lastEventId })
      for await (const { event, data, id } of stream) {
        if (event === 'closed') return
        if (event === 'problem') throw toStreamError(data)
        if (event !== 'history') continue
        failures = 0
        lastEventId = id || lastEventId
        yield parseEvent(data)
      }
      throw new ApiError('network', 'The event stream ended before the run did')
    } catch (error) {
      if (!mayRepeat(error, { idempotent: true, keyed: false })) throw error
      failures += 1
      if (failures === 1) failedSinceMs = performance.now()
      const elapsedMs = performance.now() - failedSinceMs
      const delayMs = nextDelayMs(parts.policy, { failures, elapsedMs, error })
      if (delayMs === undefined) throw error
      await sleep(delayMs, options.signal)
    }
  }
}

async function latestRunId(
  { call }: StreamParts,
  workflow_id: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  return (await call(getRun, { params: { workflow_id }, signal })).run_id
}

async function* connectOnce(
  { transport, timeoutMs }: StreamParts,
  workflow_id: string,
  { run_id, signal, lastEventId }: RunEventsOptions & { lastEventId: string },
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const closed = new AbortController()
  const body = await openStream(transport, {
    method: streamRunEvents.method,
    path: endpointPath(streamRunEvents, {
      namespace: transport.namespace,
      params: { workflow_id },
      query: { run_id },
    }),
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

function parseEvent(data: string): HistoryEvent {
  return parseJson(data) as HistoryEvent
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch (cause) {
    throw new ApiError('not-a-problem', 'The event stream carries something other than JSON', {
      cause,
    })
  }
}
