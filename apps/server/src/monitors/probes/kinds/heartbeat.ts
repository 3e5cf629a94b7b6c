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
      const what = last
        ? `The last heartbeat came ${span(silentSeconds)} ago`
        : 'No heartbeat has come yet'
      return {
        state: { missing },
        evidence: {
          last_at: last?.toISOString() ?? null,
          silent_seconds: Math.floor(silentSeconds),
        },
        verdict: {
          holds: missing,
          explanation: `${what}; ${span(graceSeconds)} of silence are allowed`,
        },
      }
    },
  }
}

function span(seconds: number): string {
  return `${Math.floor(seconds)} s`
}
