import {
  kindOf,
  taskTemplateKinds,
  type ActivityDefinitionBody,
  type TaskKind,
  type TaskTemplate,
} from '@temporal-registry/contract/activity-definition'
import type { PlannedTemplate, RunPlan, TaskRetry } from '../workflow/messages.ts'

const defaultParallel = 50
/** A task may use its own time-out, and what surrounds it a little more. */
const performMarginMs = 5_000
const defaultTimeoutSeconds = 30

/** What a run has to do, without any of its data. */
export function planOf(runId: string, body: ActivityDefinitionBody): RunPlan {
  return {
    run_id: runId,
    has_context: (body.context ?? []).length > 0,
    has_condition: body.condition !== undefined,
    templates: body.tasks.map(plannedTemplate),
  }
}

export function kindOfTask(template: TaskTemplate): TaskKind {
  const kind = kindOf(template, taskTemplateKinds)
  if (kind === undefined) throw new Error(`${template.name} is of no kind`)
  return kind
}

function plannedTemplate(template: TaskTemplate): PlannedTemplate {
  const { name, after = [], max_parallel: width, on_failure: onFailure, workflow } = template
  const { timeout_seconds: timeoutSeconds = defaultTimeoutSeconds, retry } =
    template.http ?? template.signal ?? template.emit ?? {}
  return {
    name,
    kind: kindOfTask(template),
    after,
    max_parallel: width ?? defaultParallel,
    on_failure: onFailure ?? 'fail',
    timeout_ms: timeoutSeconds * 1000 + performMarginMs,
    retry: retryOf(retry),
    wait: workflow?.wait ?? true,
  }
}

type RetryPolicy = NonNullable<NonNullable<TaskTemplate['http']>['retry']>

/** The default is that of seed 004: 1 s, doubled, at most 30 s, three attempts. */
export function retryOf(retry: RetryPolicy | undefined): TaskRetry {
  return {
    initialIntervalMs: (retry?.initial_interval_seconds ?? 1) * 1000,
    backoffCoefficient: retry?.backoff_coefficient ?? 2,
    maximumIntervalMs: (retry?.maximum_interval_seconds ?? 30) * 1000,
    maximumAttempts: retry?.maximum_attempts ?? 3,
  }
}
