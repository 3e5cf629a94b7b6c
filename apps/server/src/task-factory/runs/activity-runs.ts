import type {
  ActivityRun,
  ActivityRunSummary,
  Task,
} from '@temporal-registry/contract/activity-runs'
import { Problem } from '@temporal-registry/contract/problem'
import type { RunFailure } from '@temporal-registry/contract/runs'
import type { Tables } from '../../platform/database/database.ts'
import type { FactoryTables } from '../tables.ts'
import type { LedgerStore } from '../triggers/ledger-store.ts'
import { withoutStandIns } from './reaching/secrets-in-use.ts'
import type { RunFilter, RunRow, RunStore } from './store.ts'
import type { TaskFilter, TaskRow } from './task-store.ts'

const shownTasks = 100
const shownTriggers = 100

/** Activity runs and their tasks, as they are read. */
export interface ActivityRuns {
  list(filter: RunFilter, limit: number): Promise<readonly ActivityRunSummary[]>
  /** @throws Problem `activity-run-not-found` */
  get(id: string): Promise<ActivityRun>
  listTasks(filter: TaskFilter, limit: number): Promise<readonly Task[]>
  /** @throws Problem `task-not-found` */
  getTask(id: string): Promise<Task>
}

export function createActivityRuns(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly ledger: LedgerStore
  /** Where Temporal's own page of a run is, if that is configured. */
  readonly temporalPage: (run: RunRow) => string | null
}): ActivityRuns {
  const { tables, runs, ledger, temporalPage } = deps
  return {
    list: (filter, limit) =>
      tables.query(async (db) => (await runs.list(db, filter, limit)).map(summaryOf)),

    get: (id) =>
      tables.query(async (db) => {
        const run = await runs.find(db, id)
        if (!run) throw new Problem('activity-run-not-found', `There is no activity run «${id}»`)
        const context = await runs.findContext(db, id)
        const tasks = await runs.listTasks(db, { runId: id }, shownTasks)
        return {
          ...summaryOf(run),
          event_ids: run.event_ids,
          input: run.input,
          actor: run.actor,
          // As the workflow wrote it.
          failure: run.failure as RunFailure | null,
          context: context
            ? {
                snapshot: context.snapshot,
                // As `context.ts` wrote them.
                sources: context.sources as Record<string, unknown>[],
                hash: context.hash,
                resolved_at: context.resolved_at.toISOString(),
              }
            : null,
          tasks: tasks.map(taskOf),
          triggers: await ledger.list(db, { runId: id }, shownTriggers),
          temporal_ui_url: temporalPage(run),
        }
      }),

    listTasks: (filter, limit) =>
      tables.query(async (db) => (await runs.listTasks(db, filter, limit)).map(taskOf)),

    async getTask(id) {
      const task = await tables.query((db) => runs.findTask(db, id))
      if (!task) throw new Problem('task-not-found', `There is no task «${id}»`)
      return taskOf(task)
    },
  }
}

export function summaryOf(run: RunRow): ActivityRunSummary {
  return {
    id: run.id,
    subject: run.subject,
    definition: { id: run.definition_id, name: run.definition_name },
    version_used: run.version_used,
    trigger_kind: run.trigger_kind,
    occurrence_key: run.occurrence_key,
    attempt: run.attempt,
    status: run.status,
    stage: run.stage,
    reason: run.reason,
    scheduled_for: iso(run.scheduled_for),
    fired_at: run.fired_at.toISOString(),
    started_at: iso(run.started_at),
    finished_at: iso(run.finished_at),
    tasks_spawned: run.tasks_spawned,
    concurrency_key: run.concurrency_key,
    workflow_id: run.workflow_id,
    workflow_run_id: run.workflow_run_id,
    backfill_id: run.backfill_id,
  }
}

function taskOf(task: TaskRow): Task {
  return {
    id: task.id,
    run_id: task.run_id,
    index: task.index,
    template: task.template,
    kind: task.kind,
    status: task.status,
    params: withoutStandIns(task.params),
    result: task.result,
    // As the workflow wrote it.
    failure: task.failure as RunFailure | null,
    workflow_id: task.workflow_id,
    workflow_run_id: task.workflow_run_id,
    created_at: task.created_at.toISOString(),
    started_at: iso(task.started_at),
    finished_at: iso(task.finished_at),
  }
}

function iso(time: Date | null): string | null {
  return time?.toISOString() ?? null
}
