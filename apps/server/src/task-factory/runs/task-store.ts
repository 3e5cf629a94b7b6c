import { Problem } from '@temporal-registry/contract/problem'
import { sql, type Insertable, type Kysely, type Selectable } from 'kysely'
import type { FactoryTables, TaskTable } from '../tables.ts'
import type { MadeTasks } from '../workflow/messages.ts'

type Db = Kysely<FactoryTables>
export type TaskRow = Selectable<TaskTable>

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

/** Tasks of the activity runs of one namespace. A part of the runs' store: one is ended with its tasks. */
export function createTaskStore(namespace: string) {
  return {
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
