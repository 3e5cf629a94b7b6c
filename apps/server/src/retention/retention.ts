import type { Log } from '../platform/log.ts'
import { createUntilDone } from '../platform/until-done.ts'
import type { Schedules } from '../schedules/schedules.ts'
import type { RetentionRule } from './rules.ts'
import type { RetentionStore } from './store.ts'
import { retentionWorkflowType, type RetentionActivities } from './workflow/messages.ts'

/** Rows of one statement: short enough that nobody waits for it. */
const rowsAtOnce = 1_000
/** How long a Temporal activity deletes before it says how far it is. */
const stretchMs = 20_000
const retryMs = 5_000

/** Keeps tables from growing without bound. The domain's only door. */
export interface Retention {
  /** What the worker of the registry's own workflows does for it. */
  readonly activities: RetentionActivities
  /** Sees that the Temporal schedule is there by which it happens; one for all replicas. */
  start(): void
  close(): void
}

export function createRetention(options: {
  readonly store: RetentionStore
  readonly rules: readonly RetentionRule[]
  readonly schedules: Pick<Schedules, 'ensureRetention'>
  readonly intervalSeconds: number
  readonly log: Log
  readonly now: () => Date
}): Retention {
  const { store, rules, schedules, intervalSeconds, log, now } = options
  const schedule = createUntilDone(
    () => schedules.ensureRetention(retentionWorkflowType, intervalSeconds),
    {
      retryMs,
      onFault(error) {
        log.warn({ err: error }, 'the schedule of the retention could not be made; trying again')
      },
    },
  )

  return {
    activities: {
      async deleteExpired() {
        const until = now().getTime() + stretchMs
        const deleted: Record<string, number> = {}
        for (const rule of rules) {
          for (let rows = rowsAtOnce; rows === rowsAtOnce;) {
            if (now().getTime() > until) return { deleted, more: true }
            rows = await store.deleteSome(rule, now(), rowsAtOnce)
            deleted[rule.table] = (deleted[rule.table] ?? 0) + rows
          }
        }
        return { deleted, more: false }
      },
    },
    start: schedule.start,
    close: schedule.close,
  }
}
