import {
  CancellationScope,
  condition,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  sleep,
  startChild,
  workflowInfo,
} from '@temporalio/workflow'
import { failureOf } from './failure.ts'
import {
  humanTaskWorkflowType,
  type LocalRunActivities,
  type MadeTasks,
  type PlannedTemplate,
  type PreparedTask,
  type Progress,
  type RemoteRunActivities,
  type RunPlan,
  type TemplateProgress,
} from './messages.ts'

/** Tasks begun in one run of the workflow, at most: each is some six events, and 4,096 are many. */
const maxTasksARun = 500

/** How far the templates are; unfinished when the rest is for the next run of the workflow. */
export interface Carried {
  readonly progress: Progress
  readonly isUnfinished: boolean
}

/**
 * Runs the tasks of all templates. A template begins once those that it comes `after` have succeeded; one of a
 * failed or skipped one is skipped. After many tasks no more are begun: when those under way have ended, the
 * workflow continues as new.
 */
export async function runTemplates(
  plan: RunPlan,
  begun: Progress,
  local: LocalRunActivities,
): Promise<Carried> {
  const progress: Record<string, TemplateProgress> = {}
  for (const { name } of plan.templates) {
    progress[name] = begun[name] ?? { made: null, begun: 0, failed: 0, state: 'open' }
  }
  let begunHere = 0
  const isFull = () => begunHere >= maxTasksARun || workflowInfo().continueAsNewSuggested

  function stateOf(name: string): TemplateProgress['state'] {
    return progress[name]?.state ?? 'skipped'
  }

  function update(name: string, change: Partial<TemplateProgress>): void {
    const now = progress[name]
    if (now) progress[name] = { ...now, ...change }
  }

  async function runTemplate(template: PlannedTemplate): Promise<void> {
    const { name, after } = template
    if (stateOf(name) !== 'open') return
    await condition(() => after.every((one) => stateOf(one) !== 'open') || isFull())
    if (after.some((one) => stateOf(one) === 'open')) return
    if (!after.every((one) => stateOf(one) === 'done')) return update(name, { state: 'skipped' })
    const made = progress[name]?.made ?? (await local.makeTasks(plan.run_id, name))
    update(name, { made })
    await runTasks(template, made)
  }

  async function runTasks(template: PlannedTemplate, made: MadeTasks): Promise<void> {
    const { name, max_parallel: width, on_failure: onFailure } = template
    const own = () => progress[name] ?? { made, begun: 0, failed: 0, state: 'open' as const }
    const isStopped = () => onFailure === 'fail' && own().failed > 0

    async function lane(): Promise<void> {
      while (own().begun < made.count && !isFull() && !isStopped()) {
        const index = made.first + own().begun
        begunHere++
        update(name, { begun: own().begun + 1 })
        const hasSucceeded = await runTask(`task-${plan.run_id}-${index}`, template, local)
        if (!hasSucceeded) update(name, { failed: own().failed + 1 })
      }
    }

    await Promise.all(Array.from({ length: Math.min(width, made.count) }, lane))
    if (isStopped()) update(name, { state: 'failed' })
    else if (own().begun >= made.count) update(name, { state: 'done' })
  }

  await Promise.all(plan.templates.map(runTemplate))
  const isUnfinished = plan.templates.some(({ name }) => stateOf(name) === 'open')
  return { progress, isUnfinished }
}

/** Runs a task to its end. @returns whether it succeeded. @throws when the run is cancelled. */
async function runTask(
  taskId: string,
  template: PlannedTemplate,
  local: LocalRunActivities,
): Promise<boolean> {
  try {
    switch (template.kind) {
      case 'wait':
      case 'workflow':
        await runHere(taskId, template, await local.prepareTask(taskId), local)
        return true
      case 'human':
        // Writes down itself how it ended: whoever decides wants to see it at once.
        await executeChild(humanTaskWorkflowType, {
          workflowId: `human-${taskId}`,
          args: [{ task_id: taskId }],
          parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        })
        return true
      default:
        await performerOf(template).performTask(taskId)
        return true
    }
  } catch (error) {
    // The run's end closes what was open.
    if (CancellationScope.current().consideredCancelled) throw error
    const status = isCancellation(error) ? 'cancelled' : 'failed'
    await local.endTask(taskId, { status, failure: failureOf(error) })
    return false
  }
}

async function runHere(
  taskId: string,
  { wait }: PlannedTemplate,
  task: PreparedTask,
  local: LocalRunActivities,
): Promise<void> {
  if (task.kind === 'wait') {
    await sleep(task.ms)
    return local.endTask(taskId, { status: 'succeeded', result: null })
  }
  const { timeouts, retry } = task
  const child = await startChild(task.workflow_type, {
    workflowId: taskId,
    taskQueue: task.task_queue,
    args: [...task.args],
    memo: task.memo,
    parentClosePolicy: wait ? ParentClosePolicy.REQUEST_CANCEL : ParentClosePolicy.ABANDON,
    ...(timeouts.execution_ms ? { workflowExecutionTimeout: timeouts.execution_ms } : {}),
    ...(timeouts.run_ms ? { workflowRunTimeout: timeouts.run_ms } : {}),
    ...(timeouts.task_ms ? { workflowTaskTimeout: timeouts.task_ms } : {}),
    ...(retry ? { retry: retryOf(retry) } : {}),
  })
  const result: unknown = wait ? await child.result() : null
  await local.endTask(taskId, {
    status: 'succeeded',
    result: result ?? null,
    workflow_run_id: child.firstExecutionRunId,
  })
}

function performerOf({ timeout_ms: timeoutMs, retry }: PlannedTemplate) {
  return proxyActivities<Pick<RemoteRunActivities, 'performTask'>>({
    startToCloseTimeout: timeoutMs,
    retry: retryOf(retry),
  })
}

function retryOf(retry: PlannedTemplate['retry']) {
  return {
    initialInterval: retry.initialIntervalMs,
    backoffCoefficient: retry.backoffCoefficient,
    maximumInterval: retry.maximumIntervalMs,
    ...(retry.maximumAttempts > 0 ? { maximumAttempts: retry.maximumAttempts } : {}),
  }
}
