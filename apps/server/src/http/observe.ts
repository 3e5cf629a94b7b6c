import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'

/** A caller's own request id is kept when it is short and plain; others would only fill the log. */
const plainId = /^[\w.:/-]{1,128}$/

/** What proxies log for a caller that went away before it was answered. */
const callerGone = 499

/** Id of a request: the caller's, or a new one. */
export function requestIdOf({ headers }: { headers: Record<string, unknown> }): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && plainId.test(given) ? given : randomUUID()
}

/** Counts every request, refused and abandoned ones too, and logs it when access logs are on. */
export interface RequestObserver {
  /** Gives the answer its request id, and watches the request to its end. */
  begin(request: FastifyRequest, reply: FastifyReply): void
  /** Notes a request that could not even be parsed. */
  unparsed(requestId: string, status: number): void
}

export function createRequestObserver(
  log: Log,
  metrics: Metrics,
  isLogged: boolean,
): RequestObserver {
  function record(
    seconds: number,
    labels: { readonly route: string; readonly method: string },
    { status, ...facts }: { readonly status: number; request_id: string; actor?: string },
  ): void {
    metrics.requests.inc({ ...labels, status: String(status) })
    metrics.requestSeconds.observe(labels, seconds)
    if (!isLogged) return
    const durationMs = Math.round(seconds * 1e6) / 1000
    const line = { logger: 'http.access', ...labels, status, duration_ms: durationMs, ...facts }
    log.info(line, 'http request')
  }

  return {
    begin(request, reply) {
      const beganAtMs = performance.now()
      metrics.requestsInFlight.inc()
      reply.header('x-request-id', request.id)
      // `close` comes also when the caller goes away, where Fastify's own hook does not.
      reply.raw.once('close', () => {
        metrics.requestsInFlight.dec()
        const isAnswered = reply.raw.headersSent
        const { caller } = request
        record(
          (performance.now() - beganAtMs) / 1000,
          { route: routeOf(request), method: request.method },
          {
            status: isAnswered ? reply.raw.statusCode : callerGone,
            request_id: request.id,
            ...(caller ? { actor: caller.name } : {}),
          },
        )
      })
    },
    unparsed: (requestId, status) =>
      record(0, { route: 'unknown', method: 'unknown' }, { status, request_id: requestId }),
  }
}

/** The route's pattern, so that ids do not become labels. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unknown'
}
