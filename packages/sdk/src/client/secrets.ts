import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  deleteSecret,
  listSecrets,
  putSecret,
  type SecretSummary,
} from '@temporal-registry/contract/secrets'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

/** Secrets that activity definitions name. Their values can be written, and never read. */
export interface Secrets {
  /** Stores one, or replaces its value. @throws `secrets-not-configured` */
  put(
    name: string,
    secret: { readonly value: string; readonly description?: string | undefined },
    options?: CallOptions,
  ): Promise<SecretSummary>
  /** Answers one page, by name. */
  list(
    query?: Loose<QueryOf<typeof listSecrets>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listSecrets>>
  /** Walks all, page by page. */
  all(options?: CallOptions): AsyncGenerator<SecretSummary, void, undefined>
  /** @throws `secret-not-found` */
  delete(name: string, options?: CallOptions): Promise<void>
}

const pageSize = 200

export function createSecrets({ call }: Caller): Secrets {
  const list: Secrets['list'] = (query, options) => call(listSecrets, { query, ...options })

  return {
    list,
    put: (name, body, options) => call(putSecret, { params: { name }, body, ...options }),
    all: (options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.secrets,
      ),
    async delete(name, options) {
      await call(deleteSecret, { params: { name }, ...options })
    },
  }
}
