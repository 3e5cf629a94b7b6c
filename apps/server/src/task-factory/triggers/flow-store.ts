import { sql, type Kysely, type Selectable } from 'kysely'
import type { FactoryTables, GroupKind, PaceKind } from '../tables.ts'
import { nextSlot, type Pace, type Slot } from './pace.ts'

type Db = Kysely<FactoryTables>

export interface Occurrence {
  readonly definitionId: string
  readonly occurrenceKey: string
  readonly attempt: number
}

export interface Group {
  readonly id: string
  readonly definitionId: string
  readonly kind: GroupKind
  readonly eventIds: readonly string[]
  /** The greatest of its events'. */
  readonly depth: number
  readonly firstAt: Date
}

export type FlowStore = ReturnType<typeof createFlowStore>

/** What has happened of each definition, as far as limits and fences ask. */
export function createFlowStore(namespace: string) {
  return {
    /** Lets one decision about a definition be made at a time, until the transaction ends. */
    async lock(db: Db, definitionId: string): Promise<void> {
      await sql`select pg_advisory_xact_lock(hashtextextended(${definitionId}, 0))`.execute(db)
    },

    /** The same for several at once, in an order that is everywhere the same. */
    async lockAll(db: Db, definitionIds: ReadonlySet<string>): Promise<void> {
      if (definitionIds.size === 0) return
      const ids = [...definitionIds].toSorted()
      await sql`
        select pg_advisory_xact_lock(hashtextextended(id, 0)) from unnest(${ids}::text[]) as id
      `.execute(db)
    },

    /** Claims an occurrence for a run. What a throttle claimed for it before stays as it is. */
    async claimOccurrence(
      db: Db,
      { definitionId, occurrenceKey, attempt }: Occurrence,
      runId: string,
      now: Date,
    ): Promise<void> {
      await db
        .insertInto('occurrences')
        .values({
          definition_id: definitionId,
          occurrence_key: occurrenceKey,
          attempt,
          run_id: runId,
          created_at: now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    /** The run that has an occurrence, if one has. */
    async findOccurrence(db: Db, { definitionId, occurrenceKey, attempt }: Occurrence) {
      const found = await db
        .selectFrom('occurrences')
        .select('run_id')
        .where('definition_id', '=', definitionId)
        .where('occurrence_key', '=', occurrenceKey)
        .where('attempt', '=', attempt)
        .executeTakeFirst()
      return found?.run_id
    },

    /** Those of some occurrences that have a run. */
    async ranFor(db: Db, definitionId: string, keys: readonly string[]): Promise<Set<string>> {
      if (keys.length === 0) return new Set()
      const found = await db
        .selectFrom('occurrences')
        .select('occurrence_key')
        .distinct()
        .where('definition_id', '=', definitionId)
        .where('occurrence_key', 'in', keys)
        .execute()
      return new Set(found.map((row) => row.occurrence_key))
    },

    async lastAttempt(db: Db, definitionId: string, occurrenceKey: string): Promise<number> {
      const found = await db
        .selectFrom('occurrences')
        .select((of) => of.fn.max('attempt').as('last'))
        .where('definition_id', '=', definitionId)
        .where('occurrence_key', '=', occurrenceKey)
        .executeTakeFirst()
      return found?.last ?? 0
    },

    /** The run that holds a key of `dedupe.key` now, if one does. */
    async findKeyHolder(db: Db, definitionId: string, keyHash: string, now: Date) {
      const found = await db
        .selectFrom('dedupe_keys')
        .select('run_id')
        .where('definition_id', '=', definitionId)
        .where('key_hash', '=', keyHash)
        .where((or) => or('expires_at', 'is', null).or('expires_at', '>', now))
        .executeTakeFirst()
      return found?.run_id
    },

    /** Holds a key; one that ran out is taken over. */
    async holdKey(
      db: Db,
      key: { definitionId: string; keyHash: string; runId: string; expiresAt: Date | null },
      now: Date,
    ): Promise<void> {
      const values = {
        definition_id: key.definitionId,
        key_hash: key.keyHash,
        run_id: key.runId,
        expires_at: key.expiresAt,
        created_at: now,
      }
      await db
        .insertInto('dedupe_keys')
        .values(values)
        .onConflict((conflict) =>
          conflict.columns(['definition_id', 'key_hash']).doUpdateSet(values),
        )
        .execute()
    },

    /** Lets go of keys that were held until their run ended. */
    async releaseKeys(db: Db, runId: string): Promise<void> {
      await db
        .deleteFrom('dedupe_keys')
        .where('run_id', '=', runId)
        .where('expires_at', 'is', null)
        .execute()
    },

    /** Finds the next free moment at a pace; takes it, if it is not after `latest`. */
    async takeSlot(
      db: Db,
      key: { definitionId: string; kind: PaceKind; keyHash: string },
      pace: Pace,
      { now, latest }: { readonly now: Date; readonly latest?: Date },
    ): Promise<Slot> {
      const last = await db
        .selectFrom('flow_paces')
        .select('next_at')
        .where('definition_id', '=', key.definitionId)
        .where('kind', '=', key.kind)
        .where('key_hash', '=', key.keyHash)
        .executeTakeFirst()
      const slot = nextSlot(pace, last?.next_at, now)
      if (latest && slot.at > latest) return slot
      await db
        .insertInto('flow_paces')
        .values({
          definition_id: key.definitionId,
          kind: key.kind,
          key_hash: key.keyHash,
          next_at: slot.nextAt,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['definition_id', 'kind', 'key_hash'])
            .doUpdateSet({ next_at: slot.nextAt }),
        )
        .execute()
      return slot
    },

    /** Adds events to what a debounce or batch collects under a key. */
    async collect(
      db: Db,
      key: { id: string; definitionId: string; kind: GroupKind; keyHash: string },
      { eventIds, depth }: Pick<Group, 'eventIds' | 'depth'>,
      now: Date,
    ): Promise<Group> {
      const row = await db
        .insertInto('trigger_groups')
        .values({
          id: key.id,
          namespace,
          definition_id: key.definitionId,
          kind: key.kind,
          key_hash: key.keyHash,
          event_ids: [...eventIds],
          depth,
          first_at: now,
        })
        .onConflict((conflict) =>
          conflict.columns(['definition_id', 'kind', 'key_hash']).doUpdateSet({
            event_ids: sql`trigger_groups.event_ids || excluded.event_ids`,
            depth: sql`greatest(trigger_groups.depth, excluded.depth)`,
          }),
        )
        .returningAll()
        .executeTakeFirstOrThrow()
      return groupOf(row)
    },

    async findGroup(db: Db, id: string): Promise<Group | undefined> {
      const row = await db
        .selectFrom('trigger_groups')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row && groupOf(row)
    },

    /** Takes a group away, to make a run of it. */
    async takeGroup(db: Db, id: string): Promise<Group | undefined> {
      const row = await db
        .deleteFrom('trigger_groups')
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst()
      return row && groupOf(row)
    },
  }
}

function groupOf(row: Selectable<FactoryTables['trigger_groups']>): Group {
  return {
    id: row.id,
    definitionId: row.definition_id,
    kind: row.kind,
    eventIds: row.event_ids,
    depth: row.depth,
    firstAt: row.first_at,
  }
}
