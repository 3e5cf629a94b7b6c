import type { Payload } from '@temporalio/common'
import { payloadMap } from '../dispatch/dispatch.ts'
import { fromPayloadMap } from '../platform/payloads.ts'

/** Under this name a schedule's memo says whose it is, and the memo of its action what it follows. */
export const ownershipMemo = 'temporal_registry'

/** Whose a schedule is. Temporal keeps a schedule's memo as it was made, so this never changes. */
export interface Ownership {
  /** Id of the registry workflow: a namespace may have several registries. */
  readonly registry: string
  /** `system`: the registry's own, which lists leave out. */
  readonly managed_by: 'api' | 'worker' | 'system'
  /** The workflow type that declares it, or ''. */
  readonly declared_by: string
  readonly labels: Readonly<Record<string, string>>
  readonly actor: string
}

/**
 * What a schedule's action follows. Kept in the action's memo, which changes with the schedule and comes
 * with every run: there it says, as for any start, where the run was sent and why.
 */
export interface Binding {
  readonly schedule_id: string
  readonly task_queue: string
  readonly reason: string
  /** Whether the task queue follows the type. */
  readonly late_bound: boolean
  readonly schema_hash: string
  readonly revision: number
  readonly actor: string
  /** Made anew with each change, so that one can tell whether its own was taken. */
  readonly change: string
  /** Of a declared schedule: hash of the declaration in force, and of the definition it led to. */
  readonly declaration_hash: string
  readonly applied_hash: string
}

type Fields = Record<string, Payload> | null | undefined

/** Whose a schedule is by its memo, or nothing when no registry made it. */
export function ownershipOf(fields: Fields): Ownership | undefined {
  const value = registryMember(fields)
  if (typeof value['registry'] !== 'string') return undefined
  const { registry, managed_by: managedBy, declared_by: declaredBy, labels, actor } = value
  return {
    registry,
    managed_by: managedBy === 'worker' || managedBy === 'system' ? managedBy : 'api',
    declared_by: textOf(declaredBy),
    labels: isRecord(labels)
      ? Object.fromEntries(Object.entries(labels).map(([name, label]) => [name, textOf(label)]))
      : {},
    actor: textOf(actor),
  }
}

/** What a schedule's action follows; nothing when somebody wrote it anew past the registry. */
export function bindingOf(fields: Fields): Binding | undefined {
  const value = registryMember(fields)
  if (typeof value['schedule_id'] !== 'string') return undefined
  return {
    schedule_id: value['schedule_id'],
    task_queue: textOf(value['task_queue']),
    reason: textOf(value['reason']),
    late_bound: value['late_bound'] === true,
    schema_hash: textOf(value['schema_hash']),
    revision: Number(value['revision']) || 0,
    actor: textOf(value['actor']),
    change: textOf(value['change']),
    declaration_hash: textOf(value['declaration_hash']),
    applied_hash: textOf(value['applied_hash']),
  }
}

/** The memo of a new schedule that says whose it is. */
export function ownershipMemoOf(
  registry: string,
  {
    managed_by,
    labels = {},
    actor = '',
    declared_by = '',
  }: Pick<Ownership, 'managed_by'> & Partial<Ownership>,
) {
  const ownership: Ownership = { registry, managed_by, declared_by, labels, actor }
  return { fields: payloadMap({ [ownershipMemo]: ownership }) }
}

function registryMember(fields: Fields): Record<string, unknown> {
  const value = fromPayloadMap(fields)[ownershipMemo]
  return isRecord(value) ? value : {}
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
