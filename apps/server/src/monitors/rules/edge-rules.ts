import type { MonitorBody } from '@temporal-registry/contract/monitor'
import type { EdgeRules } from './edges.ts'

/** What a monitor says of its edges, with the defaults that docs/monitors.md names. */
export function edgeRulesOf({ memory, first_look, alert = {} }: MonitorBody): EdgeRules {
  return {
    memory: memory ?? 'track_state',
    isBaseline: first_look === 'baseline',
    on: alert.on,
    forLooks: alert.for?.checks ?? 1,
    forSeconds: alert.for?.seconds ?? 0,
    cooldownSeconds: alert.cooldown_seconds ?? 0,
    reminderSeconds: alert.reminder_seconds,
    failuresToError: alert.after_failures ?? 3,
  }
}
