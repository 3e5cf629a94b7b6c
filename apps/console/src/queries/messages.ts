import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AboutKind, DeliveryStatus } from '@temporal-registry/contract/deliveries'
import type { Gateway } from '../session/gateway.tsx'
import { messagesKey } from './keys.ts'
import { whileFirstPage } from './while-first-page.ts'

type Asked = Pick<Gateway, 'client' | 'namespace'>

export interface DeliveryFilter {
  readonly channel?: string | undefined
  readonly status?: DeliveryStatus | undefined
  readonly about_kind?: AboutKind | undefined
  readonly about_id?: string | undefined
  /** How far back: the name of a span. */
  readonly within?: WithinName | undefined
}

/** Spans to look back on, in hours. */
export const withinHours = { '1h': 1, '24h': 24, '7d': 168, '30d': 720 } as const
export type WithinName = keyof typeof withinHours
export const withinNames = Object.keys(withinHours) as WithinName[]

/** The moment from which a span counts; none: all. */
export const sinceOf = (within: WithinName | undefined) =>
  within === undefined
    ? undefined
    : new Date(Date.now() - withinHours[within] * 3_600_000).toISOString()

const pageSize = 50
/** No feed tells of deliveries. */
const everyMs = 4_000
/** The most channels that are offered in choices. */
const shownChannels = 1_000

/** Channels by name, those of the configuration among them. */
export const channelsQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: messagesKey(namespace, 'channels'),
    queryFn: async ({ signal }) =>
      (await client.channels.list({ limit: shownChannels }, { signal })).channels,
    refetchInterval: everyMs * 3,
  })

export const channelQuery = ({ client, namespace }: Asked, name: string) =>
  queryOptions({
    queryKey: messagesKey(namespace, 'channel', name),
    queryFn: ({ signal }) => client.channels.get(name, { signal }),
    refetchInterval: everyMs,
  })

/** Names of secrets that channels may use. */
export const secretNamesQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: messagesKey(namespace, 'secrets'),
    queryFn: async ({ signal }) =>
      (await client.secrets.list({ limit: 1_000 }, { signal })).secrets.map(({ name }) => name),
  })

/** Deliveries, page by page, the newest first. */
export const deliveriesQuery = ({ client, namespace }: Asked, filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: messagesKey(namespace, 'deliveries', filter),
    queryFn: ({ pageParam, signal }) => {
      const { within, status, ...rest } = filter
      return client.deliveries.list(
        {
          ...{ ...rest, status: status === undefined ? undefined : [status] },
          ...{ from: sinceOf(within), limit: pageSize, cursor: pageParam },
        },
        { signal },
      )
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

/** A delivery with its message and every attempt. */
export const deliveryQuery = ({ client, namespace }: Asked, id: string) =>
  queryOptions({
    queryKey: messagesKey(namespace, 'delivery', id),
    queryFn: ({ signal }) => client.deliveries.get(id, { signal }),
    refetchInterval: everyMs,
  })
