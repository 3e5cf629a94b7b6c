import type { HistoryEvent } from '@temporal-registry/contract/runs'
import type { StreamedEvent } from '../http/event-stream.ts'

/** Events of a history as they are streamed; ends with `closed` when the run is. */
export async function* streamedEvents(
  events: AsyncIterable<HistoryEvent>,
  signal: AbortSignal,
): AsyncGenerator<StreamedEvent> {
  for await (const event of events) yield { event: 'history', data: event, id: event.event_id }
  if (!signal.aborted) yield { event: 'closed', data: {} }
}
