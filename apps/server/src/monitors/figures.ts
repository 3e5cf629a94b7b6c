import { monitorHealths } from '@temporal-registry/contract/monitor'
import type { Tables } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import { createSampled, withZeros } from '../platform/sampled.ts'
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
  const { value, start, close } = createSampled({
    ...{ isUp, everyMs: sampleEveryMs, log, onFault: 'no monitors could be counted' },
    take: async () => withZeros(monitorHealths, await tables.query(store.countByHealth)),
  })

  metrics.gaugeByLabel(
    'monitors',
    'Monitors, by health; of the last sample.',
    'health',
    () => value() ?? {},
  )

  return { start, close }
}
