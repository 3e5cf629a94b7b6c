import type { RunFailure } from '@temporal-registry/contract/runs'
import type { RunStatus } from '@temporal-registry/contract/activity-runs'
import type { TriggerStage } from '@temporal-registry/contract/triggers'
import { sql, type Insertable, type Kysely, type Selectable } from 'kysely'
import type { FactoryTables, RunTable, RunTriggerKind } from '../tables.ts'
import type { RunClaim } from '../workflow/messages.ts'
import { endedStatuses, openStatuses } from './run-states.ts'
import { createTaskStore } from './task-store.ts'

type Db = Kysely<FactoryTables>
export type RunRow = Selectable<RunTable>

export interface RunFilter {
  readonly definitionId?: string | undefined
  readonly eventId?: string | undefined
  readonly occurrenceKey?: string | undefined
  readonly statuses?: readonly RunStatus[] | undefined
  readonly triggerKind?: RunTriggerKind | undefined
  readonly backfillId?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly before?: string | undefined
}

/** So many runs of a backfill stand so. */
export interface RunCount {
  readonly backfillId: string
  readonly status: RunStatus
  readonly count: number
}

/** How a run ended. */
export interface RunEnding {
  readonly status: Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled' | 'skipped'>
  readonly stage?: TriggerStage
  readonly reason?: string | undefined
  readonly failure?: RunFailure | undefined
}

export type RunStore = ReturnType<typeof createRunStore>

