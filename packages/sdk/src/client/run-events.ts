import { getRun, streamRunEvents, type HistoryEvent } from '@temporal-registry/contract/runs'
import { followEventStream, parseJson, type StreamParts } from './event-stream.ts'
import { endpointPath } from './url.ts'

/** Where a stream of a run's events begins. */
export interface RunEventsOptions {
  readonly run_id?: string | undefined
  /** Leaves out the events up to this one. */
  readonly afterEventId?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Yields a run's events until the gateway says that it is closed. A connection that breaks before is
 * opened again after the last event seen, so that none is lost or seen twice.
 */
export async function* streamEvents(
  parts: StreamParts,
  workflow_id: string,
  options: RunEventsOptions = {},
): AsyncGenerator<HistoryEvent, void, undefined> {
  const { signal } = options
  // Pinned: «the latest» may be another run when a broken connection is opened again.
  const run_id = options.run_id || (await latestRunId(parts, workflow_id, signal))
  const stream = followEventStream(parts, {
    method: streamRunEvents.method,
    path: endpointPath(streamRunEvents, {
      namespace: parts.transport.namespace,
      params: { workflow_id },
      query: { run_id },
    }),
    names: ['history', 'closed'],
    lastEventId: options.afterEventId?.toString() ?? '',
    signal,
  })
  for await (const { event, data } of stream) {
    if (event === 'closed') return
    // The gateway's own events are of this shape.
    if (event === 'history') yield parseJson(data) as HistoryEvent
  }
}

async function latestRunId(
  { call }: StreamParts,
  workflow_id: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  return (await call(getRun, { params: { workflow_id }, signal })).run_id
}
