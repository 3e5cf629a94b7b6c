import { monitorHealths } from '@temporal-registry/contract/monitor'
import type { Tables } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import type { MonitorStore } from './store.ts'
import type { MonitorTables } from './tables.ts'

/** How often is counted what only the database knows. */
const sampleEveryMs = 15_000

/** Counts the monitors of one namespace while it runs. */
export function createMonitorFigures(deps: {
  readonly tables: Tables<MonitorTables>
  readonly store: Pick<MonitorStore, 'countByHealth'>
  readonly isUp: () => boolean
  readonly metrics: Pick<NamespaceMetrics, 'gaugeByLabel'>
  readonly log: Log
}): { start(): void; close(): Promise<void> } {
  const { tables, store, isUp, metrics, log } = deps
  let counts: Readonly<Record<string, number>> | undefined
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined

  metrics.gaugeByLabel(
    'monitors',
    'Monitors, by health; of the last sample.',
    'health',
    () => counts ?? {},
  )

  async function sample(): Promise<void> {
    // Old figures would look as if all were well.
    counts = undefined
    if (!isUp()) return
    try {
      const none = Object.fromEntries(monitorHealths.map((health) => [health, 0]))
      counts = { ...none, ...(await tables.query(store.countByHealth)) }
    } catch (error) {
      log.debug({ err: error }, 'no monitors could be counted')
    }
  }

  return {
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
