import type { Endpoint, ResponseOf } from '@temporal-registry/contract/endpoint'
import { ApiError } from './api-error.ts'
import type { Answer, CallArguments, CallOptions } from './call.ts'
import { withRetries, type RetryPolicy } from './retry.ts'
import { exchange, type HttpAnswer, type HttpRequest, type Transport } from './transport.ts'
import { buildPath, endpointPath, type UrlQuery } from './url.ts'
import { askedWaitMs } from './wait.ts'

/** A request that no endpoint of the contract describes. */
export interface RawRequest extends CallOptions {
  readonly method: string
  /** From `/` on, encoded as it is to be sent. */
  readonly path: string
  readonly query?: UrlQuery | undefined
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
  readonly body?: unknown
}

/** What the named methods are made of. */
export interface Caller {
  /**
   * Calls an endpoint of the contract and answers with its body.
   *
   * @throws ApiError for every refusal and every failure to get an answer.
   * @example
   * const { runs } = await client.call(endpoints.listRuns, { query: { status: 'running' } })
   */
  readonly call: <E extends Endpoint>(
    endpoint: E,
    ...input: CallArguments<E>
  ) => Promise<ResponseOf<E>>
  /** The same with status and headers. */
  readonly send: <E extends Endpoint>(endpoint: E, ...input: CallArguments<E>) => Promise<Answer<E>>
  /**
   * Sends any request, for what the contract does not know: its path is whole, so the client's
   * `namespace` does not count. Repeated only when it is a GET or carries
   * an `idempotency-key`.
   *
   * @throws ApiError for any status but 2xx.
   */
  readonly request: (request: RawRequest) => Promise<HttpAnswer>
}

interface CallerParts {
  readonly transport: Transport
  readonly policy: RetryPolicy
  readonly timeoutMs: number
}

// The members of every input type, as the code below reads them.
interface AnyInput extends CallOptions {
  readonly params?: Readonly<Record<string, string | number>>
  readonly query?: UrlQuery
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
}

export function createCaller({ transport, policy, timeoutMs }: CallerParts): Caller {
  function exchangeWithRetries(request: HttpRequest, idempotent: boolean): Promise<HttpAnswer> {
    const keyed = Boolean(request.headers?.['idempotency-key'])
    return withRetries(policy, { idempotent, keyed, signal: request.signal }, () =>
      exchange(transport, request),
    )
  }

  async function send<E extends Endpoint>(
    endpoint: E,
    ...[input]: CallArguments<E>
  ): Promise<Answer<E>> {
    // The conditional types of the input end here; its members are checked at the call.
    const { params, query, headers, body, ...options } = (input ?? {}) as AnyInput
    const answer = await exchangeWithRetries(
      {
        method: endpoint.method,
        path: endpointPath(endpoint, { namespace: transport.namespace, params, query }),
        headers,
        body,
        signal: options.signal,
        timeoutMs: options.timeoutMs ?? timeoutMs + askedWaitMs(headers, body),
        answers: Object.keys(endpoint.responses).map(Number),
      },
      endpoint.idempotent ?? false,
    )
    return toTypedAnswer(endpoint, answer)
  }

  return {
    send,
    call: async (endpoint, ...input) => (await send(endpoint, ...input)).body,
    request: ({ query, path, ...request }) => {
      const search = buildPath('', {}, query)
      return exchangeWithRetries(
        {
          ...request,
          path: search === '' ? path : path + (path.includes('?') ? `&${search.slice(1)}` : search),
          timeoutMs: request.timeoutMs ?? timeoutMs + askedWaitMs(request.headers, request.body),
        },
        request.method.toUpperCase() === 'GET',
      )
    },
  }
}

function toTypedAnswer<E extends Endpoint>(endpoint: E, answer: HttpAnswer): Answer<E> {
  const { status, headers, body, isJson } = answer
  const wantsJson = !mayBeEmpty(endpoint.responses[status]) && endpoint.mediaType === undefined
  if (wantsJson && !isJson) {
    const detail = `The answer to ${endpoint.method} ${endpoint.path} was ${status} without JSON: is this a gateway?`
    throw new ApiError('not-a-problem', detail, { status })
  }
  // The gateway holds its answers to the endpoint's schema; checking them again here would put a
  // validator into every browser.
  return { status, headers, body: body as ResponseOf<E> }
}

/** Whether an answer may come without a body: its shape is null, or admits it. */
function mayBeEmpty(shape: Endpoint['responses'][number] | undefined): boolean {
  return shape === null || (shape !== undefined && 'anyOf' in shape)
}
