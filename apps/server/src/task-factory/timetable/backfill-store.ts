import type { ActivityBackfillStatus } from '@temporal-registry/contract/activity-backfills'
import type { TriggerOutcome } from '@temporal-registry/contract/triggers'
import { sql, type Kysely, type Selectable } from 'kysely'
import type { BackfillTable, FactoryTables } from '../tables.ts'

type Db = Kysely<FactoryTables>

/** A backfill without its times, which may be thousands. */
export type BackfillRow = Selectable<Omit<BackfillTable, 'times' | 'namespace'>>

/** A backfill as it begins; without times somebody has to look for them. */
export type NewBackfill = Pick<
  BackfillRow,
  | 'id'
  | 'definition_id'
  | 'definition_name'
  | 'origin'
  | 'recover'
  | 'key_hash'
  | 'from_at'
  | 'force'
  | 'max_parallel'
  | 'per_minute'
  | 'actor'
> & { readonly found?: FoundOccurrences | undefined }

/** The times of a span, RFC 3339, in their order. */
export interface FoundOccurrences {
  readonly toAt: Date
  readonly times: readonly string[]
}

export type BackfillStore = ReturnType<typeof createBackfillStore>

const columns = [
  'id',
  'definition_id',
  'definition_name',
  'origin',
  'recover',
  'key_hash',
  'status',
  'reason',
  'from_at',
  'to_at',
  'planned',
  'decided',
  'outcomes',
  'force',
  'max_parallel',
  'per_minute',
  'next_at',
  'actor',
  'created_at',
  'seen_at',
  'finished_at',
] as const

/** Backfills of the activity definitions of one namespace. */
export function createBackfillStore(namespace: string) {
  const rows = (db: Db) =>
    db.selectFrom('activity_backfills').select(columns).where('namespace', '=', namespace)
  const running = (db: Db, id: string) =>
    db.updateTable('activity_backfills').where('id', '=', id).where('status', '=', 'running')

  return {
    /**
     * Adds a backfill, unless there is one under its key. That of a resume that nobody has looked at yet
     * takes over what is to be recovered.
     */
    async add(db: Db, { found, ...row }: NewBackfill, now: Date): Promise<void> {
      await db
        .insertInto('activity_backfills')
        .values({
          ...row,
          namespace,
          status: 'running',
          to_at: found?.toAt ?? null,
          planned: found?.times.length ?? null,
          times: found ? JSON.stringify(found.times) : null,
          created_at: now,
          seen_at: now,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['definition_id', 'key_hash'])
            .doUpdateSet({ recover: row.recover, actor: row.actor })
            .where('activity_backfills.planned', 'is', null),
        )
        .execute()
    },

    find: (db: Db, id: string): Promise<BackfillRow | undefined> =>
      rows(db).where('id', '=', id).executeTakeFirst(),

    findByKey: (
      db: Db,
      {
        definition_id: definitionId,
        key_hash: keyHash,
      }: Pick<NewBackfill, 'definition_id' | 'key_hash'>,
    ): Promise<BackfillRow | undefined> =>
      rows(db)
        .where('definition_id', '=', definitionId)
        .where('key_hash', '=', keyHash)
        .executeTakeFirst(),

    /** Finds one that runs, and lets nobody else change it until the transaction ends. */
    hold: (db: Db, id: string): Promise<BackfillRow | undefined> =>
      rows(db).where('id', '=', id).where('status', '=', 'running').forUpdate().executeTakeFirst(),

    async list(
      db: Db,
      filter: {
        readonly definitionId: string
        readonly status?: ActivityBackfillStatus | undefined
        readonly before?: string | undefined
      },
      limit: number,
    ): Promise<BackfillRow[]> {
      let query = rows(db).where('definition_id', '=', filter.definitionId)
      if (filter.status !== undefined) query = query.where('status', '=', filter.status)
      if (filter.before !== undefined) query = query.where('id', '<', filter.before)
      return query.orderBy('id', 'desc').limit(limit).execute()
    },

    /** Says which times it decides about, if nobody has. */
    async plan(db: Db, id: string, { toAt, times }: FoundOccurrences): Promise<void> {
      await running(db, id)
        .where('planned', 'is', null)
        .set({ to_at: toAt, planned: times.length, times: JSON.stringify(times) })
        .execute()
    },

    /** Some of its times, from one on. */
    async timesFrom(db: Db, id: string, first: number, count: number): Promise<string[]> {
      const last = first + count - 1
      const found = await db
        .selectFrom('activity_backfills')
        .select(
          sql<string[] | null>`jsonb_path_query_array(times, '$[$first to $last]',
            jsonb_build_object('first', ${first}::int, 'last', ${last}::int))`.as('times'),
        )
        .where('id', '=', id)
        .executeTakeFirst()
      return found?.times ?? []
    },

    /** Counts what some more of its times came to. */
    async advance(
      db: Db,
      { id, decided, outcomes }: BackfillRow,
      more: Readonly<Partial<Record<TriggerOutcome, number>>>,
      nextAt?: Date,
    ): Promise<void> {
      const sum: Partial<Record<TriggerOutcome, number>> = { ...outcomes }
      let count = 0
      // Its keys are those of the type.
      for (const [outcome, times] of Object.entries(more) as [TriggerOutcome, number][]) {
        sum[outcome] = (sum[outcome] ?? 0) + times
        count += times
      }
      await running(db, id)
        .set({
          decided: decided + count,
          outcomes: JSON.stringify(sum),
          reason: null,
          ...(nextAt ? { next_at: nextAt } : {}),
        })
        .execute()
    },

    /** Its workflow has looked at it; `reason` says what it waits for, if it does. */
    async touch(db: Db, id: string, now: Date, reason?: string): Promise<void> {
      await running(db, id)
        .set({ seen_at: now, ...(reason === undefined ? {} : { reason }) })
        .execute()
    },

    /** Ends one that runs. @returns whether it did. */
    async end(
      db: Db,
      id: string,
      ending: {
        readonly status: Exclude<ActivityBackfillStatus, 'running'>
        readonly reason?: string
      },
      now: Date,
    ): Promise<boolean> {
      const { numUpdatedRows } = await running(db, id)
        .set({
          status: ending.status,
          reason: ending.reason ?? null,
          finished_at: now,
          times: null,
        })
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /** Ids of those that run, and that no workflow has looked at since. */
    async listUnseen(db: Db, before: Date): Promise<string[]> {
      const found = await db
        .selectFrom('activity_backfills')
        .select('id')
        .where('namespace', '=', namespace)
        .where('status', '=', 'running')
        .where('seen_at', '<', before)
        .limit(1_000)
        .execute()
      return found.map(({ id }) => id)
    },
  }
}
