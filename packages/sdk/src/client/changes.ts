import {
  watchRegistry,
  type FeedStart,
  type RegistryChange,
} from '@temporal-registry/contract/changes'
import type { QueryOf } from '@temporal-registry/contract/endpoint'
import type { Loose } from './call.ts'
import { followEventStream, parseJson, type StreamParts } from './event-stream.ts'
import { endpointPath } from './url.ts'

/** Which changes to follow, and from where. */
export interface ChangesOptions extends Loose<QueryOf<typeof watchRegistry>> {
  /** The `id` of the last item seen, of an earlier feed. */
  readonly lastEventId?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * An item of a feed: a change, or where the feed begins. After `reset` changes may have been missed: read
 * the lists again, with `min_revision` of its revision.
 */
export type FeedItem =
  | { readonly event: 'change'; readonly id: string; readonly change: RegistryChange }
  | { readonly event: 'open' | 'reset'; readonly id: string; readonly start: FeedStart }

/** Follows what changes in the registry, over broken connections and restarted gateways. */
export async function* streamChanges(
  parts: StreamParts,
  { lastEventId = '', signal, ...query }: ChangesOptions = {},
): AsyncGenerator<FeedItem, void, undefined> {
  const stream = followEventStream(parts, {
    method: watchRegistry.method,
    path: endpointPath(watchRegistry, { namespace: parts.transport.namespace, query }),
    names: ['open', 'change', 'reset'],
    lastEventId,
    signal,
  })
  for await (const { event, data, id } of stream) {
    // The gateway's own events are of these shapes.
    if (event === 'change') yield { event, id, change: parseJson(data) as RegistryChange }
    else if (event === 'open' || event === 'reset')
      yield { event, id, start: parseJson(data) as FeedStart }
  }
}
