import { sql, type Kysely } from 'kysely'
import type { MonitorTables, ObservationTable } from '../tables.ts'
import { smallStateOnly } from './store.ts'

type Db = Kysely<MonitorTables>

/** An observation as pictures need it; its state only where that is small. */
export type LookRow = Pick<ObservationTable, 'id' | 'monitor_id' | 'status' | 'holds'> & {
  readonly at: Date
  readonly state: unknown
}

/** A look that stands for those of a span. */
export interface PointRow extends LookRow {
  readonly looks: number
  readonly failed: number
  readonly held: number
}

/** A time, cut into equal spans. */
export interface Span {
  readonly from: Date
  readonly to: Date
  readonly points: number
}

export type SeriesStore = ReturnType<typeof createSeriesStore>

/** What monitors of one namespace found, as it is drawn. */
export function createSeriesStore(namespace: string) {
  return {
    /** The last looks of each of these monitors, the oldest first. */
    async recent(db: Db, monitorIds: readonly string[], limit: number): Promise<LookRow[]> {
      if (monitorIds.length === 0) return []
      const ids = sql.join(monitorIds.map((id) => sql`${id}::uuid`))
      const { rows } = await sql<LookRow>`
        select last.* from unnest(array[${ids}]) as monitor(id)
        cross join lateral (
          select id, monitor_id, at, status, holds, ${smallStateOnly} as state from observations
          where monitor_id = monitor.id and namespace = ${namespace}
          order by id desc limit ${limit}
        ) as last
        order by last.id`.execute(db)
      return rows
    },

    /** Each look, or of more than so many one for each span in which there was any: the newest that succeeded. */
    async points(db: Db, monitorId: string, { from, to, points }: Span): Promise<PointRow[]> {
      const [low, high] = [from.getTime() / 1000, to.getTime() / 1000]
      const span = sql`width_bucket(extract(epoch from at)::float8, ${low}::float8, ${high}::float8, ${points}::int)`
      const { rows } = await sql<PointRow>`
        with found as (
          select id, at, status, holds, count(*) over () as total from observations
          where namespace = ${namespace} and monitor_id = ${monitorId}
            and at >= ${from} and at <= ${to}
        ), spans as (
          select (array_agg(id order by status = 'succeeded' desc, id desc))[1] as id,
            count(*)::int as looks,
            (count(*) filter (where status = 'failed'))::int as failed,
            (count(*) filter (where holds))::int as held
          from found
          group by case when total <= ${points} then id::text else ${span}::text end
        )
        select id, monitor_id, at, status, holds, ${smallStateOnly} as state, looks, failed, held
        from spans join observations using (id)
        order by id`.execute(db)
      return rows
    },
  }
}
