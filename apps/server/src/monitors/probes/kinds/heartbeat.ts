import type { Probe } from '../probe.ts'

/** Looks whether a sign of life is overdue. When it was last seen is evidence: as state it would change at each. */
export function createHeartbeatProbe(now: () => Date): Probe<'heartbeat'> {
  return {
    async look({ grace_seconds: graceSeconds }, { heartbeat }) {
      const at = now()
      const last = heartbeat?.last_at ?? null
      const since = last ?? heartbeat?.since ?? null
      const silentSeconds = since ? Math.max(0, (at.getTime() - since.getTime()) / 1_000) : 0
      const missing = silentSeconds > graceSeconds
      // Rounded so that it is more than is allowed only where it is.
      const silence = missing ? Math.ceil(silentSeconds) : Math.floor(silentSeconds)
      const what = last ? `The last heartbeat came ${silence} s ago` : 'No heartbeat has come yet'
      return {
        state: { missing },
        evidence: {
          last_at: last?.toISOString() ?? null,
          silent_seconds: Math.floor(silentSeconds),
        },
        verdict: {
          holds: missing,
          explanation: `${what}; ${graceSeconds} s of silence are allowed`,
        },
      }
    },
  }
}
