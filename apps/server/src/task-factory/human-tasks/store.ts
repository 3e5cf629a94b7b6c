import type { HumanTaskStatus, HumanTaskStep } from '@temporal-registry/contract/human-tasks'
import { sql, type Insertable, type Kysely, type Selectable, type Updateable } from 'kysely'
import type { FactoryTables, HumanTaskTable } from '../tables.ts'
import { openHumanStatuses } from './human-task-states.ts'

type Db = Kysely<FactoryTables>
export type HumanTaskRow = Selectable<HumanTaskTable>
export type DecisionRow = Selectable<FactoryTables['human_task_decisions']>
export type StepRow = Selectable<FactoryTables['human_task_history']>

export type LinkRow = Selectable<FactoryTables['human_task_links']>

/** A person, with the groups they are in, and which of the two counts; absent: both. */
interface Person {
  readonly name: string
  readonly groups: readonly string[]
  readonly via?: 'name' | 'group' | undefined
}

export interface HumanTaskFilter {
  readonly person?: Person | undefined
  readonly group?: string | undefined
  readonly statuses?: readonly HumanTaskStatus[] | undefined
  /** A part of the title. */
  readonly q?: string | undefined
  readonly dueBefore?: Date | undefined
  readonly runId?: string | undefined
  readonly before?: string | undefined
}

/** A step of a task's history. */
export interface NewStep {
  readonly id: string
  readonly at: Date
  /** Absent: a clock did it. */
  readonly actor?: string | undefined
  readonly step: HumanTaskStep
  readonly details?: Readonly<Record<string, unknown>>
}

/** Steps of a task that are shown. */
const shownSteps = 1_000
const maxCount = 10_000
/** Rows in a statement: PostgreSQL takes 65,535 parameters. */
const insertedAtOnce = 1_000

export type HumanTaskStore = ReturnType<typeof createHumanTaskStore>

