import { queryOptions } from '@tanstack/react-query'
import type { Gateway } from '../session/gateway.tsx'
import { activitiesKey, messagesKey, monitorsKey, runsKey } from './keys.ts'

type Asked = Pick<Gateway, 'client' | 'namespace'>

const everyMs = 15_000

/** How many runs match a list filter. */
export const runCountQuery = ({ client, namespace }: Asked, name: string, query: () => string) =>
  queryOptions({
    queryKey: runsKey(namespace, 'count', name),
    queryFn: async ({ signal }) =>
      (await client.runs.list({ query: query(), count: true, limit: 1 }, { signal })).count ?? 0,
    refetchInterval: everyMs,
  })

/** Open runs and schedules that nobody serves. */
export const orphansQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: runsKey(namespace, 'orphans'),
    queryFn: ({ signal }) => client.orphans.list({ limit: 1 }, { signal }),
    refetchInterval: everyMs,
  })

/** Schedules that are not as they should be; looking at them all may take a while. */
export const driftQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: runsKey(namespace, 'drift'),
    queryFn: async ({ signal }) => (await client.schedules.drift({ signal })).drift,
    refetchInterval: 60_000,
  })

/** The runs of a day, counted by the hour they began in. */
export const runCountsQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: runsKey(namespace, 'counts'),
    queryFn: ({ signal }) => client.runs.counts({}, { signal }),
    refetchInterval: 30_000,
  })

/** What came of the triggers of a day. */
export const ledgerOfDayQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'ledger of a day'),
    queryFn: ({ signal }) =>
      client.triggers.counts({ from: new Date(Date.now() - 86_400_000).toISOString() }, { signal }),
    refetchInterval: 30_000,
  })

/** How many messages of a day could not be delivered: at most as many as one page holds. */
export const deadOfDayQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: messagesKey(namespace, 'dead of a day'),
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() - 86_400_000).toISOString()
      const filter = { status: ['dead' as const], from, limit: mostAlarms }
      return (await client.deliveries.list(filter, { signal })).deliveries.length
    },
    refetchInterval: everyMs,
  })

/** The most that are counted; above it, «or more» is shown. */
export const mostAlarms = 100

/** How many monitors fire, or cannot look: at most as many as one page holds. */
export const alarmsQuery = ({ client, namespace }: Asked, health: 'firing' | 'erroring') =>
  queryOptions({
    queryKey: monitorsKey(namespace, 'alarms', health),
    queryFn: async ({ signal }) =>
      (await client.monitors.list({ health, limit: mostAlarms }, { signal })).monitors.length,
    refetchInterval: everyMs,
  })
