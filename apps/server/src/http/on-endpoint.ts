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
import { assertSameOrigin } from './cross-origin.ts'
import { createRequestChecks } from './request-checks.ts'

/** What a handler gets: the parts of the request, checked against the endpoint. */
export interface EndpointRequest<E extends Endpoint> {
  readonly params: ParamsOf<E>
  readonly query: QueryOf<E>
  readonly headers: HeadersOf<E>
  readonly body: BodyOf<E>
  readonly caller: Caller
  readonly requestId: string
  /** Aborts when the caller goes away or the server closes: whoever waits for something waits no more. */
  readonly signal: AbortSignal
  /** Request headers as they came. */
  readonly rawHeaders: FastifyRequest['headers']
}

/** An answer with a status other than the endpoint's first, headers, or a body that is JSON text already. */
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

/** Text that is JSON already and is sent as it is. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
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

/** Makes the binder of an app. Authorisation comes before validation: a stranger learns no shapes. */
export function createOnEndpoint(app: FastifyInstance, auth: Auth): OnEndpoint {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  return (endpoint, handler) => {
    const checks = createRequestChecks(endpoint)
    const [defaultStatus = 200] = Object.keys(endpoint.responses).map(Number)

    app.route({
      method: endpoint.method,
      url: endpoint.path,
      config: { endpointId: endpoint.id },
      onRequest: async (request) => {
        if (auth.isOpen) assertSameOrigin(request.method, request.headers)
        request.caller = auth.authorize(request.headers.authorization, endpoint.scope)
      },
      handler: async (request, reply) => {
        const { params, query, headers } = request
        const body = endpoint.body ? (request.body ?? null) : undefined
        checks.assertValid({ params, query, headers, body })
        const signal = abortOnEnd(reply, closing.signal)
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
            signal,
            rawHeaders: headers,
          },
          reply,
        )
        return send(reply, answer, defaultStatus)
      },
    })
  }
}

function send(reply: FastifyReply, answer: unknown, defaultStatus: number): FastifyReply {
  if (answer === reply) return reply
  const { status, body, headers } =
    answer instanceof Answer ? answer : new Answer(defaultStatus, answer)
  reply.code(status).headers(headers)
  if (body === undefined) return reply.send()
  const text = body instanceof JsonText ? body.text : JSON.stringify(body)
  return reply.type('application/json; charset=utf-8').send(text)
}

function abortOnEnd(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const abort = () => controller.abort()
  if (closing.aborted) abort()
  closing.addEventListener('abort', abort)
  reply.raw.once('close', () => {
    closing.removeEventListener('abort', abort)
    abort()
  })
  return controller.signal
}
