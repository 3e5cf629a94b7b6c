import { queryOptions } from '@tanstack/react-query'
import type { Gateway } from '../session/gateway.tsx'
import { runsKey } from './keys.ts'

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

/** Of how many runs the picture of a day is made; there may be more. */
export const picturedRuns = 1_000

/** The last runs of a day, in one request. */
export const dayOfRunsQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: runsKey(namespace, 'day'),
    queryFn: async ({ signal }) => {
      const since = new Date(Date.now() - 86_400_000).toISOString()
      const query = `StartTime > '${since}'`
      return (await client.runs.list({ query, limit: picturedRuns }, { signal })).runs
    },
    refetchInterval: 30_000,
  })
