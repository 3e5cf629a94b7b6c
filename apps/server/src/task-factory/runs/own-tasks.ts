import { Problem } from '@temporal-registry/contract/problem'
import type { Dispatch } from '../../dispatch/dispatch.ts'
import { routeMemo } from '../../runs/runs.ts'
import type { PreparedTask } from '../workflow/messages.ts'
import type { OpenTask, Preparers } from './performing.ts'
import { retryOf } from './plan.ts'

/** A task's members after evaluation, as its kind has them; checked when the definition was saved. */
interface WorkflowParams {
  readonly workflow_type: string
  readonly input?: unknown
  readonly args?: readonly unknown[]
  readonly timeouts?: {
    readonly execution_seconds?: number
    readonly run_seconds?: number
    readonly task_seconds?: number
  }
  readonly retry?: Parameters<typeof retryOf>[0]
}

const dayMs = 86_400_000
const longestWaitMs = 3_650 * dayMs

/** Prepares tasks that the run's workflow does itself. */
export function createPreparers(deps: {
  readonly dispatch: Pick<Dispatch, 'validate'>
  readonly now: () => Date
}): Preparers {
  const { dispatch, now } = deps
  return {
    async wait({ task }) {
      // As `paramsSourceOf` makes them; what an expression gave may be anything.
      const { seconds, until } = task.params as { seconds?: unknown; until?: unknown }
      const ms =
        until === undefined
          ? secondsIn(seconds) * 1000
          : Date.parse(typeof until === 'string' ? until : '') - now().getTime()
      if (!Number.isFinite(ms) || ms > longestWaitMs) {
        const said = JSON.stringify(until ?? seconds)
        throw new Problem('input-invalid', `«${task.template}» cannot wait for ${said}`)
      }
      return { kind: 'wait', ms: Math.max(0, ms) }
    },

    workflow: async (open) => prepareWorkflow(dispatch, open),
  }
}

function prepareWorkflow(
  dispatch: Pick<Dispatch, 'validate'>,
  { task, defined: { run } }: OpenTask,
): PreparedTask {
  // As `paramsSourceOf` makes them of a workflow task.
  const { workflow_type: type, input, args, timeouts, retry } = task.params as WorkflowParams
  const said = { ...(args ? { args: [...args] } : {}), ...(input === undefined ? {} : { input }) }
  // Durable as it is, the run may wait on the queue for a worker to come.
  const { route } = dispatch.validate(type, {
    ...said,
    workflow_id: task.id,
    on_no_worker: 'queue',
  })
  return {
    kind: 'workflow',
    workflow_type: type,
    task_queue: route.taskQueue,
    args: args ?? [input ?? {}],
    memo: {
      [routeMemo]: {
        task_queue: route.taskQueue,
        reason: route.reason,
        actor: `activity-run ${run.id}`,
      },
    },
    timeouts: {
      ...ms('execution_ms', timeouts?.execution_seconds),
      ...ms('run_ms', timeouts?.run_seconds),
      ...ms('task_ms', timeouts?.task_seconds),
    },
    retry: retry === undefined ? null : retryOf(retry),
  }
}

function ms<K extends string>(name: K, seconds: number | undefined) {
  // One member, named by the argument.
  return (seconds === undefined ? {} : { [name]: seconds * 1000 }) as { [P in K]?: number }
}

/** A number, or the text of one, as a sentence gives it: null and lists are no 0. */
function secondsIn(value: unknown): number {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
  return isNumber ? Number(value) : Number.NaN
}
