import { listOrphans } from '@temporal-registry/contract/orphans'
import { nextCursorBy, readCursor } from '../http/cursor.ts'
import { Answer, type OnEndpoint } from '../http/on-endpoint.ts'
import type { Freshness } from '../registry/freshness.ts'
import { orderOf, type Orphans } from './orphans.ts'

const defaultLimit = 100
const maxGroups = 1_000

/** Binds the endpoint about orphans. */
export function orphanRoutes(on: OnEndpoint, orphans: Orphans, freshness: Freshness): void {
  on(listOrphans, async ({ query }) => {
    const { limit = defaultLimit, cursor, reason, ...filter } = query
    const list = `orphans ${JSON.stringify(Object.entries({ ...filter, reason }).toSorted())}`
    const after = readCursor(cursor, list).toString()
    const report = await orphans.report(filter)
    const isWanted = (orphan: { reason: string }) =>
      reason === undefined || orphan.reason === reason
    const groups = report.groups.filter(isWanted)
    const runs = report.runs.filter(isWanted)
    const rest = runs.filter((run) => orderOf(run) > after)
    const body = {
      as_of: report.asOf.toISOString(),
      is_complete: report.isComplete,
      open_run_count: report.openRunCount,
      orphan_run_count: runs.length,
      orphan_schedule_count: groups.reduce((sum, group) => sum + group.schedule_count, 0),
      unchecked_schedule_count: report.uncheckedScheduleCount,
      group_count: groups.length,
      groups: groups.slice(0, maxGroups),
      runs: rest.slice(0, limit),
      ...nextCursorBy(rest, limit, list, orderOf),
    }
    return new Answer(200, body, freshness())
  })
}
