import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import type { OverlapPolicy } from '@temporal-registry/contract/schedule-body'
import type { JudgeFire } from '../runs/claiming.ts'
import type { Times } from './times.ts'

const defaultGraceSeconds = 60

/**
 * Judges a fire by how late it comes: within its grace it runs, and later as its definition says. A time that
 * is only waiting for its jitter is not late.
 */
export function createJudgeFire({
  times,
  now,
}: {
  readonly times: Pick<Times, 'nominal'>
  readonly now: () => Date
}): JudgeFire {
  return async (definition, scheduledFor) => {
    const { schedule } = definition.body.trigger
    if (!schedule) {
      return { refusal: { outcome: 'missed', reason: 'The definition has no times any more' } }
    }
    const { policy = 'latest', grace_seconds: graceSeconds = defaultGraceSeconds } =
      schedule.misfire ?? {}
    const lateSeconds = (now().getTime() - scheduledFor.getTime()) / 1000
    const isLate = lateSeconds > graceSeconds + (schedule.jitter_seconds ?? 0)
    if (!isLate || definition.pausedBecause !== undefined) return {}
    const late = `It came ${Math.round(lateSeconds)} s late`
    const details = { late_seconds: lateSeconds, grace_seconds: graceSeconds, policy }
    switch (policy) {
      case 'all':
        return { overlap: caughtUp(definition.body) }
      case 'skip':
        return { refusal: { outcome: 'missed', reason: late, details } }
      case 'latest': {
        const span = { afterMs: scheduledFor.getTime(), toMs: now().getTime() }
        const later = (await times.nominal(definition, span)).at(-1)
        if (later === undefined) return {}
        const reason = `${late}, and a later time has passed`
        const passedAt = new Date(later).toISOString()
        return {
          refusal: { outcome: 'superseded', reason, details: { ...details, passed_at: passedAt } },
        }
      }
    }
  }
}

/** Runs that catch up are each to happen: where they may not be open together they wait in line. */
export function caughtUp({ trigger }: ActivityDefinitionBody): OverlapPolicy {
  return trigger.schedule?.overlap_policy === 'allow_all' ? 'allow_all' : 'buffer_all'
}
