import type { Endpoint } from '@temporal-registry/contract/endpoint'
import { namespacePrefix } from '@temporal-registry/contract/namespaces'
import { Problem } from '@temporal-registry/contract/problem'
import type { AddRoutes, EndpointHandler, OnEndpoint } from './on-endpoint.ts'

/**
 * Makes the binders of the namespaces served, the default one first. An endpoint gets two routes, however
 * many namespaces there are: its own path, which is the default namespace's, and the same under
 * `/namespaces/{namespace}`.
 */
export function createOnNamespaces(
  addRoutes: AddRoutes,
  served: readonly string[],
): (namespace: string) => OnEndpoint {
  const [byDefault = ''] = served
  const bound = new Map<Endpoint, Map<string, EndpointHandler<Endpoint>>>()

  function handlerOf(endpoint: Endpoint, namespace: string): EndpointHandler<Endpoint> {
    const handler = bound.get(endpoint)?.get(namespace)
    if (handler) return handler
    throw new Problem('namespace-not-found', `«${namespace}» is not served here`, { served })
  }

  return (namespace) => (endpoint, handler) => {
    const handlers = bound.get(endpoint) ?? new Map<string, EndpointHandler<Endpoint>>()
    handlers.set(namespace, handler)
    if (bound.has(endpoint)) return
    bound.set(endpoint, handlers)
    addRoutes<Endpoint>(
      endpoint,
      [endpoint.path, `${namespacePrefix}${endpoint.path}`],
      ({ namespace: named, ...params }) =>
        named === undefined
          ? { basePath: '', params, handler: handlerOf(endpoint, byDefault) }
          : {
              basePath: `/namespaces/${encodeURIComponent(named)}`,
              params,
              handler: handlerOf(endpoint, named),
            },
    )
  }
}
