import type {
  BodyOf,
  Endpoint,
  HeadersOf,
  ParamsOf,
  QueryOf,
  ResponseOf,
} from '@temporal-registry/contract/endpoint'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Auth, Caller } from './auth.ts'
import { answerPreflights, assertSameOrigin, headersForPage } from './cross-origin.ts'
import { createRequestChecks } from './request-checks.ts'

/** What a handler gets: the parts of the request, checked against the endpoint. */
export interface EndpointRequest<E extends Endpoint> {
  readonly params: ParamsOf<E>
  readonly query: QueryOf<E>
  readonly headers: HeadersOf<E>
  readonly body: E extends { readonly rawBody: readonly string[] } ? RawBody : BodyOf<E>
  readonly caller: Caller
  readonly requestId: string
  /** What stands before the endpoint's path: nothing, or `/namespaces/{namespace}`. Links begin with it. */
  readonly basePath: string
  /** Aborts when the caller goes away or the server closes: whoever waits for something waits no more. */
  readonly signal: AbortSignal
  /** Request headers as they came. */
  readonly rawHeaders: FastifyRequest['headers']
}

/** A body that the operation reads itself. */
export interface RawBody {
  readonly bytes: Buffer
  /** The header that says what they are. */
  readonly contentType: string | undefined
}

/** An answer with a status other than the endpoint's first, headers, or a body that is encoded already. */
export class Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** JSON that is encoded already and is sent as it is. */
export class JsonBytes {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
}

export type EndpointHandler<E extends Endpoint> = (
  request: EndpointRequest<E>,
  reply: FastifyReply,
) => Promise<ResponseOf<E> | Answer | FastifyReply> | ResponseOf<E> | Answer | FastifyReply

/** Binds an endpoint of the contract to the function that answers it. */
export type OnEndpoint = <const E extends Endpoint>(
  endpoint: E,
  handler: EndpointHandler<E>,
) => void

/** Where a request came in, and what answers it there. */
export interface Bound<E extends Endpoint> {
  readonly basePath: string
  readonly params: unknown
  readonly handler: EndpointHandler<E>
}

/** Makes a route of an endpoint at each path; `choose` says of every request what answers it. */
export type AddRoutes = <E extends Endpoint>(
  endpoint: E,
  paths: readonly string[],
  choose: (params: Readonly<Record<string, string>>) => Bound<E>,
) => void

/** Makes the binder of what the gateway answers as a whole: each endpoint at its own path. */
export function createOnEndpoint(addRoutes: AddRoutes): OnEndpoint {
  return (endpoint, handler) =>
    addRoutes(endpoint, [endpoint.path], (params) => ({ basePath: '', params, handler }))
}

/**
 * Makes routes of an app. Authorisation comes before validation: a stranger learns no shapes. Pages of
 * `pageOrigins` may call the few endpoints that are open to other origins.
 */
export function createAddRoutes(
  app: FastifyInstance,
  auth: Auth,
  pageOrigins: readonly string[] = [],
): AddRoutes {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  return (endpoint, paths, choose) => {
    const checks = createRequestChecks(endpoint)
    const [defaultStatus = 200] = Object.keys(endpoint.responses).map(Number)

    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
      const allowing = endpoint.crossOrigin && headersForPage(request.headers, pageOrigins)
      if (allowing) reply.headers(allowing)
      else if (auth.isOpen) assertSameOrigin(request.method, request.headers)
      request.caller = auth.authorize(request.headers.authorization, endpoint.scope)
    }

    const handle = async (request: FastifyRequest, reply: FastifyReply) => {
      const { query, headers } = request
      // Parameters of a path are texts.
      const bound = choose(request.params as Record<string, string>)
      const { params, basePath, handler } = bound
      const body = bodyOf(endpoint, request)
      checks.assertValid({ params, query, headers, body })
      // The parts were checked against the endpoint's shapes on the line above.
      const parts = { params, query, headers, body } as Pick<
        EndpointRequest<typeof endpoint>,
        'params' | 'query' | 'headers' | 'body'
      >
      const answer = await handler(
        {
          ...parts,
          caller: request.caller ?? auth.authorize(headers.authorization, endpoint.scope),
          requestId: request.id,
          basePath,
          signal: abortOnEnd(reply, closing.signal),
          rawHeaders: headers,
        },
        reply,
      )
      return send(reply, answer, defaultStatus)
    }

    for (const url of paths) {
      const config = { endpointId: endpoint.id, hasRawBody: endpoint.rawBody !== undefined }
      app.route({ method: endpoint.method, url, config, onRequest, handler: handle })
      if (endpoint.crossOrigin) answerPreflights(app, url, pageOrigins)
    }
  }
}

function bodyOf({ body, rawBody }: Endpoint, request: FastifyRequest): unknown {
  if (!body) return undefined
  if (!rawBody) return request.body ?? null
  return { bytes: request.body ?? Buffer.alloc(0), contentType: request.contentType }
}

function send(reply: FastifyReply, answer: unknown, defaultStatus: number): FastifyReply {
  if (answer === reply) return reply
  const { status, body, headers } =
    answer instanceof Answer ? answer : new Answer(defaultStatus, answer)
  reply.code(status).headers(headers)
  if (body === undefined) return reply.send()
  const json = body instanceof JsonBytes ? body.bytes : JSON.stringify(body)
  return reply.type('application/json; charset=utf-8').send(json)
}

/** One for all requests: to make one, with its stack, costs more than the rest of an end. */
const ended = new DOMException('The request has ended', 'AbortError')

function abortOnEnd(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const abort = () => controller.abort(ended)
  if (closing.aborted) abort()
  closing.addEventListener('abort', abort)
  reply.raw.once('close', () => {
    closing.removeEventListener('abort', abort)
    abort()
  })
  return controller.signal
}
