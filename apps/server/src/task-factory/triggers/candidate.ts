import { createHash } from 'node:crypto'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import type { OverlapPolicy } from '@temporal-registry/contract/schedule-body'
import type { TriggerOutcome, TriggerStage } from '@temporal-registry/contract/triggers'
import type { RunSubject, RunTriggerKind } from '../tables.ts'
import type { Group, Occurrence } from './flow-store.ts'

/** The version of a definition that a trigger is decided by. */
export interface DecidingVersion {
  /** What it is of; absent: an activity definition. */
  readonly subject?: RunSubject
  readonly id: string
  readonly name: string
  readonly version: number
  readonly body: ActivityDefinitionBody
  /** Why it runs nothing now, if it does not. */
  readonly pausedBecause?: string | undefined
}

/** What the keys of a definition say of a trigger: JSON. Absent where the definition has no such key. */
export type FlowKeys = Readonly<
  Partial<
    Record<'dedupe' | 'rate_limit' | 'throttle' | 'debounce' | 'batch' | 'concurrency', unknown>
  >
>

/** A trigger that met a definition. */
export interface Candidate {
  readonly definition: DecidingVersion
  readonly kind: RunTriggerKind
  readonly occurrenceKey: string
  /** Above 1 for a repetition that was forced. */
  readonly attempt: number
  readonly eventIds: readonly string[]
  /** How many events in a row runs emitted to come here. */
  readonly depth: number
  readonly input?: unknown
  readonly scheduledFor?: Date | undefined
  readonly actor?: string | undefined
  readonly keys: FlowKeys
  /** What it minds of other open runs; absent: what its schedule says. */
  readonly overlap?: OverlapPolicy | undefined
  /** What makes it for a time that is past: where a limit stops it, it waits there, and is decided anew. */
  readonly backfillId?: string | undefined
  /** The workflow that a schedule has begun already. */
  readonly begun?: { readonly workflowId: string; readonly runId: string } | undefined
}

/** What came of a trigger; `run` is the run that it made, or that stands for it. */
export interface Decision {
  readonly stage: TriggerStage
  readonly outcome: TriggerOutcome
  readonly reason: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly runId?: string
  /** The run that was made has to wait for a place. */
  readonly isQueued?: boolean
}

/** What is the same of all events that were collected: they are one occurrence. */
export function collectedAs({ eventIds, depth }: Pick<Group, 'eventIds' | 'depth'>) {
  const digest = createHash('sha256').update(eventIds.toSorted().join('\n')).digest('hex')
  return { occurrenceKey: `b:${digest}`, attempt: 1, eventIds, depth }
}

/** The occurrence that a candidate is for, and its attempt. */
export function occurrenceOf({ definition, occurrenceKey, attempt }: Candidate): Occurrence {
  return { definitionId: definition.id, occurrenceKey, attempt }
}

/** The id of the workflow of a run that the outbox begins. */
export function workflowIdOf({ definition, occurrenceKey, attempt }: Candidate): string {
  const suffix = attempt === 1 ? '' : `:${attempt}`
  const { subject, id } = definition
  return `${subject === 'monitor' ? 'monitor' : 'activity'}-${id}-${occurrenceKey}${suffix}`
}

/** A trigger as the outbox keeps it while it is held back. */
export interface HeldBack {
  readonly definition_id: string
  readonly version: number
  readonly candidate: Omit<Candidate, 'definition' | 'scheduledFor'> & {
    readonly scheduledFor?: string
  }
}

/** What the outbox keeps of a candidate that is held back. */
export function heldBack({
  definition,
  ...candidate
}: Candidate): Readonly<Record<string, unknown>> {
  return { definition_id: definition.id, version: definition.version, candidate }
}
