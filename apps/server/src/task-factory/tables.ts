import type {
  ActivityBackfillStatus,
  BackfillOrigin,
  Recovery,
} from '@temporal-registry/contract/activity-backfills'
import type { TaskKind, TriggerKind } from '@temporal-registry/contract/activity-definition'
import type { RunStatus, TaskStatus } from '@temporal-registry/contract/activity-runs'
import type {
  HumanDecision,
  HumanOutcome,
  HumanTaskStatus,
  HumanTaskStep,
} from '@temporal-registry/contract/human-tasks'
import type { OverlapPolicy } from '@temporal-registry/contract/schedule-body'
import type { TriggerOutcome, TriggerStage } from '@temporal-registry/contract/triggers'
import type { ColumnType, Generated } from 'kysely'
import type { AuditTables } from './audit/store.ts'

/** JSON is read as a value and written as text: a list would be taken for an array of PostgreSQL. */
export type JsonColumn<T> = ColumnType<T, string, string>

/**
 * Tables that one transaction changes together, when a trigger is decided and when a run ends. Each belongs
 * to the store that names it, in `triggers/`, `runs/`, `timetable/` and `human-tasks/`.
 */
export interface FactoryTables extends AuditTables {
  outbox: OutboxTable
  occurrences: {
    definition_id: string
    occurrence_key: string
    attempt: number
    run_id: string
    created_at: Date
  }
  dedupe_keys: {
    definition_id: string
    key_hash: string
    run_id: string
    expires_at: Date | null
    created_at: Date
  }
  flow_paces: {
    definition_id: string
    kind: PaceKind
    key_hash: string
    next_at: Date
  }
  trigger_groups: {
    id: string
    namespace: string
    definition_id: string
    kind: GroupKind
    key_hash: string
    event_ids: string[]
    depth: number
    first_at: Date
  }
  trigger_log: LedgerTable
  activity_backfills: BackfillTable
  activity_runs: RunTable
  run_contexts: {
    run_id: string
    snapshot: JsonColumn<Readonly<Record<string, unknown>>>
    sources: JsonColumn<unknown>
    hash: string
    /** What the run's stand-ins of secrets are made with; shown nowhere. */
    stand_in_key: string
    resolved_at: Date
  }
  tasks: TaskTable
  task_templates: { run_id: string; template: string; first: number; count: number }
  human_tasks: HumanTaskTable
  human_task_decisions: {
    human_task_id: string
    actor: string
    decision: HumanDecision
    answer: JsonColumn<unknown> | null
    comment: string | null
    at: Date
  }
  human_task_links: {
    token_hash: string
    human_task_id: string
    actor: string
    decision: 'approve' | 'reject'
    expires_at: Date
    used_at: Date | null
    created_at: Date
  }
  human_task_history: {
    id: string
    human_task_id: string
    at: Date
    actor: string | null
    step: HumanTaskStep
    details: JsonColumn<Readonly<Record<string, unknown>>>
  }
}

export type PaceKind = 'throttle' | 'rate_limit'
export type GroupKind = 'debounce' | 'batch'
/** What a row of the outbox asks for; `triggers/relay.ts` says what each means. */
export type OutboxKind =
  | 'event'
  | 'trigger'
  | 'group'
  | 'start'
  | 'cancel'
  | 'terminate'
  | 'human'
  | 'backfill'
/** What a run came of. */
export type RunTriggerKind = TriggerKind | 'backfill'
/** What a run is of. */
export type RunSubject = 'definition' | 'monitor'

/** What limited a run when it was decided; it goes on to while it waits. */
export interface RunLimits {
  /** Runs of its concurrency key that may be open. */
  readonly limit?: number
  /** What it minds of other open runs of its definition. */
  readonly overlap: OverlapPolicy
}

export interface OutboxTable {
  id: string
  namespace: string
  kind: OutboxKind
  ref: string
  payload: JsonColumn<Readonly<Record<string, unknown>>>
  due_at: Date
  attempts: Generated<number>
  claimed_until: Date | null
  last_error: string | null
  created_at: Date
}

export interface LedgerTable {
  id: string
  namespace: string
  at: Date
  trigger_kind: RunTriggerKind
  definition_id: string | null
  definition_name: string | null
  version: number | null
  event_id: string | null
  occurrence_key: string | null
  stage: TriggerStage
  outcome: TriggerOutcome
  reason: string
  details: JsonColumn<Readonly<Record<string, unknown>>>
  run_id: string | null
  subject: RunSubject | null
}

export interface RunTable {
  id: string
  namespace: string
  subject: Generated<RunSubject>
  definition_id: string
  definition_name: string
  version_used: number
  trigger_kind: RunTriggerKind
  occurrence_key: string
  attempt: number
  status: RunStatus
  stage: TriggerStage
  reason: string | null
  event_ids: string[]
  input: JsonColumn<unknown> | null
  concurrency_key: string | null
  place: JsonColumn<RunLimits>
  depth: number
  scheduled_for: Date | null
  fired_at: Date
  started_at: Date | null
  finished_at: Date | null
  workflow_id: string
  workflow_run_id: string | null
  tasks_spawned: Generated<number>
  failure: JsonColumn<unknown> | null
  actor: string | null
  /** What made it for a time that was past. */
  backfill_id: string | null
}

export interface BackfillTable {
  id: string
  namespace: string
  definition_id: string
  definition_name: string
  origin: BackfillOrigin
  recover: Recovery | null
  key_hash: string
  status: ActivityBackfillStatus
  reason: string | null
  from_at: Date
  to_at: Date | null
  planned: number | null
  times: JsonColumn<readonly string[]> | null
  decided: Generated<number>
  outcomes: ColumnType<Partial<Record<TriggerOutcome, number>>, string | undefined, string>
  force: boolean
  max_parallel: number
  per_minute: number
  next_at: Date | null
  actor: string
  created_at: Date
  seen_at: Date
  finished_at: Date | null
}

export interface TaskTable {
  id: string
  namespace: string
  run_id: string
  index: number
  template: string
  kind: TaskKind
  status: TaskStatus
  params: JsonColumn<unknown>
  result: JsonColumn<unknown> | null
  failure: JsonColumn<unknown> | null
  workflow_id: string | null
  workflow_run_id: string | null
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
}

export interface HumanTaskTable {
  id: string
  namespace: string
  task_id: string
  run_id: string
  depth: number
  title: string
  description: string | null
  form: JsonColumn<Readonly<Record<string, unknown>>> | null
  assignees: string[]
  groups: string[]
  requester: string | null
  quorum: number
  allow_self_approval: boolean
  escalate_to: string[]
  on_due: 'escalate' | 'approve' | 'reject' | 'fail'
  status: HumanTaskStatus
  outcome: HumanOutcome | null
  claimed_by: string | null
  agreed: Generated<number>
  version: Generated<number>
  remind_at: Date | null
  due_at: Date | null
  reminded_at: Date | null
  due_done_at: Date | null
  created_at: Date
  closed_at: Date | null
}
