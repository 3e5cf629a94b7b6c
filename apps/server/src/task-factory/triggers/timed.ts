import type { OverlapPolicy } from '@temporal-registry/contract/schedule-body'
import type { Candidate, DecidingVersion } from './candidate.ts'
import type { EvaluateKeys } from './intake.ts'

/** A time that a definition is to run for. */
export interface Timed {
  readonly scheduledFor: Date
  /** How it comes to be decided. Default: a schedule's fire, once. */
  readonly kind?: 'schedule' | 'backfill'
  readonly attempt?: number
  readonly backfillId?: string
  readonly actor?: string
  /** What it minds of other open runs; absent: what the definition says. */
  readonly overlap?: OverlapPolicy | undefined
}

/** Makes a candidate of a time, unless a key has no value for it. */
export type TimedCandidate = (
  definition: DecidingVersion,
  timed: Timed,
) => Promise<{ readonly candidate: Candidate } | { readonly failure: string }>

/** However a time comes to be decided, it is one occurrence. */
export function occurrenceKeyOf(scheduledFor: Date): string {
  return `t:${scheduledFor.toISOString()}`
}

export function createTimedCandidate({
  evaluateKeys,
  now,
}: {
  readonly evaluateKeys: EvaluateKeys
  readonly now: () => Date
}): TimedCandidate {
  return async (definition, timed) => {
    const { kind = 'schedule', attempt = 1 } = timed
    const occurrenceKey = occurrenceKeyOf(timed.scheduledFor)
    const evaluated = await evaluateKeys(definition, {
      event: null,
      events: [],
      input: null,
      trigger: {
        kind,
        scheduled_for: timed.scheduledFor.toISOString(),
        fired_at: now().toISOString(),
        occurrence_key: occurrenceKey,
        attempt,
      },
    })
    if ('failure' in evaluated) return evaluated
    const made = { definition, eventIds: [], depth: 0, ...evaluated }
    return { candidate: { ...made, ...timed, kind, occurrenceKey, attempt } }
  }
}
