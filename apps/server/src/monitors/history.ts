import type { Observation } from '@temporal-registry/contract/monitor-history'
import { Problem } from '@temporal-registry/contract/problem'
import type { Tables } from '../platform/database/database.ts'
import { observationOf } from './answers.ts'
import type {
  AlertFilter,
  AlertRow,
  HistoryFilter,
  LookStore,
  ObservationRow,
} from './looks/store.ts'
import type { MonitorTables } from './tables.ts'

/** What monitors found and told, as it is read. */
export interface History {
  observations(filter: HistoryFilter, limit: number): Promise<readonly ObservationRow[]>
  /** @throws Problem `observation-not-found` */
  observation(id: string): Promise<Observation>
  alerts(filter: AlertFilter, limit: number): Promise<readonly AlertRow[]>
}

export function createHistory(tables: Tables<MonitorTables>, looks: LookStore): History {
  return {
    observations: (filter, limit) => tables.query((db) => looks.list(db, filter, limit)),
    observation: (id) =>
      tables.query(async (db) => {
        const row = await looks.find(db, id)
        if (row) return observationOf(row, await looks.stateAt(db, row))
        throw new Problem('observation-not-found', `There is no observation «${id}»`)
      }),
    alerts: (filter, limit) => tables.query((db) => looks.alerts(db, filter, limit)),
  }
}
