import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { RunFilter } from '../paths.ts'
import { inputOf } from '../runs/timeline.ts'
import type { Gateway } from '../session/gateway.tsx'
import { runsKey } from './keys.ts'
import { whileFirstPage } from './while-first-page.ts'

type Asked = Pick<Gateway, 'client' | 'namespace'>

const pageSize = 50
/** Of the pages after the first: the further down, the longer Temporal takes for each. */
const nextPageSize = 200
/** Temporal tells no feed of runs as a whole. */
const everyMs = 4_000

/** Runs, page by page; read again every few seconds while the first page is all that was read. */
export const runsQuery = ({ client, namespace }: Asked, filter: RunFilter) =>
  infiniteQueryOptions({
    queryKey: runsKey(namespace, 'list', filter),
    queryFn: ({ pageParam, signal }) =>
      client.runs.list(
        pageParam === undefined
          ? { ...filter, limit: pageSize, count: true }
          : { ...filter, limit: nextPageSize, cursor: pageParam },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

/** The last few runs. */
export const recentRunsQuery = ({ client, namespace }: Asked, filter: RunFilter, limit: number) =>
  queryOptions({
    queryKey: runsKey(namespace, 'recent', filter, limit),
    queryFn: async ({ signal }) => (await client.runs.list({ ...filter, limit }, { signal })).runs,
    refetchInterval: everyMs,
  })

/** The state of a run; pages that follow its events read it again with each of them. */
export const runQuery = ({ client, namespace }: Asked, workflowId: string, runId?: string) =>
  queryOptions({
    queryKey: runsKey(namespace, 'run', workflowId, runId),
    queryFn: ({ signal }) => client.runs.get(workflowId, { run_id: runId, signal }),
  })

/** What a run began with; it never changes. */
export const runInputQuery = ({ client, namespace }: Asked, workflowId: string, runId?: string) =>
  queryOptions({
    queryKey: runsKey(namespace, 'run', workflowId, runId, 'input'),
    queryFn: async ({ signal }) => {
      const { events } = await client.runs.history(
        workflowId,
        { limit: 1, run_id: runId },
        { signal },
      )
      return { input: inputOf(events[0]?.attributes ?? {}) }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

/** How a run ended, or that it has not. */
export const resultQuery = ({ client, namespace }: Asked, workflowId: string, runId: string) =>
  queryOptions({
    queryKey: runsKey(namespace, 'run', workflowId, runId, 'result'),
    queryFn: ({ signal }) => client.runs.result(workflowId, { run_id: runId, signal }),
  })
