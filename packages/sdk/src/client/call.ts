import type {
  BodyOf,
  Endpoint,
  HeadersOf,
  ParamsOf,
  QueryOf,
  ResponseOf,
} from '@temporal-registry/contract/endpoint'

/** What every call takes. */
export interface CallOptions {
  /** Ends the call and its retries; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** How long one try may take. Default: the client's, plus what the call asks the gateway to wait. */
  readonly timeoutMs?: number | undefined
}

/** The same object type, where a member that may be absent may be undefined as well. */
export type Loose<T> = T extends object
  ? { [K in keyof T]: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K] }
  : T

type ParamsInput<E extends Endpoint> = E extends { params: object }
  ? { readonly params: ParamsOf<E> }
  : { readonly params?: undefined }
type QueryInput<E extends Endpoint> = E extends { query: object }
  ? { readonly query?: Loose<QueryOf<E>> | undefined }
  : { readonly query?: undefined }
type HeadersInput<E extends Endpoint> = {
  readonly headers?: (E extends { headers: object } ? Loose<HeadersOf<E>> : object) | undefined
}
type BodyInput<E extends Endpoint> = E extends { body: object }
  ? null extends BodyOf<E>
    ? { readonly body?: Loose<BodyOf<E>> | undefined }
    : { readonly body: Loose<BodyOf<E>> }
  : { readonly body?: undefined }

/** What a call of an endpoint takes, derived from its declaration. */
export type CallInput<E extends Endpoint> = ParamsInput<E> &
  QueryInput<E> &
  HeadersInput<E> &
  BodyInput<E> &
  CallOptions

/** The input as an argument that is left out where nothing in it is required. */
export type CallArguments<E extends Endpoint> =
  Record<never, never> extends CallInput<E> ? [input?: CallInput<E>] : [input: CallInput<E>]

/** A success with its status and headers. */
export interface Answer<E extends Endpoint> {
  readonly status: number
  readonly headers: Headers
  readonly body: ResponseOf<E>
}
