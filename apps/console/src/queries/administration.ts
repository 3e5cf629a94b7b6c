import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { OrphanReason } from '@temporal-registry/contract/orphans'
import type { OwnScheduleEntry } from '@temporal-registry/contract/temporal-admin'
import type { Gateway } from '../session/gateway.tsx'
import { momentOf } from '../time-text.ts'
import { registryKey, runsKey } from './keys.ts'
import { whileFirstPage } from './while-first-page.ts'

type Asked = Pick<Gateway, 'client' | 'namespace'>

const everyMs = 15_000
const pageSize = 100

/** The process and its database. */
export const healthQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: runsKey(namespace, 'health'),
    queryFn: ({ signal }) => client.health({ signal }),
    refetchInterval: everyMs,
  })

/** Search attributes that types declare, and those that there are. */
export const attributesQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: registryKey(namespace, 'attributes'),
    queryFn: async ({ signal }) => {
      const { searchAttributes } = client
      const [declared, actual] = await Promise.all([
        searchAttributes.declared({ signal }),
        searchAttributes.actual({ signal }),
      ])
      return { declared: declared.search_attributes, actual: actual.search_attributes }
    },
    refetchInterval: everyMs,
  })

export const countersQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: runsKey(namespace, 'counters'),
    queryFn: async ({ signal }) => (await client.workflowIds.list({ signal })).slug_counters,
    refetchInterval: everyMs,
  })

export interface OwnScheduleFilter {
  readonly kind?: OwnScheduleEntry['kind'] | undefined
  readonly drifting?: boolean | undefined
}

export const ownSchedulesQuery = ({ client, namespace }: Asked, filter: OwnScheduleFilter) =>
  infiniteQueryOptions({
    queryKey: runsKey(namespace, 'own-schedules', filter),
    queryFn: ({ pageParam, signal }) =>
      client.administration.schedules(
        { ...filter, limit: pageSize, cursor: pageParam },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

export const ownWorkflowsQuery = ({ client, namespace }: Asked, isOpen: boolean) =>
  infiniteQueryOptions({
    queryKey: runsKey(namespace, 'own-workflows', isOpen),
    queryFn: ({ pageParam, signal }) =>
      client.administration.workflows(
        { open: isOpen ? true : undefined, limit: pageSize, cursor: pageParam },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

export const orphanRunsQuery = ({ client, namespace }: Asked, reason: OrphanReason | undefined) =>
  infiniteQueryOptions({
    queryKey: runsKey(namespace, 'orphans', 'runs', reason),
    queryFn: ({ pageParam, signal }) =>
      client.orphans.list({ reason, limit: pageSize, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly subject?: string | undefined
  /** Local time, as a `datetime-local` field holds it. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export const auditQuery = ({ client, namespace }: Asked, { from, to, ...texts }: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: runsKey(namespace, 'audit', { from, to, ...texts }),
    queryFn: ({ pageParam, signal }) =>
      client.administration.audit(
        {
          ...texts,
          from: from === undefined ? undefined : momentOf(from),
          to: to === undefined ? undefined : momentOf(to),
          limit: pageSize,
          cursor: pageParam,
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })
