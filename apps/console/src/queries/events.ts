import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Gateway } from '../session/gateway.tsx'
import { activitiesKey } from './keys.ts'
import { whileFirstPage } from './while-first-page.ts'

type Asked = Pick<Gateway, 'client' | 'namespace'>

const everyMs = 4_000
const pageSize = 50

export interface EventFilter {
  readonly q?: string | undefined
  readonly type?: string | undefined
  readonly source?: string | undefined
}

export const eventsQuery = ({ client, namespace }: Asked, filter: EventFilter) =>
  infiniteQueryOptions({
    queryKey: activitiesKey(namespace, 'events', filter),
    queryFn: ({ pageParam, signal }) =>
      client.events.list({ ...filter, limit: pageSize, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

export const eventQuery = ({ client, namespace }: Asked, id: string) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'event', id),
    queryFn: ({ signal }) => client.events.get(id, { signal }),
    refetchInterval: everyMs,
  })

/** What came of an event, and why; asked again while that is still to be decided. */
export const explanationQuery = ({ client, namespace }: Asked, id: string) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'event', id, 'explain'),
    queryFn: ({ signal }) => client.events.explain(id, { signal }),
    refetchInterval: (query) => (query.state.data?.pending === false ? false : 1_000),
  })
