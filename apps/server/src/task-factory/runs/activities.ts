import { ApplicationFailure } from '@temporalio/common'
import type { Expressions } from '../../expressions/expressions.ts'
import type { Tables } from '../../platform/database/database.ts'
import { placesOf } from '../definitions/places.ts'
import type { FactoryTables } from '../tables.ts'
import type { EndRun } from '../triggers/ending.ts'
import { asFailure } from '../../platform/activity-failures.ts'
import { whileAlive } from '../../platform/heartbeats.ts'
import type { LocalRunActivities, RemoteRunActivities } from '../workflow/messages.ts'
import type { ResolveContext } from './context.ts'
import { createMakeTasks } from './making.ts'
import type { PerformTask, PrepareTask } from './performing.ts'
import type { ClaimRun } from './claiming.ts'
import type { DefinedRun, DefinedRuns, Seen } from './seen.ts'
import type { RunStore } from './store.ts'

/** A third of what the workflow allows. */
const heartbeatMs = 10_000

/** Makes the Temporal activities of `RunActivityWorkflow`. Each may be repeated: what is done stays done. */
export function createRunActivities(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly expressions: Expressions
  readonly seen: {
    withContext(defined: DefinedRun): Promise<Seen>
    withTasks(defined: DefinedRun): Promise<Seen>
  }
  readonly defined: DefinedRuns
  readonly claimRun: ClaimRun
  readonly resolveContext: ResolveContext
  readonly prepareTask: PrepareTask
  readonly performTask: PerformTask
  readonly endRun: EndRun
  /** Something was put into the outbox. */
  readonly wake: () => void
  readonly now: () => Date
}): LocalRunActivities & RemoteRunActivities {
  const { tables, runs, expressions, seen, defined, endRun, wake, now } = deps
  const makeTasks = createMakeTasks(deps)

  return {
    claimRun: (claim) => asFailure(() => deps.claimRun(claim)),

    resolveContext: (runId) =>
      asFailure(async () => {
        await whileAlive(heartbeatMs, async (signal) =>
          deps.resolveContext(await defined.enter(runId, 'context'), signal),
        )
      }),

    evaluateCondition: (runId) =>
      asFailure(async () => {
        const run = await defined.enter(runId, 'condition')
        const expression = { cel: run.body.condition ?? 'true', result: 'bool' as const }
        const place = placesOf(run.body).condition
        return (await expressions.evaluate(place, await seen.withContext(run), expression)) === true
      }),

    makeTasks: (runId, name) =>
      asFailure(async () => {
        const run = await defined.enter(runId, 'tasks')
        const template = run.body.tasks.find((one) => one.name === name)
        if (!template) throw ApplicationFailure.nonRetryable(`There is no template «${name}»`)
        return makeTasks(run, template)
      }),

    prepareTask: (taskId) => asFailure(() => deps.prepareTask(taskId)),
    performTask: (taskId) => asFailure(() => deps.performTask(taskId)),

    async endTask(taskId, ending) {
      await tables.query((db) =>
        runs.moveTask(db, taskId, ['pending', 'running'], {
          status: ending.status,
          finished_at: now(),
          ...(ending.status === 'succeeded'
            ? {
                result: JSON.stringify(ending.result),
                workflow_run_id: ending.workflow_run_id ?? null,
              }
            : { failure: JSON.stringify(ending.failure) }),
        }),
      )
    },

    async finishRun({ run_id: runId, ...ending }) {
      await tables.transaction(async (trx) => {
        const run = await runs.find(trx, runId)
        if (run) await endRun(trx, run, ending)
      })
      wake()
    },
  }
}
