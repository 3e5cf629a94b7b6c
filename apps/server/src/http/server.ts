import type { Socket } from 'node:net'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Log } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import { assertNotEncoded, parseBody } from './json-body.ts'
import { watchMethods } from './methods-at.ts'
import { createRequestObserver, requestIdOf } from './observe.ts'
import { installProblemHandler } from './problem-handler.ts'
import { securityHeaders } from './security-headers.ts'
import { createUnparsedHandler } from './unparsed-requests.ts'

/** A worker that sends its body slower than this holds a connection for nothing. */
const requestTimeoutMs = 60_000
/** Longer than a proxy's usual 60 s, so that it is the proxy that closes an idle connection. */
const keepAliveTimeoutMs = 65_000
/** Ids may be 1,000 bytes; what is longer by little is told so by the shape of the operation. */
const maxParamLength = 3_100

export interface HttpServerOptions {
  readonly log: Log
  readonly metrics: Metrics
  readonly maxBodyBytes: number
  readonly isAccessLogged: boolean
}

/** An HTTP server without routes: whatever comes in is counted, bounded, and answered in one form. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { log, metrics, maxBodyBytes, isAccessLogged } = options
  const observer = createRequestObserver(log, metrics, isAccessLogged)
  const app: FastifyInstance = fastify({
    bodyLimit: maxBodyBytes,
    genReqId: requestIdOf,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength },
    forceCloseConnections: 'idle',
    clientErrorHandler: createUnparsedHandler(observer),
    // What fails before there is a route passes no hook.
    frameworkErrors: (error, request, reply) => {
      observer.begin(request, reply)
      void reply.headers(securityHeaders)
      app.errorHandler(error, request, reply)
    },
  })
  // The body is JSON whatever its header says: the original's clients send none, or a wrong one.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      assertNotEncoded(request.headers['content-encoding'])
      return request.routeOptions.config.hasRawBody === true ? body : parseBody(body)
    },
  )
  app.addHook('onRequest', async (request, reply) => {
    observer.begin(request, reply)
    void reply.headers(securityHeaders)
    const { headers } = request.raw
    if (headers['content-type'] !== undefined) request.contentType = headers['content-type']
    delete headers['content-type']
  })
  closeConnectionsOfLastAnswers(app)
  installProblemHandler(app, { log, maxBodyBytes, methodsAt: watchMethods(app) })
  return app
}

/**
 * Closing ends the connections that are idle then. Those that are still being answered become idle after,
 * and would each hold the process until its keep-alive runs out; Node passes over those that have sent
 * nothing yet, which browsers and other clients open to have one spare.
 */
function closeConnectionsOfLastAnswers(app: FastifyInstance): void {
  const unused = new Set<Socket>()
  let isClosing = false
  app.server.on('connection', (socket: Socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  app.addHook('preClose', async () => {
    isClosing = true
    for (const socket of unused) socket.destroy()
  })
  app.addHook('onRequest', async (request, reply) => {
    unused.delete(request.raw.socket)
    reply.raw.once('close', () => {
      if (isClosing) setImmediate(() => app.server.closeIdleConnections())
    })
  })
}
