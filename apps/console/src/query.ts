import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isApiError } from '@temporal-registry/sdk/client'

/** Queries are not retried here: the gateway's client already retries what may be retried. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 1_000, refetchOnWindowFocus: 'always' },
      mutations: { retry: false },
    },
    queryCache: new QueryCache({
      onError(error, query) {
        if (query.queryKey[0] !== 'session') lookAgainWhoAsks(error)
      },
    }),
    mutationCache: new MutationCache({ onError: lookAgainWhoAsks }),
  })
  /** A token may be taken out of the configuration while somebody works with it. */
  function lookAgainWhoAsks(error: unknown) {
    if (isApiError(error, 'unauthorized')) {
      void client.invalidateQueries({ queryKey: ['session'] })
    }
  }
  return client
}

/** What a list needs to know of a query that is read page by page. */
export interface PagedQuery {
  readonly isPending: boolean
  readonly isSuccess: boolean
  readonly error: unknown
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly refetch: () => unknown
  readonly fetchNextPage: () => unknown
}

/** What reads the next page; nothing where there is none, or it is being read. */
export function nextOf(
  query: Pick<PagedQuery, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>,
): (() => void) | undefined {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  return hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined
}
