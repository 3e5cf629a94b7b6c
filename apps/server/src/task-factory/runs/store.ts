import { Problem } from '@temporal-registry/contract/problem'
import type { RunFailure } from '@temporal-registry/contract/runs'
import type { RunStatus } from '@temporal-registry/contract/activity-runs'
import type { TriggerStage } from '@temporal-registry/contract/triggers'
import { sql, type Insertable, type Kysely, type Selectable } from 'kysely'
import type { FactoryTables, RunTable, RunTriggerKind, TaskTable } from '../tables.ts'
import type { MadeTasks, RunClaim } from '../workflow/messages.ts'
import { endedStatuses, openStatuses } from './run-states.ts'

type Db = Kysely<FactoryTables>
export type RunRow = Selectable<RunTable>
export type TaskRow = Selectable<TaskTable>

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

export interface TaskFilter {
  readonly runId?: string | undefined
  readonly statuses?: readonly TaskRow['status'][] | undefined
  readonly kind?: TaskRow['kind'] | undefined
  readonly after?: { readonly runId: string; readonly index: number } | undefined
}

/** The tasks that a template makes. */
export interface NewTasks {
  readonly template: string
  readonly kind: TaskRow['kind']
  /** One a task. */
  readonly params: readonly unknown[]
  readonly at: Date
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

    /** Adds the tasks of a template, numbered on from those of the others. @returns those it made before, if it did. */
    async addTasks(db: Db, runId: string, tasks: NewTasks): Promise<MadeTasks> {
      // One template of a run at a time: they share the numbers.
      const run = await db
        .selectFrom('activity_runs')
        .select('tasks_spawned')
        .where('id', '=', runId)
        .forUpdate()
        .executeTakeFirstOrThrow()
      const known = await db
        .selectFrom('task_templates')
        .select(['first', 'count'])
        .where('run_id', '=', runId)
        .where('template', '=', tasks.template)
        .executeTakeFirst()
      if (known) return known
      const first = run.tasks_spawned
      assertRoom(first, tasks.params.length)
      const rows = tasks.params.map((params, at) => ({
        id: `task-${runId}-${first + at}`,
        namespace,
        run_id: runId,
        index: first + at,
        template: tasks.template,
        kind: tasks.kind,
        status: 'pending' as const,
        params: JSON.stringify(params),
        created_at: tasks.at,
      }))
      for (let at = 0; at < rows.length; at += insertedAtOnce) {
        await db
          .insertInto('tasks')
          .values(rows.slice(at, at + insertedAtOnce))
          .execute()
      }
      const made = { first, count: rows.length }
      await db
        .with('counted', (query) =>
          query
            .updateTable('activity_runs')
            .set({ tasks_spawned: first + rows.length })
            .where('id', '=', runId),
        )
        .insertInto('task_templates')
        .values({ run_id: runId, template: tasks.template, ...made })
        .execute()
      return made
    },

    findTask: (db: Db, id: string) =>
      db
        .selectFrom('tasks')
        .selectAll()
        .where('namespace', '=', namespace)
        .where('id', '=', id)
        .executeTakeFirst(),

    async listTasks(db: Db, filter: TaskFilter, limit: number): Promise<TaskRow[]> {
      let query = db.selectFrom('tasks').selectAll().where('namespace', '=', namespace)
      const { runId, statuses, kind, after } = filter
      if (runId !== undefined) query = query.where('run_id', '=', runId)
      if (statuses?.length) query = query.where('status', 'in', statuses)
      if (kind !== undefined) query = query.where('kind', '=', kind)
      if (after)
        query = query.where(sql<boolean>`(run_id, index) > (${after.runId}::uuid, ${after.index})`)
      return query.orderBy('run_id').orderBy('index').limit(limit).execute()
    },

    /** What came of the tasks of finished templates, by template. */
    async taskResults(db: Db, runId: string) {
      return db
        .selectFrom('tasks')
        .select(['template', 'index', 'status', 'result'])
        .where('run_id', '=', runId)
        .orderBy('index')
        .execute()
    },

    /** Moves a task on, if it stands at one of `from`. @returns it as it is then, if it did. */
    moveTask: (
      db: Db,
      id: string,
      from: readonly TaskRow['status'][],
      to: Partial<Insertable<TaskTable>>,
    ): Promise<TaskRow | undefined> =>
      db
        .updateTable('tasks')
        .set(to)
        .where('namespace', '=', namespace)
        .where('id', '=', id)
        .where('status', 'in', from)
        .returningAll()
        .executeTakeFirst(),

    /** Tasks of a run that had not ended when it did. */
    async endOpenTasks(db: Db, runId: string, now: Date): Promise<void> {
      await db
        .updateTable('tasks')
        .set({ status: 'cancelled', finished_at: now })
        .where('run_id', '=', runId)
        .where('status', 'in', ['pending', 'running'])
        .execute()
    },
  }
}

/** Rows in a statement: PostgreSQL takes 65,535 parameters. */
const insertedAtOnce = 1_000
/** Tasks of one run, all templates together. */
const maxTasksOfRun = 10_000

/** @throws Problem `input-invalid` when a run would make more tasks than it may. */
export function assertRoom(made: number, more: number): void {
  if (made + more <= maxTasksOfRun) return
  const detail = `A run makes ${maxTasksOfRun} tasks at most; ${made} are made, and ${more} would follow`
  throw new Problem('input-invalid', detail)
}
