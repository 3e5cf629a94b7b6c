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
import type { LookRow, PointRow, SeriesStore, Span } from './looks/series-store.ts'
import type { MonitorTables } from './tables.ts'

/** What monitors found and told, as it is read. */
export interface History {
  observations(filter: HistoryFilter, limit: number): Promise<readonly ObservationRow[]>
  /** @throws Problem `observation-not-found` */
  observation(id: string): Promise<Observation>
  alerts(filter: AlertFilter, limit: number): Promise<readonly AlertRow[]>
  /** The last looks of each of these monitors, the oldest first. */
  recent(monitorIds: readonly string[], limit: number): Promise<readonly LookRow[]>
  points(monitorId: string, span: Span): Promise<readonly PointRow[]>
}

export function createHistory(deps: {
  readonly tables: Tables<MonitorTables>
  readonly looks: LookStore
  readonly series: SeriesStore
}): History {
  const { tables, looks, series } = deps
  return {
    observations: (filter, limit) => tables.query((db) => looks.list(db, filter, limit)),
    observation: (id) =>
      tables.query(async (db) => {
        const row = await looks.find(db, id)
        if (row) return observationOf(row, await looks.stateAt(db, row))
        throw new Problem('observation-not-found', `There is no observation «${id}»`)
      }),
    alerts: (filter, limit) => tables.query((db) => looks.alerts(db, filter, limit)),
    recent: (ids, limit) => tables.query((db) => series.recent(db, ids, limit)),
    points: (id, span) => tables.query((db) => series.points(db, id, span)),
  }
}
