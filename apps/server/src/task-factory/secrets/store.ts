import { sql, type Selectable } from 'kysely'
import type { Tables } from '../../platform/database/database.ts'
import { writeAudit, type AuditTables } from '../audit/store.ts'
import type { SealedValue } from './cipher.ts'

interface SecretTable {
  namespace: string
  name: string
  ciphertext: Buffer
  key_id: string
  version: number
  description: string | null
  created_at: Date
  updated_at: Date
}

export interface SecretTables extends AuditTables {
  secrets: SecretTable
}

/** What may be known of a secret. */
export type StoredSecret = Selectable<Omit<SecretTable, 'namespace' | 'ciphertext'>>

export interface SecretStore {
  /** Without a description that of before stays. */
  put(
    secret: SealedValue & { readonly name: string; readonly description: string | undefined },
    change: { readonly actor: string; readonly at: Date },
  ): Promise<StoredSecret>
  list(page: {
    readonly limit: number
    readonly after?: string | undefined
  }): Promise<readonly StoredSecret[]>
  find(name: string): Promise<SealedValue | undefined>
  /** Those of the names that are stored. */
  known(names: readonly string[]): Promise<readonly string[]>
  /** False where there was none. */
  remove(name: string, change: { readonly actor: string; readonly at: Date }): Promise<boolean>
}

const shown = ['name', 'key_id', 'version', 'description', 'created_at', 'updated_at'] as const

/** Keeps the secrets of one namespace, encrypted. */
export function createSecretStore(
  { query, transaction }: Tables<SecretTables>,
  namespace: string,
): SecretStore {
  return {
    put: ({ name, ciphertext, keyId, description }, { actor, at }) =>
      transaction(async (trx) => {
        const stored = await trx
          .insertInto('secrets')
          .values({
            ...{ namespace, name, ciphertext, key_id: keyId, version: 1 },
            ...{ description: description ?? null, created_at: at, updated_at: at },
          })
          .onConflict((conflict) =>
            conflict.columns(['namespace', 'name']).doUpdateSet({
              ...{ ciphertext, key_id: keyId, updated_at: at },
              version: sql`secrets.version + 1`,
              ...(description === undefined ? {} : { description }),
            }),
          )
          .returning(shown)
          .executeTakeFirstOrThrow()
        const details = { version: stored.version, key_id: keyId }
        const subject = `secret:${name}`
        await writeAudit(trx, { namespace, at, actor, action: 'secret.put', subject, details })
        return stored
      }),
    list: ({ limit, after }) =>
      query((db) => {
        const rows = db
          .selectFrom('secrets')
          .select(shown)
          .where('namespace', '=', namespace)
          .orderBy('name')
          .limit(limit)
        return (after === undefined ? rows : rows.where('name', '>', after)).execute()
      }),
    async find(name) {
      const row = await query((db) =>
        db
          .selectFrom('secrets')
          .select(['ciphertext', 'key_id'])
          .where('namespace', '=', namespace)
          .where('name', '=', name)
          .executeTakeFirst(),
      )
      return row && { ciphertext: row.ciphertext, keyId: row.key_id }
    },
    async known(names) {
      if (names.length === 0) return []
      const rows = await query((db) =>
        db
          .selectFrom('secrets')
          .select('name')
          .where('namespace', '=', namespace)
          .where('name', 'in', names)
          .execute(),
      )
      return rows.map(({ name }) => name)
    },
    remove: (name, { actor, at }) =>
      transaction(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('secrets')
          .where('namespace', '=', namespace)
          .where('name', '=', name)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        const subject = `secret:${name}`
        await writeAudit(trx, { namespace, at, actor, action: 'secret.delete', subject })
        return true
      }),
  }
}
