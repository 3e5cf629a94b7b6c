import * as contract from '@temporal-registry/contract/activity-schedules'
import type { OnEndpoint } from '../../http/on-endpoint.ts'
import type { Timetable } from './timetable.ts'

const defaultLimit = 10

/** Binds the endpoints about definitions on a clock. */
export function timetableRoutes(on: OnEndpoint, timetable: Timetable): void {
  on(contract.listUpcomingActivityTimes, ({ params, query: { from, to, limit = defaultLimit } }) =>
    timetable.upcoming(params.definition, { from, to, limit }),
  )

  on(contract.previewActivityTimes, ({ body: { schedule, from, to, limit = defaultLimit } }) =>
    timetable.preview(schedule, { from, to, limit }),
  )
}
