import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  deleteEventSource,
  disableEventSource,
  enableEventSource,
  getEventSource,
  listEventSources,
  putEventSource,
  testEventSource,
  type EventSource,
  type EventSourceBody,
  type WebhookSample,
  type WebhookTrial,
} from '@temporal-registry/contract/event-sources'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

/** Who sends webhooks, and what events those become. */
export interface EventSources {
  /** Makes or replaces one. @throws `expression-invalid` with a pointer to every fault of the mapping */
  put(slug: string, source: EventSourceBody, options?: CallOptions): Promise<EventSource>
  /** @throws `event-source-not-found` */
  get(slug: string, options?: CallOptions): Promise<EventSource>
  /** Answers one page, by slug. */
  list(
    query?: Loose<QueryOf<typeof listEventSources>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listEventSources>>
  /** Walks all, page by page. */
  all(options?: CallOptions): AsyncGenerator<EventSource, void, undefined>
  /** Takes its webhooks again. @throws `event-source-not-found` */
  enable(slug: string, options?: CallOptions): Promise<EventSource>
  /** Takes no more of its webhooks. @throws `event-source-not-found` */
  disable(slug: string, options?: CallOptions): Promise<EventSource>
  /** Removes one; its events stay. @throws `event-source-not-found` */
  delete(slug: string, options?: CallOptions): Promise<void>
  /** Says what would become of a webhook. Nothing is stored. @throws `event-source-not-found` */
  test(slug: string, sample: WebhookSample, options?: CallOptions): Promise<WebhookTrial>
}

export function createEventSources({ call }: Caller): EventSources {
  const list: EventSources['list'] = (query, options) =>
    call(listEventSources, { query, ...options })

  return {
    list,
    put: (slug, body, options) => call(putEventSource, { params: { slug }, body, ...options }),
    get: (slug, options) => call(getEventSource, { params: { slug }, ...options }),
    all: (options) =>
      walkPages(
        (cursor) => list(cursor ? { cursor } : {}, options),
        (page) => page.event_sources,
      ),
    enable: (slug, options) => call(enableEventSource, { params: { slug }, ...options }),
    disable: (slug, options) => call(disableEventSource, { params: { slug }, ...options }),
    async delete(slug, options) {
      await call(deleteEventSource, { params: { slug }, ...options })
    },
    test: (slug, body, options) => call(testEventSource, { params: { slug }, body, ...options }),
  }
}
