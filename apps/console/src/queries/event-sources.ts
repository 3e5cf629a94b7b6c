import { queryOptions } from '@tanstack/react-query'
import type { Gateway } from '../session/gateway.tsx'
import { activitiesKey } from './keys.ts'

/** Who sends webhooks: as many as people set up by hand. */
export const eventSourcesQuery = ({ client, namespace }: Pick<Gateway, 'client' | 'namespace'>) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'event-sources'),
    queryFn: async ({ signal }) =>
      (await client.eventSources.list({ limit: 1_000 }, { signal })).event_sources,
    refetchInterval: 15_000,
  })
