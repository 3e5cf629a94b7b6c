import type { TaskKind } from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import type { Tables } from '../../platform/database/database.ts'
import type { FactoryTables } from '../tables.ts'
import type { PreparedTask } from '../workflow/messages.ts'
import { redactedError } from '../secrets/secrets.ts'
import type { SecretsInUse } from './reaching/secrets-in-use.ts'
import type { DefinedRun, DefinedRuns } from './seen.ts'
import type { RunStore } from './store.ts'
import type { TaskRow } from './task-store.ts'

export type PrepareTask = (taskId: string) => Promise<PreparedTask>
export type PerformTask = (taskId: string) => Promise<void>

/** A task with the run that made it. */
export interface OpenTask {
  readonly task: TaskRow
  readonly defined: DefinedRun
}

/** Kinds of tasks that a Temporal activity does. The others are timers, child workflows and people. */
export type PerformedKind = Exclude<TaskKind, 'wait' | 'workflow' | 'human'>

/** Does each kind of task; what it gives is the task's result. @throws when it has to be tried again. */
export type Performers = Readonly<Record<PerformedKind, (open: OpenTask) => Promise<unknown>>>

/** Says what the workflow has to do itself for each of the other kinds. */
export type Preparers = Readonly<
  Record<'wait' | 'workflow', (open: OpenTask) => Promise<PreparedTask>>
>

/** Does tasks, or prepares what their workflow does, and writes down that they have begun. */
export function createPerforming(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly defined: Pick<DefinedRuns, 'find'>
  readonly performers: Performers
  readonly secrets: Pick<SecretsInUse, 'redactorOf'>
  readonly preparers: Preparers
  readonly now: () => Date
}): { readonly prepareTask: PrepareTask; readonly performTask: PerformTask } {
  const { tables, runs, performers, preparers, secrets, now } = deps

  async function open(taskId: string): Promise<OpenTask> {
    const begun = { status: 'running' as const, started_at: now() }
    const task =
      (await tables.query((db) => runs.moveTask(db, taskId, ['pending'], begun))) ??
      (await tables.query((db) => runs.findTask(db, taskId)))
    if (!task) throw new Problem('task-not-found', `There is no task «${taskId}»`)
    return { task, defined: await deps.defined.find(task.run_id) }
  }

  return {
    async prepareTask(taskId) {
      const one = await open(taskId)
      const { kind } = one.task
      if (kind !== 'wait' && kind !== 'workflow') throw new Error(`${taskId} is no task to prepare`)
      return preparers[kind](one)
    },

    async performTask(taskId) {
      const one = await open(taskId)
      const { kind } = one.task
      // It was done, and its answer lost.
      if (one.task.status === 'succeeded') return
      if (kind === 'wait' || kind === 'workflow' || kind === 'human')
        throw new Error(`${taskId} is no task to perform`)
      const redact = await secrets.redactorOf(one.defined.body)
      const result = await performers[kind](one).then(redact, (error: unknown) => {
        throw redactedError(error, redact)
      })
      await tables.query((db) =>
        runs.moveTask(db, taskId, ['running'], {
          status: 'succeeded',
          finished_at: now(),
          result: JSON.stringify(result ?? null),
        }),
      )
    },
  }
}
