import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '@temporal-registry/contract/problem'
import type { FastifyReply } from 'fastify'

/** Proxies close a connection that is silent for longer. */
const keepAliveMs = 15_000

/** One server-sent event; its data is sent as JSON. */
export interface StreamedEvent {
  readonly event: string
  readonly data: unknown
  readonly id?: string | number
}

/** Begins an answer that streams events. */
export function sendEventStream(
  reply: FastifyReply,
  events: AsyncIterable<StreamedEvent>,
  signal: AbortSignal,
): FastifyReply {
  return reply
    .type('text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache')
    .header('x-accel-buffering', 'no')
    .send(eventStream(events, signal))
}

/**
 * Renders events as server-sent events. A slow reader slows the events down: nothing piles up here.
 */
export function eventStream(events: AsyncIterable<StreamedEvent>, signal: AbortSignal): Readable {
  return Readable.from(textOf(events, signal), { objectMode: false })
}

async function* textOf(events: AsyncIterable<StreamedEvent>, signal: AbortSignal) {
  // Something must be sent at once: until then the caller does not even see the status.
  yield 'retry: 1000\n\n'
  try {
    for await (const event of withSilences(events)) {
      yield event === undefined ? ': still here\n\n' : textOfEvent(event)
    }
  } catch (error) {
    // The answer has begun: what went wrong can only be told inside it.
    if (!signal.aborted) yield textOfEvent({ event: 'problem', data: refusalOf(error) })
  }
}

function textOfEvent({ id, event, data }: StreamedEvent): string {
  const line = id === undefined ? '' : `id: ${id}\n`
  return `${line}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

/** The events, and nothing wherever there was none for a while. */
async function* withSilences(events: AsyncIterable<StreamedEvent>) {
  const iterator = events[Symbol.asyncIterator]()
  let next = iterator.next()
  try {
    for (;;) {
      const silence = new AbortController()
      const isSilent = pause(keepAliveMs, undefined, { signal: silence.signal })
      isSilent.catch(() => undefined)
      const arrived = await Promise.race([next, isSilent]).finally(() => silence.abort())
      if (arrived?.done) return
      if (arrived) next = iterator.next()
      yield arrived?.value
    }
  } finally {
    next.catch(() => undefined)
    // Not awaited: it comes after what is under way, which the reader's going away ends.
    iterator.return?.().catch(() => undefined)
  }
}

function refusalOf(error: unknown): { code: string; detail: string } {
  if (error instanceof Problem) return { code: error.code, detail: error.message }
  return { code: 'internal', detail: 'The stream broke for a reason of ours' }
}