/** Activity runs of one namespace, what they looked at, and their tasks. */
export function createRunStore(namespace: string) {
  const runs = (db: Db) =>
    db.selectFrom('activity_runs').selectAll().where('namespace', '=', namespace)

  return {
    async add(db: Db, run: Omit<Insertable<RunTable>, 'namespace'>): Promise<void> {
      await db
        .insertInto('activity_runs')
        .values({ ...run, namespace })
        .execute()
    },

    find: (db: Db, id: string) => runs(db).where('id', '=', id).executeTakeFirst(),

    /** The run that a workflow has claimed. */
    findByWorkflow: (
      db: Db,
      {
        workflow_id: id,
        workflow_run_id: runId,
      }: Pick<RunClaim, 'workflow_id' | 'workflow_run_id'>,
    ) =>
      runs(db)
        .where('workflow_id', '=', id)
        .where('workflow_run_id', '=', runId)
        .executeTakeFirst(),

    async list(db: Db, filter: RunFilter, limit: number): Promise<RunRow[]> {
      let query = runs(db)
      const { definitionId, eventId, occurrenceKey, statuses, triggerKind } = filter
      if (definitionId !== undefined) query = query.where('definition_id', '=', definitionId)
      if (eventId !== undefined)
        query = query.where(sql<boolean>`event_ids @> array[${eventId}]::uuid[]`)
      if (occurrenceKey !== undefined) query = query.where('occurrence_key', '=', occurrenceKey)
      if (statuses?.length) query = query.where('status', 'in', statuses)
      if (triggerKind !== undefined) query = query.where('trigger_kind', '=', triggerKind)
      if (filter.backfillId !== undefined)
        query = query.where('backfill_id', '=', filter.backfillId)
      if (filter.from) query = query.where('fired_at', '>=', filter.from)
      if (filter.to) query = query.where('fired_at', '<', filter.to)
      if (filter.before !== undefined) query = query.where('id', '<', filter.before)
      return query.orderBy('id', 'desc').limit(limit).execute()
    },

    /** Runs of a definition that have a place, of one key where a key is given. */
    async holders(db: Db, definitionId: string, key?: string): Promise<RunRow[]> {
      let query = runs(db)
        .where('definition_id', '=', definitionId)
        .where('status', 'in', ['starting', 'running'])
      if (key !== undefined) query = query.where('concurrency_key', '=', key)
      return query.orderBy('id').execute()
    },

    /** Runs that have a place since before a moment, by id, after one of them. */
    listHoldingSince(
      db: Db,
      { before, after, limit }: { before: Date; after: string | undefined; limit: number },
    ): Promise<RunRow[]> {
      let query = runs(db)
        .where('status', 'in', ['starting', 'running'])
        .where((of) => of.fn.coalesce('started_at', 'fired_at'), '<', before)
      if (after !== undefined) query = query.where('id', '>', after)
      return query.orderBy('id').limit(limit).execute()
    },

    /** Runs of a definition that wait for a place, the oldest first. */
    async waiting(db: Db, definitionId: string, key?: string): Promise<RunRow[]> {
      let query = runs(db).where('definition_id', '=', definitionId).where('status', '=', 'queued')
      if (key !== undefined) query = query.where('concurrency_key', '=', key)
      return query.orderBy('id').limit(1_000).execute()
    },

    /** Moves a run on, if it stands at one of `from`. @returns it as it is then, if it did. */
    move: (
      db: Db,
      id: string,
      from: readonly RunStatus[],
      to: Partial<Insertable<RunTable>> & { readonly status: RunStatus },
    ): Promise<RunRow | undefined> =>
      db
        .updateTable('activity_runs')
        .set(to)
        .where('id', '=', id)
        .where('status', 'in', from)
        .returningAll()
        .executeTakeFirst(),

    /** Writes down at which stage a run is. */
    enter: (db: Db, id: string, stage: TriggerStage): Promise<RunRow | undefined> =>
      db
        .updateTable('activity_runs')
        .set({ stage })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),

    /** Ends a run that has not ended. @returns the run as it is then, or nothing when it had ended. */
    async end(db: Db, id: string, ending: RunEnding, now: Date): Promise<RunRow | undefined> {
      return db
        .updateTable('activity_runs')
        .set({
          status: ending.status,
          finished_at: now,
          reason: ending.reason ?? null,
          failure: ending.failure ? JSON.stringify(ending.failure) : null,
          ...(ending.stage ? { stage: ending.stage } : {}),
        })
        .where('id', '=', id)
        .where('status', 'not in', endedStatuses)
        .returningAll()
        .executeTakeFirst()
    },

    /** The last run of a definition before another, that succeeded or merely ended. */
    findPrevious(db: Db, run: Pick<RunRow, 'definition_id' | 'id'>, mustHaveSucceeded: boolean) {
      const statuses = mustHaveSucceeded ? (['succeeded'] as const) : endedStatuses
      return runs(db)
        .where('definition_id', '=', run.definition_id)
        .where('id', '<', run.id)
        .where('status', 'in', statuses)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
    },

    async countOpen(db: Db): Promise<Readonly<Record<string, number>>> {
      const rows = await db
        .selectFrom('activity_runs')
        .select((of) => ['status', of.fn.countAll<string>().as('count')])
        .where('namespace', '=', namespace)
        .where('status', 'in', openStatuses)
        .groupBy('status')
        .execute()
      return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
    },

    /** How the runs of some backfills stand. */
    async countOfBackfills(db: Db, ids: readonly string[]): Promise<readonly RunCount[]> {
      if (ids.length === 0) return []
      const rows = await db
        .selectFrom('activity_runs')
        .select((of) => ['backfill_id', 'status', of.fn.countAll<string>().as('count')])
        .where('backfill_id', 'in', ids)
        .groupBy(['backfill_id', 'status'])
        .execute()
      return rows.map(({ backfill_id: id, status, count }) => ({
        backfillId: id ?? '',
        status,
        count: Number(count),
      }))
    },

    async countOpenOfBackfill(db: Db, id: string): Promise<number> {
      const row = await db
        .selectFrom('activity_runs')
        .select((of) => of.fn.countAll<string>().as('count'))
        .where('backfill_id', '=', id)
        .where('status', 'in', openStatuses)
        .executeTakeFirst()
      return Number(row?.count ?? 0)
    },

    async putContext(
      db: Db,
      runId: string,
      context: {
        snapshot: Readonly<Record<string, unknown>>
        sources: unknown
        hash: string
        standInKey: string
      },
      now: Date,
    ): Promise<void> {
      const values = {
        snapshot: JSON.stringify(context.snapshot),
        sources: JSON.stringify(context.sources),
        hash: context.hash,
        stand_in_key: context.standInKey,
        resolved_at: now,
      }
      await db
        .insertInto('run_contexts')
        .values({ run_id: runId, ...values })
        .onConflict((conflict) => conflict.column('run_id').doUpdateSet(values))
        .execute()
    },

    findContext: (db: Db, runId: string) =>
      db.selectFrom('run_contexts').selectAll().where('run_id', '=', runId).executeTakeFirst(),

    ...createTaskStore(namespace),
  }
}
