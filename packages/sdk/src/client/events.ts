import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  explainEvent,
  getEvent,
  listEvents,
  sendEvent,
  testEvent,
  type EventBatchReceipt,
  type EventDetail,
  type EventEnvelope,
  type EventExplanation,
  type EventReceipt,
  type EventSummary,
  type EventTrial,
} from '@temporal-registry/contract/events'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

/** Events: CloudEvents that were sent, or came as webhooks. */
export interface Events {
  /**
   * Sends an event. Safe to repeat, and repeated by itself: the same `source` and `id` is the same event.
   *
   * @throws `event-invalid` with a pointer to every fault, `event-too-large`
   * @example
   * await client.events.send({
   *   specversion: '1.0', id: 'order-4711-created', source: '/shop', type: 'order.created',
   *   data: { customer: 'ada' },
   * })
   */
  send(event: EventEnvelope, options?: CallOptions): Promise<EventReceipt>
  /** Sends up to 100 events; each has an outcome of its own, in order. */
  sendBatch(events: readonly EventEnvelope[], options?: CallOptions): Promise<EventBatchReceipt>
  /** Says of events whether they are some, and what would look at them. Nothing is stored. */
  test(
    events: EventEnvelope | readonly EventEnvelope[],
    options?: CallOptions,
  ): Promise<EventTrial[]>
  /** Answers one page, the newest first. */
  list(
    query?: Loose<QueryOf<typeof listEvents>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listEvents>>
  /** Walks all, page by page. */
  all(
    query?: Loose<QueryOf<typeof listEvents>>,
    options?: CallOptions,
  ): AsyncGenerator<EventSummary, void, undefined>
  /** Says what came of one, and why of each definition that considered it. @throws `event-not-found` */
  explain(eventId: string, options?: CallOptions): Promise<EventExplanation>
  /** Shows one as it came, and its runs. @throws `event-not-found` */
  get(eventId: string, options?: CallOptions): Promise<EventDetail>
}

export function createEvents({ call }: Caller): Events {
  const list: Events['list'] = (query, options) => call(listEvents, { query, ...options })

  return {
    list,
    // The gateway answers one event with a receipt, and a list with a list.
    send: async (event, options) =>
      (await call(sendEvent, { body: event, ...options })) as EventReceipt,
    sendBatch: async (events, options) =>
      (await call(sendEvent, { body: [...events], ...options })) as EventBatchReceipt,
    async test(events, options) {
      const body = Array.isArray(events) ? [...events] : (events as EventEnvelope)
      return (await call(testEvent, { body, ...options })).events
    },
    all: (query, options) =>
      walkPages(
        (cursor) => list({ ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.events,
      ),
    explain: (eventId, options) =>
      call(explainEvent, { params: { event_id: eventId }, ...options }),
    get: (eventId, options) => call(getEvent, { params: { event_id: eventId }, ...options }),
  }
}
