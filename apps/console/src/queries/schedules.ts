import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ScheduleBody } from '@temporal-registry/contract/schedule-body'
import type { ScheduleManager } from '@temporal-registry/contract/schedules'
import { isApiError } from '@temporal-registry/sdk/client'
import type { Month } from '../schedules/month.ts'
import type { Gateway } from '../session/gateway.tsx'
import { runsKey } from './keys.ts'
import { whileFirstPage } from './while-first-page.ts'

type Asked = Pick<Gateway, 'client' | 'namespace'>

/** What a list of schedules is narrowed by. */
export interface ScheduleFilter {
  readonly q?: string | undefined
  readonly workflow_type?: string | undefined
  readonly state?: 'active' | 'paused' | undefined
  readonly managed_by?: ScheduleManager | undefined
  readonly label?: string | undefined
}

const pageSize = 100
/** Temporal tells no feed of schedules. */
const everyMs = 10_000

export const schedulesQuery = (
  { client, namespace }: Asked,
  { state, label, ...filter }: ScheduleFilter,
) =>
  infiniteQueryOptions({
    queryKey: runsKey(namespace, 'schedules', 'list', { state, label, ...filter }),
    queryFn: ({ pageParam, signal }) =>
      client.schedules.list(
        {
          ...filter,
          paused: state === undefined ? undefined : state === 'paused',
          label: label === undefined ? undefined : [label],
          limit: pageSize,
          cursor: pageParam,
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

export const scheduleQuery = ({ client, namespace }: Asked, id: string) =>
  queryOptions({
    queryKey: runsKey(namespace, 'schedule', id),
    queryFn: ({ signal }) => client.schedules.get(id, { signal }),
    refetchInterval: everyMs,
  })

/** The next times of a schedule. */
export const nextTimesQuery = ({ client, namespace }: Asked, id: string, limit: number) =>
  queryOptions({
    queryKey: runsKey(namespace, 'schedule', id, 'next', limit),
    queryFn: ({ signal }) => client.schedules.upcoming(id, { limit }, { signal }),
    refetchInterval: everyMs,
  })

/** Most times of a day that are shown. */
export const shownTimes = 1_000

/** The times between two moments, the first of them included. */
export const timesBetweenQuery = (
  { client, namespace }: Asked,
  id: string,
  span: { readonly from: string; readonly to: string },
) =>
  queryOptions({
    queryKey: runsKey(namespace, 'schedule', id, 'times', span.from, span.to),
    queryFn: ({ signal }) =>
      client.schedules.upcoming(
        id,
        // The gateway includes the end of a span; here it is excluded.
        {
          from: span.from,
          to: new Date(Date.parse(span.to) - 1).toISOString(),
          limit: shownTimes,
        },
        { signal },
      ),
  })

export const daysQuery = (
  { client, namespace }: Asked,
  id: string,
  { month, zone }: { readonly month: Month; readonly zone: string },
) =>
  queryOptions({
    queryKey: runsKey(namespace, 'schedule', id, 'days', month, zone),
    queryFn: async ({ signal }) =>
      (await client.schedules.days(id, { month, time_zone: zone }, { signal })).days,
    placeholderData: keepPreviousData,
  })

/** The last runs that a schedule began. */
export const scheduledRunsQuery = ({ client, namespace }: Asked, id: string) =>
  queryOptions({
    queryKey: runsKey(namespace, 'schedule', id, 'runs'),
    queryFn: async ({ signal }) => {
      const query = `TemporalScheduledById = '${id.replaceAll(/['\\]/g, (sign) => `\\${sign}`)}'`
      return (await client.runs.list({ query, limit: 50 }, { signal })).runs
    },
    refetchInterval: everyMs,
  })

export const backfillQuery = ({ client, namespace }: Asked, id: string, backfillId: string) =>
  queryOptions({
    queryKey: runsKey(namespace, 'schedule', id, 'backfill', backfillId),
    queryFn: ({ signal }) => client.schedules.getBackfill(id, backfillId, { signal }),
    refetchInterval: (query) => (query.state.data?.status === 'running' ? 1_000 : false),
  })

/** What would come of a schedule that is being written, or what is wrong with it. */
export const schedulePreviewQuery = (
  { client, namespace }: Asked,
  id: string,
  body: ScheduleBody,
) =>
  queryOptions({
    queryKey: runsKey(namespace, 'schedule-preview', id, body),
    // A refusal is an answer here, like any other.
    queryFn: async ({ signal }) => {
      try {
        return { preview: await client.schedules.preview(id, body, { signal }) }
      } catch (error) {
        if (!isApiError(error) || error.problem === undefined) throw error
        return { refusal: error }
      }
    },
    placeholderData: keepPreviousData,
  })
