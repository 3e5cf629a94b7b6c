import { QueryCache, QueryClient } from '@tanstack/react-query'
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
        // A token may be taken out of the configuration while somebody works with it.
        if (isApiError(error, 'unauthorized') && query.queryKey[0] !== 'session') {
          void client.invalidateQueries({ queryKey: ['session'] })
        }
      },
    }),
  })
  return client
}
