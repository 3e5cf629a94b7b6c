import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { WorkflowStatus } from '@temporal-registry/contract/workflow-status'
import type { Gateway } from '../session/gateway.tsx'
import { registryKey } from './keys.ts'

type Asked = Pick<Gateway, 'client' | 'namespace'>

export interface TypeFilter {
  readonly q?: string | undefined
  readonly status?: WorkflowStatus | undefined
  readonly owner?: string | undefined
  readonly label?: string | undefined
}

const pageSize = 100

/** Types, page by page: there may be tens of thousands. */
export const typesQuery = ({ client, namespace }: Asked, { label, ...filter }: TypeFilter) =>
  infiniteQueryOptions({
    queryKey: registryKey(namespace, 'types', { label, ...filter }),
    queryFn: ({ pageParam, signal }) =>
      client.workflows.list(
        {
          ...filter,
          label: label === undefined ? undefined : [label],
          limit: pageSize,
          workers: 'none',
          count: true,
          cursor: pageParam,
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
  })

export const typeQuery = ({ client, namespace }: Asked, type: string) =>
  queryOptions({
    queryKey: registryKey(namespace, 'type', type),
    queryFn: ({ signal }) => client.workflows.get(type, { signal }),
  })

export const statusQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: registryKey(namespace, 'status'),
    queryFn: ({ signal }) => client.status({ signal }),
    refetchInterval: 10_000,
  })

export const workersQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: registryKey(namespace, 'workers'),
    queryFn: ({ signal }) => client.workers.list({}, { signal }),
    // The change feed does not report heartbeats.
    refetchInterval: 10_000,
  })

export const taskQueuesQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: registryKey(namespace, 'task-queues'),
    queryFn: ({ signal }) => client.taskQueues.list({ signal }),
    refetchInterval: 10_000,
  })
