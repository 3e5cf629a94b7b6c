import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isApiError } from '@temporal-registry/sdk/client'

/** The client repeats what may be repeated; here nothing is repeated a second time. */
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
