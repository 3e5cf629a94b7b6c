import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { ProblemCode } from '@temporal-registry/contract/problem'

/** Names of the two workflows' own messages; the original's are in the contract (`registryWire`). */
export const applyBatchUpdate = 'apply_batch'
export const changesSinceQuery = 'changes_since'
export const snapshotQuery = 'snapshot'
/** Lists the counters, under the original's name. */
export const listSlugCountersQuery = 'list_slug_counters'

/** What a writer sends in one Update. A writer has one batch in flight and never reuses a batch id. */
export interface Batch<Op> {
  readonly writer: string
  readonly batch: string
  readonly ops: readonly Op[]
}

/** What became of one op: its value, or the refusal to answer with. */
export type Outcome<Value> = { readonly value: Value } | { readonly refusal: Refusal }

export interface Refusal {
  readonly code: ProblemCode
  readonly detail: string
}

/** Answer to a batch, one outcome an op, in order. */
export interface BatchAnswer {
  readonly revision: number
  readonly outcomes: readonly Outcome<unknown>[]
}

/** A registration with every default filled in. */
export interface FullRegistration {
  readonly worker_id: string
  readonly task_queue: string
  readonly ttl_seconds: number
  readonly environment: string
  readonly labels: Record<string, string>
  readonly version: string
  readonly sdk: string
  readonly workflows: readonly FullWorkflowSpec[]
}

/**
 * Revisions of the stored specs that a gateway compared new ones with, by type; 0 where none was stored.
 * What replaces another is refused: two replicas cannot both let a change pass that only one has seen.
 */
export type Bases = Readonly<Record<string, number>>

/** Every way to change the catalogue. `checked`: a gateway has looked at the schemas. */
export type CatalogueOp =
  | {
      readonly op: 'register_worker'
      readonly registration: FullRegistration
      readonly checked: boolean
      readonly bases?: Bases
    }
  | { readonly op: 'renew_leases'; readonly last_seen_ms: Readonly<Record<string, number>> }
  | { readonly op: 'drain_worker'; readonly worker_id: string }
  | { readonly op: 'leave_worker'; readonly worker_id: string }
  | {
      readonly op: 'put_workflow'
      readonly spec: FullWorkflowSpec
      readonly overwrite: boolean
      readonly checked: boolean
      readonly bases?: Bases
    }
  | { readonly op: 'remove_workflow'; readonly workflow_type: string }
  | { readonly op: 'set_enabled'; readonly workflow_type: string; readonly enabled: boolean }
  | { readonly op: 'service_started'; readonly process_id: string }

/** What a registration did with a type; types are answered in the order they were announced. */
export interface AnnouncedType {
  readonly spec: 'stored' | 'unchanged' | 'kept'
  readonly reason: string
}

/** Every way to change the counters. A claim answers its number, a reset the number before. */
export type CounterOp =
  | { readonly op: 'claim'; readonly slug: string; readonly key?: string }
  | { readonly op: 'reset'; readonly slug: string }

/** A stored spec: schemas are kept once by hash, and named here. */
export interface SpecEntry {
  readonly spec: Omit<FullWorkflowSpec, 'input_schema' | 'output_schema'>
  readonly input_schema_hash: string
  readonly output_schema_hash: string
  /** Who said it last: an operator's word outlives workers of the same version. */
  readonly source: 'worker' | 'operator'
  /** False for what a signal brought: no gateway has looked at its schemas. */
  readonly checked: boolean
  readonly revision: number
}

export interface WorkerEntry {
  readonly worker_id: string
  readonly task_queue: string
  readonly ttl_seconds: number
  readonly environment: string
  readonly labels: Record<string, string>
  readonly version: string
  readonly sdk: string
  readonly workflows: readonly string[]
  /** Version the worker announced for a type, where it gave one. */
  readonly type_versions: Readonly<Record<string, string>>
  readonly registered_at_ms: number
  readonly last_seen_ms: number
  readonly draining: boolean
  /** Revision of the last change but renewals. */
  readonly revision: number
  readonly lease_revision: number
}

/** What changed after a revision; `full` replaces everything a reader has. */
export interface CatalogueChanges {
  readonly revision: number
  readonly full: boolean
  readonly specs: readonly SpecEntry[]
  readonly workers: readonly WorkerEntry[]
  /** When workers beat last, where nothing else of them changed. */
  readonly leases: Readonly<Record<string, number>>
  readonly removed_types: readonly string[]
  readonly removed_workers: readonly string[]
  readonly schemas: Readonly<Record<string, Record<string, unknown>>>
  readonly service: ServiceMarks
  readonly refused_signals: readonly RefusedSignal[]
  readonly state_bytes: number
}

export interface ServiceMarks {
  readonly started_at_ms: number
  readonly process_id: string
  readonly process_started_at_ms: number | null
}

export interface RefusedSignal {
  readonly at_ms: number
  readonly signal: string
  readonly detail: string
}
