import type { Tables } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import { createSampled, withZeros } from '../platform/sampled.ts'
import type { HumanTaskStore } from './human-tasks/store.ts'
import { timeOfUuidV7 } from '../platform/uuid-v7.ts'
import type { RunRow, RunStore } from './runs/store.ts'
import { openHumanStatuses } from './human-tasks/human-task-states.ts'
import { openStatuses } from './runs/run-states.ts'
import type { FactoryTables } from './tables.ts'
import type { LedgerStore } from './triggers/ledger-store.ts'
import type { OutboxStore } from './triggers/outbox-store.ts'

/** How often is counted what only the database knows: open rows, by an index. */
const sampleEveryMs = 5_000

/** Counts what goes the trigger path in one namespace. */
export interface Figures {
  readonly runs: RunStore
  readonly ledger: LedgerStore
  /** A run's workflow was begun. */
  onBegun(run: RunRow): void
  start(): void
  close(): Promise<void>
}

/** Wraps the stores that everybody who decides or ends writes through, so that nobody forgets to count. */
export function createFigures(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly ledger: LedgerStore
  readonly outbox: OutboxStore
  readonly humanTasks: Pick<HumanTaskStore, 'countOpen'>
  readonly isUp: () => boolean
  readonly metrics: Pick<
    NamespaceMetrics,
    'countDecision' | 'countBeginning' | 'countActivityRunEnded' | 'gauge' | 'gaugeByLabel'
  >
  readonly log: Log
  readonly now: () => Date
}): Figures {
  const { tables, runs, ledger, outbox, humanTasks, isUp, metrics, log, now } = deps
  const { value, start, close } = createSampled({
    ...{ isUp, everyMs: sampleEveryMs, log, onFault: 'nothing could be counted' },
    async take() {
      const [depth, open, openHuman] = await tables.query((db) =>
        Promise.all([outbox.depth(db, now()), runs.countOpen(db), humanTasks.countOpen(db)]),
      )
      return {
        depth,
        open: withZeros(openStatuses, open),
        openHuman: withZeros(openHumanStatuses, openHuman),
      }
    },
  })

  metrics.gauge(
    'outbox_due_rows',
    'Rows of the outbox that are due; of the last sample.',
    () => value()?.depth.rows ?? Number.NaN,
  )
  metrics.gauge('outbox_oldest_due_seconds', 'How long the oldest of them has been due.', () => {
    const { depth } = value() ?? {}
    if (!depth) return Number.NaN
    return depth.oldestDueAt ? (now().getTime() - depth.oldestDueAt.getTime()) / 1000 : 0
  })
  metrics.gaugeByLabel(
    'activity_runs_open',
    'Activity runs that are open, by status; of the last sample.',
    'status',
    () => value()?.open ?? {},
  )

  metrics.gaugeByLabel(
    'human_tasks_open',
    'Human tasks that nobody has decided, by status; of the last sample.',
    'status',
    () => value()?.openHuman ?? {},
  )

  return {
    runs: {
      ...runs,
      async end(db, id, ending, at) {
        const ended = await runs.end(db, id, ending, at)
        if (ended) metrics.countActivityRunEnded(ended.status)
        return ended
      },
    },
    ledger: {
      ...ledger,
      async add(db, entries) {
        await ledger.add(db, entries)
        for (const entry of entries) metrics.countDecision(entry)
      },
    },
    onBegun({ trigger_kind: triggerKind, event_ids: eventIds, fired_at: firedAt }) {
      const last = eventIds.at(-1)
      const sinceMs = last === undefined ? firedAt.getTime() : timeOfUuidV7(last)
      metrics.countBeginning({ triggerKind, seconds: (now().getTime() - sinceMs) / 1000 })
    },
    start,
    close,
  }
}
