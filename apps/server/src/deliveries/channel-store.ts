import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { ChannelKind } from '@temporal-registry/contract/channels'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../platform/database/database.ts'
import { writeAudit } from '../task-factory/audit/store.ts'
import type { ChannelRow, DeliveryTables, StoredBody } from './tables.ts'

type Db = Kysely<DeliveryTables>

/** Who changes a channel, and when. */
export interface Change {
  readonly actor: string
  readonly at: Date
}

export type ChannelStore = ReturnType<typeof createChannelStore>

/** Channels of one namespace. */
export function createChannelStore({
  tables,
  namespace,
  newId,
}: {
  readonly tables: Tables<DeliveryTables>
  readonly namespace: string
  readonly newId: () => string
}) {
  const audit = (
    trx: Transaction<DeliveryTables>,
    { name, ...entry }: Change & { readonly action: string; readonly name: string },
  ) => writeAudit(trx, { namespace, subject: `channel:${name}`, ...entry })

  const all = (db: Db) => db.selectFrom('channels').selectAll().where('namespace', '=', namespace)

  /** One as it is until the transaction ends. */
  const locked = (trx: Db, name: string) =>
    all(trx).where('name', '=', name).forUpdate().executeTakeFirst()

  return {
    find: (name: string): Promise<ChannelRow | undefined> =>
      tables.query((db) => all(db).where('name', '=', name).executeTakeFirst()),

    /** Those of the names that there are. */
    async findAll(names: readonly string[]): Promise<readonly ChannelRow[]> {
      if (names.length === 0) return []
      return tables.query((db) => all(db).where('name', 'in', names).execute())
    },

    /** By name, those after `afterName`. */
    list: ({ afterName, limit }: { readonly afterName: string; readonly limit: number }) =>
      tables.query((db) =>
        all(db).where('name', '>', afterName).orderBy('name').limit(limit).execute(),
      ),

    /** What kind of channel each of the names is; those that there are not are left out. */
    async kindsOf(db: Db, names: readonly string[]): Promise<ReadonlyMap<string, ChannelKind>> {
      if (names.length === 0) return new Map()
      const rows = await db
        .selectFrom('channels')
        .select(['name', 'kind'])
        .where('namespace', '=', namespace)
        .where('name', 'in', names)
        .execute()
      return new Map(rows.map(({ name, kind }) => [name, kind]))
    },

    /** Makes or replaces one. What is as it was keeps its version. */
    put(
      name: string,
      channel: { readonly kind: ChannelKind; readonly body: StoredBody; readonly enabled: boolean },
      { actor, at }: Change,
    ): Promise<{ readonly channel: ChannelRow; readonly isNew: boolean }> {
      const { kind, enabled } = channel
      return tables.transaction(async (trx) => {
        const known = await locked(trx, name)
        const isSame =
          known?.enabled === enabled && canonicalJson(known.body) === canonicalJson(channel.body)
        if (isSame) return { channel: known, isNew: false }
        const body = JSON.stringify(channel.body)
        const stored = await trx
          .insertInto('channels')
          .values({
            ...{ id: newId(), namespace, name, kind, body, enabled },
            ...{ disabled_reason: null, version: 1, created_at: at, updated_at: at },
          })
          .onConflict((conflict) =>
            conflict.columns(['namespace', 'name']).doUpdateSet((of) => ({
              ...{ kind, body, enabled, disabled_reason: null, updated_at: at },
              version: of('channels.version', '+', 1),
            })),
          )
          .returningAll()
          .executeTakeFirstOrThrow()
        await audit(trx, { actor, at, action: 'channel.put', name })
        return { channel: stored, isNew: stored.version === 1 }
      })
    },

    /** One that is switched to what it is has not changed. */
    setEnabled(
      name: string,
      { enabled, reason }: { readonly enabled: boolean; readonly reason: string | null },
      { actor, at }: Change,
    ): Promise<ChannelRow | undefined> {
      return tables.transaction(async (trx) => {
        const known = await locked(trx, name)
        if (!known || known.enabled === enabled) return known
        const action = enabled ? 'channel.enable' : 'channel.disable'
        await audit(trx, { actor, at, action, name })
        return trx
          .updateTable('channels')
          .set({ enabled, disabled_reason: reason, updated_at: at, version: known.version + 1 })
          .where('id', '=', known.id)
          .returningAll()
          .executeTakeFirst()
      })
    },

    remove(name: string, { actor, at }: Change): Promise<boolean> {
      return tables.transaction(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('channels')
          .where('namespace', '=', namespace)
          .where('name', '=', name)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await audit(trx, { actor, at, action: 'channel.delete', name })
        return true
      })
    },
  }
}
