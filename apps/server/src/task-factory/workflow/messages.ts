import type { RunFailure } from '@temporal-registry/contract/runs'

/** Wire names of the task factory's workflows: forever. */
export const runActivityWorkflowType = 'RunActivityWorkflow'
export const humanTaskWorkflowType = 'HumanTaskWorkflow'
export const monitoringWorkflowType = 'MonitoringWorkflow'

/** What carries a run out, by what the run is of. */
export const runWorkflowTypes = {
  definition: runActivityWorkflowType,
  monitor: monitoringWorkflowType,
} as const

/** What a run begins with: its id, or for a schedule's fire the definition. */
export type RunInput =
  | { readonly run_id: string }
  | { readonly definition_id: string }
  | { readonly plan: RunPlan; readonly progress: Progress }

/** What a workflow tells of itself when it claims its run. */
export interface RunClaim {
  readonly run_id?: string
  readonly definition_id?: string
  /** When the schedule meant it to run, RFC 3339. */
  readonly scheduled_for?: string
  readonly workflow_id: string
  /** The first of the workflow's runs: a reset or a continuation is still the same. */
  readonly workflow_run_id: string
}

export type Claimed<Plan = RunPlan> =
  | { readonly go: true; readonly plan: Plan }
  /** Another run stands for it, or it is to begin later, or not at all. */
  | { readonly go: false; readonly outcome: string; readonly reason: string }

/** What a run has to do, without any of its data. */
export interface RunPlan {
  readonly run_id: string
  readonly has_context: boolean
  readonly has_condition: boolean
  readonly templates: readonly PlannedTemplate[]
}

export interface PlannedTemplate {
  readonly name: string
  readonly kind: string
  readonly after: readonly string[]
  readonly max_parallel: number
  readonly on_failure: 'fail' | 'continue'
  /** Of performing a task, milliseconds. */
  readonly timeout_ms: number
  readonly retry: TaskRetry
  /** Whether a workflow is waited for. */
  readonly wait: boolean
}

export interface TaskRetry {
  readonly initialIntervalMs: number
  readonly backoffCoefficient: number
  readonly maximumIntervalMs: number
  readonly maximumAttempts: number
}

/** The tasks that a template made: so many, from the index on. */
export interface MadeTasks {
  readonly first: number
  readonly count: number
}

/** How far each template is, handed on from run to run. */
export type Progress = Readonly<Record<string, TemplateProgress>>
export interface TemplateProgress {
  readonly made: MadeTasks | null
  /** Tasks begun. */
  readonly begun: number
  readonly failed: number
  readonly state: 'open' | 'done' | 'failed' | 'skipped'
}

/** What a task needs that the workflow does itself. */
export type PreparedTask =
  | { readonly kind: 'wait'; readonly ms: number }
  | {
      readonly kind: 'workflow'
      readonly workflow_type: string
      readonly task_queue: string
      readonly args: readonly unknown[]
      readonly memo: Readonly<Record<string, unknown>>
      readonly timeouts: {
        readonly execution_ms?: number
        readonly run_ms?: number
        readonly task_ms?: number
      }
      readonly retry: TaskRetry | null
    }

export type TaskEnding =
  | { readonly status: 'succeeded'; readonly result: unknown; readonly workflow_run_id?: string }
  | { readonly status: 'failed' | 'cancelled'; readonly failure: RunFailure }

export interface Finish {
  readonly run_id: string
  readonly status: 'succeeded' | 'failed' | 'cancelled' | 'skipped'
  readonly stage: 'context' | 'condition' | 'tasks'
  readonly reason?: string
  readonly failure?: RunFailure
}

/** Quick ones, about the database only: they run within the workflow task. */
export interface LocalRunActivities {
  claimRun(claim: RunClaim): Promise<Claimed>
  /** Whether the run goes on. */
  evaluateCondition(runId: string): Promise<boolean>
  /** Makes the tasks of a template, once. */
  makeTasks(runId: string, template: string): Promise<MadeTasks>
  prepareTask(taskId: string): Promise<PreparedTask>
  endTask(taskId: string, ending: TaskEnding): Promise<void>
  finishRun(finish: Finish): Promise<void>
}

/** Those that reach out. */
export interface RemoteRunActivities {
  resolveContext(runId: string): Promise<void>
  /** Does what a task says, and writes down how it ended. */
  performTask(taskId: string): Promise<void>
}
