import { Readable } from 'node:stream'
import type { HistoryEvent } from '@temporal-registry/contract/runs'

/** Proxies close a connection that is silent for longer. */
const keepAliveMs = 15_000

/** Renders events as server-sent events; ends with `closed` when the run is. */
export function eventStream(events: AsyncIterable<HistoryEvent>, signal: AbortSignal): Readable {
  const stream = new Readable({ read: () => undefined })
  const keepAlive = setInterval(() => stream.push(': still here\n\n'), keepAliveMs)
  signal.addEventListener('abort', () => stream.destroy())
  stream.once('close', () => clearInterval(keepAlive))
  void copy(events, stream, signal)
  return stream
}

async function copy(
  events: AsyncIterable<HistoryEvent>,
  stream: Readable,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of events) {
      stream.push(`id: ${event.event_id}\nevent: history\ndata: ${JSON.stringify(event)}\n\n`)
    }
    stream.push('event: closed\ndata: {}\n\n')
  } catch (error) {
    // The answer has begun: what went wrong can only be told inside it.
    const detail = error instanceof Error ? error.message : String(error)
    if (!signal.aborted) stream.push(`event: problem\ndata: ${JSON.stringify({ detail })}\n\n`)
  }
  stream.push(null)
}
