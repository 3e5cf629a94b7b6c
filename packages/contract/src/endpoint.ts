import type { Static, TSchema } from 'typebox'
import type { ProblemCode } from './problem.ts'

/** What a token must be allowed to do before an endpoint answers; `public` asks for no token. */
export type Scope = 'public' | 'read' | 'start' | 'register' | 'admin'

/** One HTTP operation: the single place its shape is written. Server, client, OpenAPI and docs derive from it. */
export interface Endpoint {
  /** Name of the operation in OpenAPI and in the client, camelCase. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path with `:name` parameters, each one path segment. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly scope: Scope
  readonly params?: TSchema
  readonly query?: TSchema
  /** Request headers beyond the common ones, lower-case. */
  readonly headers?: TSchema
  readonly body?: TSchema
  /**
   * Media types of a body that its operation reads itself, from the bytes as they came. `body` is then what
   * they say as JSON.
   */
  readonly rawBody?: readonly string[]
  /** Success answers by status; the first is the default. `null` is an answer without a body. */
  readonly responses: Readonly<Record<number, TSchema | null>>
  /** Media type of success answers other than `application/json`. */
  readonly mediaType?: string
  /** Refusals particular to the operation; the common ones are in `commonProblems`. */
  readonly problems: readonly ProblemCode[]
  /** True where a repeated request has no further effect, so a client may retry it. */
  readonly idempotent?: boolean
  /** True for what the gateway answers as a whole: it has no variant under `/namespaces/{namespace}`. */
  readonly global?: boolean
  /** True where pages of origins that are configured may call, as Temporal's UI does. */
  readonly crossOrigin?: boolean
}

/** Declares an endpoint, keeping its literal types. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition
}

type StaticOf<S> = S extends TSchema ? Static<S> : unknown

/** Path parameters of an endpoint. */
export type ParamsOf<E extends Endpoint> = StaticOf<E['params']>
/** Query parameters of an endpoint. */
export type QueryOf<E extends Endpoint> = StaticOf<E['query']>
/** Request headers of an endpoint beyond the common ones. */
export type HeadersOf<E extends Endpoint> = StaticOf<E['headers']>
/** Request body of an endpoint. */
export type BodyOf<E extends Endpoint> = StaticOf<E['body']>
/** Any success body of an endpoint. */
export type ResponseOf<E extends Endpoint> = {
  [S in keyof E['responses']]: E['responses'][S] extends TSchema
    ? Static<E['responses'][S]>
    : undefined
}[keyof E['responses']]

/** Refusals any endpoint may answer with. */
export const commonProblems = [
  'validation-failed',
  'unauthorized',
  'forbidden',
  'temporal-unreachable',
  'temporal-busy',
  'temporal-timeout',
  'temporal-refused',
  'internal',
] as const satisfies readonly ProblemCode[]

/** Refusals of a body, which is read before the operation is reached. */
export const bodyProblems = [
  'malformed-json',
  'body-unsafe',
  'body-too-large',
] as const satisfies readonly ProblemCode[]

/** Refusals of what is kept in the database, while that is not there or busy. */
export const databaseProblems = [
  'database-unavailable',
  'database-busy',
] as const satisfies readonly ProblemCode[]

/** Every refusal that an endpoint may answer with. */
export function problemsOf(endpoint: Endpoint): readonly ProblemCode[] {
  const { method, scope, body, problems, global = false } = endpoint
  return [
    ...(global ? [] : (['namespace-not-found'] as const)),
    ...(scope === 'public' ? [] : commonProblems),
    ...(scope === 'public' || method === 'GET' ? [] : (['cross-site-refused'] as const)),
    ...(body ? bodyProblems : []),
    ...problems,
  ]
}
