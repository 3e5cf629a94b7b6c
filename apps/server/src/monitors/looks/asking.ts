import type { ActivityRunSummary } from '@temporal-registry/contract/activity-runs'
import type { Tables } from '../../platform/database/database.ts'
import { hashOfJson } from '../../platform/json-hash.ts'
import { summaryOf } from '../../task-factory/runs/activity-runs.ts'
import type { RunStore } from '../../task-factory/runs/store.ts'
import type { FactoryTables } from '../../task-factory/tables.ts'
import type { Decide } from '../../task-factory/triggers/decide.ts'
import type { Decision } from '../../task-factory/triggers/candidate.ts'
import type { MonitorRow } from '../store.ts'
import { decidingBy } from '../wanted-schedule.ts'

/** What came of asking a monitor to look. */
export interface AskedLook {
  readonly outcome: Decision['outcome']
  readonly reason: string
  readonly deduplicated: boolean
  readonly run: ActivityRunSummary | null
}

/** Lets a monitor look now; the same key gives the same run. */
export type LookNow = (monitor: MonitorRow, key: string, actor: string) => Promise<AskedLook>

export function createLookNow(deps: {
  readonly tables: Tables<FactoryTables>
  readonly decide: Decide
  readonly runs: RunStore
  readonly wake: () => void
}): LookNow {
  const { tables, decide, runs, wake } = deps
  return async (monitor, key, actor) => {
    const candidate = {
      definition: decidingBy(monitor),
      kind: 'manual' as const,
      occurrenceKey: `m:${hashOfJson(key)}`,
      ...{ attempt: 1, eventIds: [], depth: 0, keys: {}, actor },
    }
    const { outcome, reason, runId } = await tables.transaction((trx) => decide(trx, candidate))
    wake()
    const run = runId === undefined ? undefined : await tables.query((db) => runs.find(db, runId))
    return {
      ...{ outcome, reason, deduplicated: outcome === 'duplicate' },
      run: run ? summaryOf(run) : null,
    }
  }
}
