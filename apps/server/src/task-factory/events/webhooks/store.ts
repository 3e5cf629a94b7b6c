import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { EventSourceBody } from '@temporal-registry/contract/event-sources'
import type { ColumnType, Selectable, Transaction } from 'kysely'
import type { Tables } from '../../../platform/database/database.ts'
import { writeAudit, type AuditTables } from '../../audit/store.ts'

/** What of a source is kept as one; whether it is enabled has a column of its own. */
export type StoredBody = Omit<EventSourceBody, 'enabled'>

export interface EventSourcesTable {
  id: string
  namespace: string
  slug: string
  body: ColumnType<StoredBody, string, string>
  enabled: boolean
  version: number
  created_at: Date
  updated_at: Date
}

export interface SourceTables extends AuditTables {
  event_sources: EventSourcesTable
}

export type StoredSource = Selectable<EventSourcesTable>
export type SourceStore = ReturnType<typeof createSourceStore>

/** Who changes a source, and when. */
export interface Change {
  readonly actor: string
  readonly at: Date
}

/** Event sources of one namespace. */
export function createSourceStore({
  tables,
  namespace,
  newId,
}: {
  readonly tables: Tables<SourceTables>
  readonly namespace: string
  readonly newId: () => string
}) {
  const audit = (
    trx: Transaction<SourceTables>,
    { slug, ...entry }: Change & { readonly action: string; readonly slug: string },
  ) => writeAudit(trx, { namespace, subject: `event-source:${slug}`, ...entry })

  /** One as it is until the transaction ends. */
  const locked = (trx: Transaction<SourceTables>, slug: string) =>
    trx
      .selectFrom('event_sources')
      .selectAll()
      .where('namespace', '=', namespace)
      .where('slug', '=', slug)
      .forUpdate()
      .executeTakeFirst()

  return {
    async find(slug: string): Promise<StoredSource | undefined> {
      return tables.query((db) =>
        db
          .selectFrom('event_sources')
          .selectAll()
          .where('namespace', '=', namespace)
          .where('slug', '=', slug)
          .executeTakeFirst(),
      )
    },

    /** By slug, those after `afterSlug`. */
    async list({
      afterSlug,
      limit,
    }: {
      readonly afterSlug?: string | undefined
      readonly limit: number
    }) {
      return tables.query((db) => {
        const all = db
          .selectFrom('event_sources')
          .selectAll()
          .where('namespace', '=', namespace)
          .orderBy('slug')
          .limit(limit)
        return (afterSlug === undefined ? all : all.where('slug', '>', afterSlug)).execute()
      })
    },

    /** Makes or replaces one. What is as it was keeps its version. */
    async put(
      slug: string,
      { enabled = true, ...body }: EventSourceBody,
      { actor, at }: Change,
    ): Promise<{ readonly source: StoredSource; readonly isNew: boolean }> {
      return tables.transaction(async (trx) => {
        const known = await locked(trx, slug)
        const isSame =
          known?.enabled === enabled && canonicalJson(known.body) === canonicalJson(body)
        if (isSame) return { source: known, isNew: false }
        const text = JSON.stringify(body)
        const source = await trx
          .insertInto('event_sources')
          .values({
            id: newId(),
            namespace,
            slug,
            body: text,
            enabled,
            version: 1,
            created_at: at,
            updated_at: at,
          })
          .onConflict((conflict) =>
            conflict.columns(['namespace', 'slug']).doUpdateSet((eb) => ({
              body: text,
              enabled,
              version: eb('event_sources.version', '+', 1),
              updated_at: at,
            })),
          )
          .returningAll()
          .executeTakeFirstOrThrow()
        await audit(trx, { actor, at, action: 'event-source.put', slug })
        return { source, isNew: source.version === 1 }
      })
    },

    /** One that is switched to what it is has not changed. */
    async setEnabled(
      slug: string,
      enabled: boolean,
      { actor, at }: Change,
    ): Promise<StoredSource | undefined> {
      return tables.transaction(async (trx) => {
        const known = await locked(trx, slug)
        if (!known || known.enabled === enabled) return known
        const action = enabled ? 'event-source.enable' : 'event-source.disable'
        await audit(trx, { actor, at, action, slug })
        return trx
          .updateTable('event_sources')
          .set({ enabled, updated_at: at, version: known.version + 1 })
          .where('id', '=', known.id)
          .returningAll()
          .executeTakeFirst()
      })
    },

    async remove(slug: string, { actor, at }: Change): Promise<boolean> {
      return tables.transaction(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('event_sources')
          .where('namespace', '=', namespace)
          .where('slug', '=', slug)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await audit(trx, { actor, at, action: 'event-source.delete', slug })
        return true
      })
    },
  }
}
