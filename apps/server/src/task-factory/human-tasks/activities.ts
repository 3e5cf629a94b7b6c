import { Problem } from '@temporal-registry/contract/problem'
import type { Kysely } from 'kysely'
import type { Tables } from '../../platform/database/database.ts'
import type { RunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import { asFailure } from '../../platform/activity-failures.ts'
import type { HumanTaskActivities, HumanTaskState } from '../workflow/human-task-messages.ts'
import { summaryOf } from './answers.ts'
import { createClosing } from './closing.ts'
import { isEscalated, outcomes } from './human-task-states.ts'
import { newHumanTask } from './opening.ts'
import type { HumanTaskRow, HumanTaskStore, NewStep } from './store.ts'

type Db = Kysely<FactoryTables>

/** What others may want to know of a human task. */
export interface HumanTaskNews {
  readonly type: 'human-task.opened' | 'human-task.reminded' | 'human-task.escalated'
  /** The same news have the same id, however often they are told. */
  readonly id: string
  readonly at: Date
  readonly data: Readonly<Record<string, unknown>>
  /** Events in a row that runs emitted, this one included. */
  readonly depth: number
}

/** Makes the Temporal activities of `HumanTaskWorkflow`. Each may be repeated: what is done stays done. */
export function createHumanTaskActivities(deps: {
  readonly tables: Tables<FactoryTables>
  readonly store: HumanTaskStore
  readonly runs: Pick<RunStore, 'find' | 'findTask' | 'moveTask'>
  /** Lets definitions act on it, as on any event. */
  readonly tell: (news: HumanTaskNews) => Promise<void>
  readonly newId: () => string
  readonly now: () => Date
}): HumanTaskActivities {
  const { tables, store, runs, newId, now } = deps
  const close = createClosing(store, runs)

  /** Changes the task of a task while it is held. */
  async function change(
    taskId: string,
    work: (db: Db, task: HumanTaskRow) => Promise<HumanTaskRow>,
  ): Promise<HumanTaskRow> {
    return tables.transaction(async (trx) => {
      const { id } = await store.findByTask(trx, taskId).then(present)
      return work(trx, present(await store.hold(trx, id)))
    })
  }

  const note = (db: Db, task: HumanTaskRow, step: Omit<NewStep, 'id'>) =>
    store.addStep(db, task.id, { id: newId(), ...step })

  async function tell(type: HumanTaskNews['type'], task: HumanTaskRow, at: Date): Promise<void> {
    const data = { ...summaryOf(task), escalate_to: task.escalate_to }
    await deps.tell({ type, id: `${task.id}/${type}`, at, data, depth: task.depth + 1 })
  }

  async function makeDue(db: Db, task: HumanTaskRow): Promise<HumanTaskRow> {
    if (task.closed_at || task.due_done_at) return task
    const at = now()
    const due = await store.change(db, task.id, { due_done_at: at })
    switch (task.on_due) {
      case 'approve':
      case 'reject': {
        const outcome = outcomes[task.on_due]
        await note(db, task, { at, step: outcome, details: { because: 'due' } })
        return close(db, due, { status: 'decided', outcome, at })
      }
      case 'fail':
        await note(db, task, { at, step: 'expired' })
        return close(db, due, { status: 'expired', at })
      case 'escalate': {
        const { escalate_to: to, assignees, groups } = task
        if (to.length === 0) {
          await note(db, task, { at, step: 'overdue' })
          return due
        }
        await note(db, task, {
          at,
          step: 'escalated',
          details: { to, from: { assignees, groups } },
        })
        const theirs = { assignees: to, groups: [], claimed_by: null }
        return store.change(db, task.id, { ...theirs, status: 'open' })
      }
    }
  }

  return {
    openHumanTask: (taskId) =>
      asFailure(async () => {
        const at = now()
        const task = await tables.transaction(async (trx) => {
          const made = await runs.findTask(trx, taskId)
          const run = made && (await runs.find(trx, made.run_id))
          if (!run) throw new Problem('task-not-found', `There is no task «${taskId}»`)
          await runs.moveTask(trx, taskId, ['pending'], {
            status: 'running',
            started_at: at,
            workflow_id: `human-${taskId}`,
          })
          const row = newHumanTask(newId(), made, { run, at })
          if (await store.add(trx, row))
            await store.addStep(trx, row.id, { id: newId(), at, step: 'opened' })
          return present(await store.findByTask(trx, taskId))
        })
        await tell('human-task.opened', task, task.created_at)
        const msUntil = (time: Date | null) => time && time.getTime() - at.getTime()
        return { remind_in_ms: msUntil(task.remind_at), due_in_ms: msUntil(task.due_at) }
      }),

    remindOfHumanTask: (taskId) =>
      asFailure(async () => {
        const task = await change(taskId, async (db, held) => {
          if (held.closed_at || held.reminded_at) return held
          const at = now()
          await note(db, held, { at, step: 'reminded' })
          return store.change(db, held.id, { reminded_at: at })
        })
        if (task.reminded_at) await tell('human-task.reminded', task, task.reminded_at)
        return stateOf(task)
      }),

    humanTaskIsDue: (taskId) =>
      asFailure(async () => {
        const task = await change(taskId, makeDue)
        if (task.due_done_at && isEscalated(task))
          await tell('human-task.escalated', task, task.due_done_at)
        return stateOf(task)
      }),

    humanTaskState: (taskId) =>
      asFailure(async () =>
        stateOf(present(await tables.query((db) => store.findByTask(db, taskId)))),
      ),

    async cancelHumanTask(taskId) {
      await tables.transaction(async (trx) => {
        const found = await store.findByTask(trx, taskId)
        const task = found && (await store.hold(trx, found.id))
        if (!task || task.closed_at) return
        const at = now()
        await note(trx, task, { at, step: 'cancelled' })
        await close(trx, task, { status: 'cancelled', at })
      })
    },
  }
}

/** Closes the human tasks of a run that ends, inside the transaction that ends it. */
export function createCloseOfRun({
  store,
  newId,
}: {
  readonly store: HumanTaskStore
  readonly newId: () => string
}) {
  return async (db: Db, runId: string, at: Date): Promise<void> => {
    const open = await store.openOfRun(db, runId)
    const steps = open.map(({ id }) => ({
      taskId: id,
      id: newId(),
      at,
      step: 'cancelled' as const,
    }))
    await store.addSteps(db, steps)
    await store.cancelOfRun(db, runId, at)
  }
}

function stateOf({ status, outcome, closed_at: closedAt }: HumanTaskRow): HumanTaskState {
  return { status, outcome, is_closed: closedAt !== null }
}

function present(task: HumanTaskRow | undefined): HumanTaskRow {
  if (task) return task
  throw new Problem('human-task-not-found', 'It was deleted with its run')
}
