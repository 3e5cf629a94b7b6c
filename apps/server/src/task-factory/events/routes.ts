import {
  explainEvent,
  getEvent,
  listEvents,
  sendEvent,
  testEvent,
  type BatchedEventReceipt,
  type EventBatchReceipt,
  type EventReceipt,
  type EventSummary,
} from '@temporal-registry/contract/events'
import { toProblemJson } from '@temporal-registry/contract/problem'
import { nextCursor, readPlace } from '../../http/cursor.ts'
import type { OnEndpoint } from '../../http/on-endpoint.ts'
import { spanOf } from '../../http/time-span.ts'
import type { Arrival, Events } from './events.ts'
import type { Explain } from './explain.ts'
import { readEvents, type ReadEvents } from './http-binding.ts'
import type { StoredEvent } from './store.ts'
import type { Trials } from './trials.ts'

const defaultLimit = 100

/** Binds the endpoints about events. */
export function eventRoutes(
  on: OnEndpoint,
  {
    events,
    trials,
    explain,
  }: { readonly events: Events; readonly trials: Trials; readonly explain: Explain },
): void {
  on(sendEvent, async ({ body, rawHeaders: headers, basePath }) =>
    takeIn(events, readEvents({ ...body, headers }), {
      via: 'api',
      path: `${basePath}${sendEvent.path}`,
    }),
  )

  on(testEvent, async ({ body, rawHeaders: headers }) => ({
    events: await trials.of(readEvents({ ...body, headers })),
  }))

  on(listEvents, async ({ query }) => {
    const { limit = defaultLimit, cursor, from, to, event_source: sourceSlug, ...texts } = query
    const list = `events ${JSON.stringify(Object.entries({ ...texts, from, to, sourceSlug }).toSorted())}`
    const beforeId = readPlace(cursor, list)
    const span = spanOf({ from, to })
    const found = await events.list(
      {
        ...texts,
        sourceSlug,
        ...{ receivedFrom: span.from, receivedTo: span.to },
      },
      { limit: limit + 1, beforeId },
    )
    return { events: found.slice(0, limit).map(summaryOf), ...nextCursor(found, limit, list) }
  })

  on(getEvent, async ({ params: { event_id: id } }) => {
    const { event, runs } = await explain.withRuns(id)
    return { ...summaryOf(event), envelope: event.envelope, runs: [...runs] }
  })
  on(explainEvent, ({ params: { event_id: id } }) => explain.event(id))
}

/** Stores what was read, and answers for one event or for each of a batch. */
export async function takeIn(
  events: Events,
  read: ReadEvents,
  { path, ...arrival }: Arrival & { readonly path: string },
): Promise<EventReceipt | EventBatchReceipt> {
  if (read.kind === 'one') {
    const [receipt] = await events.accept([read.envelope], arrival)
    // One event, one receipt.
    return receipt!
  }
  const good = read.items.flatMap((item) => ('envelope' in item ? [item.envelope] : []))
  const receipts = good.length === 0 ? [] : await events.accept(good, arrival)
  let accepted = 0
  const outcomes = read.items.map((item, index): BatchedEventReceipt => {
    if ('problem' in item) return { index, problem: toProblemJson(item.problem, path) }
    return { index, ...receipts[accepted++] }
  })
  return { accepted, refused: outcomes.length - accepted, events: outcomes }
}

function summaryOf(event: StoredEvent): EventSummary {
  return {
    event_id: event.id,
    id: event.event_id,
    source: event.source,
    type: event.type,
    subject: event.subject,
    time: event.envelope.time ?? null,
    received_at: event.received_at.toISOString(),
    event_source: event.source_slug,
    depth: event.depth,
  }
}