/** Human tasks of one namespace, what people said, and what was done about them. */
export function createHumanTaskStore(namespace: string) {
  const all = (db: Db) =>
    db.selectFrom('human_tasks').selectAll().where('namespace', '=', namespace)

  function matching(db: Db, filter: HumanTaskFilter) {
    const { person, group, statuses, q, dueBefore, runId } = filter
    let query = db.selectFrom('human_tasks').where('namespace', '=', namespace)
    if (person) query = query.where(isOf(person))
    if (group !== undefined) query = query.where(sql<boolean>`groups @> ${[group]}::text[]`)
    if (statuses?.length) query = query.where('status', 'in', statuses)
    if (q !== undefined)
      query = query.where(sql<boolean>`position(lower(${q}) in lower(title)) > 0`)
    if (dueBefore) query = query.where('due_at', '<', dueBefore)
    if (runId !== undefined) query = query.where('run_id', '=', runId)
    return query
  }

  async function addSteps(
    db: Db,
    steps: readonly (NewStep & { readonly taskId: string })[],
  ): Promise<void> {
    const rows = steps.map(({ taskId, details, actor, ...step }) => ({
      ...step,
      human_task_id: taskId,
      actor: actor ?? null,
      details: JSON.stringify(details ?? {}),
    }))
    for (let at = 0; at < rows.length; at += insertedAtOnce) {
      await db
        .insertInto('human_task_history')
        .values(rows.slice(at, at + insertedAtOnce))
        .execute()
    }
  }

  return {
    /** Adds a task, once. @returns false when it was there. */
    async add(db: Db, task: Omit<Insertable<HumanTaskTable>, 'namespace'>): Promise<boolean> {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('human_tasks')
        .values({ ...task, namespace })
        .onConflict((conflict) => conflict.column('task_id').doNothing())
        .executeTakeFirst()
      return (numInsertedOrUpdatedRows ?? 0n) > 0n
    },

    async countOpen(db: Db): Promise<Readonly<Record<string, number>>> {
      const rows = await db
        .selectFrom('human_tasks')
        .select((of) => ['status', of.fn.countAll<string>().as('count')])
        .where('namespace', '=', namespace)
        .where('status', 'in', openHumanStatuses)
        .groupBy('status')
        .execute()
      return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
    },

    find: (db: Db, id: string) => all(db).where('id', '=', id).executeTakeFirst(),
    findByTask: (db: Db, taskId: string) =>
      all(db).where('task_id', '=', taskId).executeTakeFirst(),

    /** Holds a task until the transaction ends: who comes second sees what the first did. */
    hold: (db: Db, id: string) => all(db).where('id', '=', id).forUpdate().executeTakeFirst(),

    /** Changes a task that is held. */
    change: (db: Db, id: string, to: Updateable<HumanTaskTable>): Promise<HumanTaskRow> =>
      db
        .updateTable('human_tasks')
        .set({ ...to, version: sql<number>`version + 1` })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow(),

    async list(db: Db, filter: HumanTaskFilter, limit: number): Promise<HumanTaskRow[]> {
      const { before } = filter
      let query = matching(db, filter).selectAll()
      if (before !== undefined) query = query.where('id', '<', before)
      return query.orderBy('id', 'desc').limit(limit).execute()
    },

    /** How many match, counted no further than it is answered. */
    async count(db: Db, filter: HumanTaskFilter): Promise<number> {
      const { count } = await db
        .selectFrom(matching(db, filter).select('id').limit(maxCount).as('matching'))
        .select((of) => of.fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    async addDecision(db: Db, decision: DecisionRow): Promise<void> {
      const { answer } = decision
      await db
        .insertInto('human_task_decisions')
        .values({ ...decision, answer: answer === null ? null : JSON.stringify(answer) })
        .execute()
    },

    /** What people said, the first first. */
    decisions: (db: Db, id: string): Promise<DecisionRow[]> =>
      db
        .selectFrom('human_task_decisions')
        .selectAll()
        .where('human_task_id', '=', id)
        .orderBy('at')
        .orderBy('actor')
        .execute(),

    addStep: (db: Db, taskId: string, step: NewStep): Promise<void> =>
      addSteps(db, [{ ...step, taskId }]),
    addSteps,

    /** The last steps of a task, the oldest first. */
    async history(db: Db, id: string): Promise<StepRow[]> {
      const rows = await db
        .selectFrom('human_task_history')
        .selectAll()
        .where('human_task_id', '=', id)
        .orderBy('id', 'desc')
        .limit(shownSteps)
        .execute()
      return rows.toReversed()
    },

    async addLinks(db: Db, links: readonly LinkRow[]): Promise<void> {
      await db.insertInto('human_task_links').values(links).execute()
    },

    findLink: (db: Db, tokenHash: string): Promise<LinkRow | undefined> =>
      db
        .selectFrom('human_task_links')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .executeTakeFirst(),

    /** A person decides once: with one of their links all are used. */
    async useLinks(db: Db, { human_task_id: id, actor }: LinkRow, at: Date): Promise<void> {
      await db
        .updateTable('human_task_links')
        .set({ used_at: at })
        .where('human_task_id', '=', id)
        .where('actor', '=', actor)
        .where('used_at', 'is', null)
        .execute()
    },

    /** Closes those of a run that are open, and held. */
    async cancelOfRun(db: Db, runId: string, at: Date): Promise<void> {
      await db
        .updateTable('human_tasks')
        .set({ status: 'cancelled', closed_at: at, version: sql<number>`version + 1` })
        .where('namespace', '=', namespace)
        .where('run_id', '=', runId)
        .where('status', 'in', openHumanStatuses)
        .execute()
    },

    /** Tasks of a run that ends; each is held from then on. */
    openOfRun: (db: Db, runId: string): Promise<HumanTaskRow[]> =>
      all(db)
        .where('run_id', '=', runId)
        .where('status', 'in', openHumanStatuses)
        .orderBy('id')
        .forUpdate()
        .execute(),
  }
}

function isOf({ name, groups, via }: Person) {
  const byName = sql<boolean>`(assignees @> ${[name]}::text[] or claimed_by = ${name})`
  const byGroup = sql<boolean>`groups && ${[...groups]}::text[]`
  if (via === undefined) return sql<boolean>`(${byName} or ${byGroup})`
  return via === 'name' ? byName : byGroup
}
