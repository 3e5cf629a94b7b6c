import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '@temporal-registry/contract/problem'
import type { HistoryEvent } from '@temporal-registry/contract/runs'

/** Proxies close a connection that is silent for longer. */
const keepAliveMs = 15_000

/**
 * Renders events as server-sent events; ends with `closed` when the run is. A slow reader slows the
 * reading of the history down: nothing piles up here.
 */
export function eventStream(events: AsyncIterable<HistoryEvent>, signal: AbortSignal): Readable {
  return Readable.from(textOf(events, signal), { objectMode: false })
}

async function* textOf(events: AsyncIterable<HistoryEvent>, signal: AbortSignal) {
  // Something must be sent at once: until then the caller does not even see the status.
  yield 'retry: 1000\n\n'
  try {
    for await (const event of withSilences(events)) {
      yield event === undefined
        ? ': still here\n\n'
        : `id: ${event.event_id}\nevent: history\ndata: ${JSON.stringify(event)}\n\n`
    }
    if (!signal.aborted) yield 'event: closed\ndata: {}\n\n'
  } catch (error) {
    // The answer has begun: what went wrong can only be told inside it.
    if (!signal.aborted) yield `event: problem\ndata: ${JSON.stringify(refusalOf(error))}\n\n`
  }
}

/** The events, and nothing wherever there was none for a while. */
async function* withSilences(events: AsyncIterable<HistoryEvent>) {
  const iterator = events[Symbol.asyncIterator]()
  let next = iterator.next()
  for (;;) {
    const silence = new AbortController()
    const isSilent = pause(keepAliveMs, undefined, { signal: silence.signal })
    isSilent.catch(() => undefined)
    try {
      const arrived = await Promise.race([next, isSilent])
      if (arrived?.done) return
      if (arrived) next = iterator.next()
      yield arrived?.value
    } finally {
      silence.abort()
      next.catch(() => undefined)
    }
  }
}

function refusalOf(error: unknown): { code: string; detail: string } {
  if (error instanceof Problem) return { code: error.code, detail: error.message }
  return { code: 'internal', detail: 'The stream broke for a reason of ours' }
}
