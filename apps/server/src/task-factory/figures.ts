import type { Tables } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
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
  let depth: Awaited<ReturnType<OutboxStore['depth']>> | undefined
  let open: Readonly<Record<string, number>> | undefined
  let openHuman: Readonly<Record<string, number>> | undefined
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined

  metrics.gauge(
    'outbox_due_rows',
    'Rows of the outbox that are due; of the last sample.',
    () => depth?.rows ?? Number.NaN,
  )
  metrics.gauge('outbox_oldest_due_seconds', 'How long the oldest of them has been due.', () => {
    if (!depth) return Number.NaN
    return depth.oldestDueAt ? (now().getTime() - depth.oldestDueAt.getTime()) / 1000 : 0
  })
  metrics.gaugeByLabel(
    'activity_runs_open',
    'Activity runs that are open, by status; of the last sample.',
    'status',
    () => open ?? {},
  )

  metrics.gaugeByLabel(
    'human_tasks_open',
    'Human tasks that nobody has decided, by status; of the last sample.',
    'status',
    () => openHuman ?? {},
  )

  async function sample(): Promise<void> {
    // Old figures would look as if all were well.
    depth = undefined
    open = undefined
    openHuman = undefined
    if (!isUp()) return
    try {
      const [rows, counts, humanCounts] = await tables.query((db) =>
        Promise.all([outbox.depth(db, now()), runs.countOpen(db), humanTasks.countOpen(db)]),
      )
      depth = rows
      open = withAll(openStatuses, counts)
      openHuman = withAll(openHumanStatuses, humanCounts)
    } catch (error) {
      log.debug({ err: error }, 'nothing could be counted')
    }
  }

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
    start() {
      round = sample()
      timer ??= setInterval(() => {
        round = sample()
      }, sampleEveryMs)
    },
    async close() {
      clearInterval(timer)
      await round
    },
  }
}

/** Those that there are none of are told as well. */
function withAll(statuses: readonly string[], counts: Readonly<Record<string, number>>) {
  return { ...Object.fromEntries(statuses.map((status) => [status, 0])), ...counts }
}
