import {
  deleteEventSource,
  disableEventSource,
  enableEventSource,
  getEventSource,
  listEventSources,
  putEventSource,
  receiveWebhook,
  testEventSource,
} from '@temporal-registry/contract/event-sources'
import { nextCursorBy, readPlace } from '../../../http/cursor.ts'
import { Answer, type OnEndpoint } from '../../../http/on-endpoint.ts'
import type { Events } from '../events.ts'
import { takeIn } from '../routes.ts'
import type { Sources } from './sources.ts'

const defaultLimit = 100
const list = 'event-sources'

/** Binds the endpoints about sources of webhooks, and the one that takes webhooks in. */
export function webhookRoutes(
  on: OnEndpoint,
  { sources, events }: { readonly sources: Sources; readonly events: Events },
): void {
  on(listEventSources, async ({ query: { limit = defaultLimit, cursor } }) => {
    const found = await sources.list({ afterSlug: readPlace(cursor, list), limit: limit + 1 })
    return {
      event_sources: found.slice(0, limit),
      ...nextCursorBy(found, limit, list, ({ slug }) => slug),
    }
  })
  on(getEventSource, ({ params: { slug } }) => sources.get(slug))
  on(putEventSource, async ({ params: { slug }, body, caller }) => {
    const { source, isNew } = await sources.put(slug, body, caller.name)
    return new Answer(isNew ? 201 : 200, source)
  })
  on(deleteEventSource, async ({ params: { slug }, caller }) => {
    await sources.remove(slug, caller.name)
    return new Answer(204)
  })
  on(enableEventSource, ({ params: { slug }, caller }) =>
    sources.setEnabled(slug, true, caller.name),
  )
  on(disableEventSource, ({ params: { slug }, caller }) =>
    sources.setEnabled(slug, false, caller.name),
  )
  on(testEventSource, ({ params: { slug }, body }) => sources.try(slug, body))

  on(receiveWebhook, async ({ params: { slug }, body, query, rawHeaders: headers, basePath }) => {
    // Fastify reads a query as an object of texts and lists of them.
    const webhook = { ...body, headers, query: query as Record<string, unknown> }
    const heard = await sources.hear(slug, webhook)
    if ('challenge' in heard) return new Answer(200, heard)
    const path = `${basePath}/event-sources/${slug}`
    return new Answer(202, await takeIn(events, heard, { via: 'webhook', sourceSlug: slug, path }))
  })
}
