import { Problem } from '@temporal-registry/contract/problem'
import type { Cipher } from './cipher.ts'
export { createRedactor, type Redactor } from './redaction.ts'
export { redactedError } from './redacted-error.ts'
import type { SecretStore, StoredSecret } from './store.ts'

/** The secrets of a namespace. The room's only door; a value leaves it through `read` and nowhere else. */
export interface Secrets {
  /** @throws Problem `secrets-not-configured` */
  put(
    name: string,
    secret: { readonly value: string; readonly description?: string | undefined },
    actor: string,
  ): Promise<StoredSecret>
  list(page: {
    readonly limit: number
    readonly after?: string | undefined
  }): Promise<readonly StoredSecret[]>
  /** @throws Problem `secret-not-found` */
  remove(name: string, actor: string): Promise<void>
  /**
   * The value, for what needs it now. Whoever asks keeps it out of logs, histories and rows.
   *
   * @throws Problem `secret-not-found`, `secret-unreadable`, `secrets-not-configured`
   */
  read(name: string): Promise<string>
  /** Those of the names under which nothing is stored. */
  missing(names: readonly string[]): Promise<readonly string[]>
}

export function createSecrets({
  namespace,
  store,
  cipher,
  now,
}: {
  readonly namespace: string
  readonly store: SecretStore
  readonly cipher: Cipher
  readonly now: () => Date
}): Secrets {
  const placeOf = (name: string) => `${namespace}\n${name}`

  return {
    async put(name, { value, description }, actor) {
      const sealed = cipher.seal(value, placeOf(name))
      return store.put({ ...sealed, name, description }, { actor, at: now() })
    },
    list: store.list,
    async remove(name, actor) {
      if (!(await store.remove(name, { actor, at: now() }))) throw notFound(name)
    },
    async read(name) {
      const sealed = await store.find(name)
      if (!sealed) throw notFound(name)
      try {
        return cipher.open(sealed, placeOf(name))
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        throw new Problem(error.code, `«${name}»: ${error.message}`, error.extras, error)
      }
    },
    async missing(names) {
      const known = new Set(await store.known(names))
      return names.filter((name) => !known.has(name))
    },
  }
}

function notFound(name: string): Problem {
  return new Problem('secret-not-found', `There is no secret «${name}»`)
}
