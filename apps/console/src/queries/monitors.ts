import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { AlertEdge, MonitorHealth, MonitorStatus } from '@temporal-registry/contract/monitor'
import { isApiError } from '@temporal-registry/sdk/client'
import type { Gateway } from '../session/gateway.tsx'
import { monitorsKey } from './keys.ts'
import { whileFirstPage } from './while-first-page.ts'

type Asked = Pick<Gateway, 'client' | 'namespace'>

export interface MonitorFilter {
  readonly q?: string | undefined
  readonly health?: MonitorHealth | undefined
  readonly status?: MonitorStatus | undefined
  readonly label?: string | undefined
}

export interface AlertFilter {
  readonly monitor?: string | undefined
  readonly edge?: AlertEdge | undefined
  /** `told` or `muted`; absent: both. */
  readonly told?: 'told' | 'muted' | undefined
}

const pageSize = 50
/** No feed tells of what monitors find. */
const everyMs = 4_000
/** As many looks as a cell shows. */
const recentLooks = 24

/** Monitors, page by page, with their last looks. */
export const monitorsQuery = ({ client, namespace }: Asked, { label, ...filter }: MonitorFilter) =>
  infiniteQueryOptions({
    queryKey: monitorsKey(namespace, 'list', { label, ...filter }),
    queryFn: ({ pageParam, signal }) =>
      client.monitors.list(
        {
          ...{ ...filter, label: label === undefined ? undefined : [label] },
          ...{ recent: recentLooks, limit: pageSize, cursor: pageParam },
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

/** A monitor as it stands, with what guards a change of it. */
export const monitorQuery = ({ client, namespace }: Asked, monitor: string) =>
  queryOptions({
    queryKey: monitorsKey(namespace, 'one', monitor),
    queryFn: ({ signal }) => client.monitors.get(monitor, { signal }),
    refetchInterval: everyMs,
  })

/** A time to look back on; without an end it goes on to now. */
export interface SeriesSpan {
  readonly spanMs: number
  readonly to: string | undefined
}

/** What a monitor found over a time. */
export const seriesQuery = (
  { client, namespace }: Asked,
  monitor: string,
  { spanMs, to }: SeriesSpan,
) =>
  queryOptions({
    queryKey: monitorsKey(namespace, 'series', monitor, spanMs, to),
    queryFn: ({ signal }) => {
      const toMs = to === undefined ? Date.now() : Date.parse(to)
      const span = { from: new Date(toMs - spanMs).toISOString(), to: new Date(toMs).toISOString() }
      return client.monitors.series(monitor, span, { signal })
    },
    placeholderData: keepPreviousData,
    refetchInterval: to === undefined ? everyMs : false,
  })

/** What looks of a monitor found, page by page, the newest first. */
export const observationsQuery = ({ client, namespace }: Asked, monitor: string) =>
  infiniteQueryOptions({
    queryKey: monitorsKey(namespace, 'observations', monitor),
    queryFn: ({ pageParam, signal }) =>
      client.monitors.observations(monitor, { limit: pageSize, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

/** One look; nothing while it has found nothing yet, as one that was just asked for. */
export const observationQuery = ({ client, namespace }: Asked, id: string) =>
  queryOptions({
    queryKey: monitorsKey(namespace, 'observation', id),
    queryFn: async ({ signal }) => {
      try {
        return await client.monitors.observation(id, { signal })
      } catch (error) {
        if (isApiError(error, 'observation-not-found')) return null
        throw error
      }
    },
    refetchInterval: (query) => {
      const { data } = query.state
      return data === null || data?.status === 'looked' ? 700 : false
    },
  })

/** Alerts, page by page, the newest first. */
export const alertsQuery = ({ client, namespace }: Asked, { monitor, edge, told }: AlertFilter) =>
  infiniteQueryOptions({
    queryKey: monitorsKey(namespace, 'alerts', { monitor, edge, told }),
    queryFn: ({ pageParam, signal }) =>
      client.monitors.alerts(
        {
          monitor,
          ...{ edge: edge === undefined ? undefined : [edge], limit: pageSize, cursor: pageParam },
          muted: told === undefined ? undefined : told === 'muted',
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

/** Templates that a new monitor can begin with. */
export const templatesQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: monitorsKey(namespace, 'templates'),
    queryFn: async ({ signal }) => (await client.monitors.templates({ signal })).templates,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Names of monitors that have this text in them, for those who choose one. */
export const monitorNamesQuery = ({ client, namespace }: Asked, q: string) =>
  queryOptions({
    queryKey: monitorsKey(namespace, 'names', q),
    queryFn: async ({ signal }) => {
      const page = await client.monitors.list({ q: q || undefined, limit: 20 }, { signal })
      return page.monitors.map(({ name }) => name)
    },
    placeholderData: keepPreviousData,
  })
