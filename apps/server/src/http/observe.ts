import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Log } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'

/** A caller's own request id is kept when it is short and plain; others would only fill the log. */
const plainId = /^[\w.:/-]{1,128}$/

/** Id of a request: the caller's, or a new one. */
export function requestIdOf({ headers }: { headers: Record<string, unknown> }): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && plainId.test(given) ? given : randomUUID()
}

/** Counts every request, refused ones too, and logs it when access logs are on. */
export function observeRequests(app: FastifyInstance, log: Log, metrics: Metrics, isLogged: boolean): void {
  app.addHook('onRequest', async (request, reply) => {
    metrics.requestsInFlight.inc()
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    metrics.requestsInFlight.dec()
    const labels = { route: routeOf(request), method: request.method, status: String(reply.statusCode) }
    metrics.requests.inc(labels)
    metrics.requestSeconds.observe({ route: labels.route, method: labels.method }, reply.elapsedTime / 1000)
    if (!isLogged) return
    const { caller } = request
    log.info(
      {
        ...labels,
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime * 1000) / 1000,
        request_id: request.id,
        ...(caller ? { actor: caller.name } : {}),
      },
      'http request',
    )
  })
}

/** The route's pattern, so that ids do not become labels. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unknown'
}
