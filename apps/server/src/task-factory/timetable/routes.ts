import * as backfill from '@temporal-registry/contract/activity-backfills'
import * as contract from '@temporal-registry/contract/activity-schedules'
import { nextCursor, readPlace } from '../../http/cursor.ts'
import { Answer, type OnEndpoint } from '../../http/on-endpoint.ts'
import { definitionOf, etagOf } from '../definitions/answers.ts'
import type { Backfills } from './backfills.ts'
import type { Timetable } from './timetable.ts'

const defaultTimes = 10
const defaultLimit = 100

/** Binds the endpoints about definitions on a clock. */
export function timetableRoutes(on: OnEndpoint, timetable: Timetable): void {
  on(contract.listUpcomingActivityTimes, ({ params, query: { from, to, limit = defaultTimes } }) =>
    timetable.upcoming(params.definition, { from, to, limit }),
  )

  on(contract.previewActivityTimes, ({ body: { schedule, from, to, limit = defaultTimes } }) =>
    timetable.preview(schedule, { from, to, limit }),
  )

  backfillRoutes(on, timetable.backfills)
}

function backfillRoutes(on: OnEndpoint, backfills: Backfills): void {
  on(backfill.createActivityBackfill, async ({ params, body, headers, caller, ...request }) => {
    const { definition } = params
    if (body.dry_run) return new Answer(200, await backfills.preview(definition, body))
    const key = headers['idempotency-key'] ?? request.requestId
    const created = await backfills.create(definition, body, { actor: caller.name, key })
    const location = `${request.basePath}/activity-definitions/${definition}/backfills/${created.id}`
    return new Answer(202, created, { location })
  })

  on(backfill.listActivityBackfills, async ({ params, query }) => {
    const { limit = defaultLimit, cursor, status } = query
    const list = `activity-backfills ${params.definition} ${status ?? ''}`
    const before = readPlace(cursor, list)
    const found = await backfills.list(params.definition, { status, before }, limit + 1)
    return { backfills: found.slice(0, limit), ...nextCursor(found, limit, list) }
  })

  on(backfill.getActivityBackfill, ({ params }) =>
    backfills.get(params.definition, params.backfill_id),
  )

  on(backfill.cancelActivityBackfill, ({ params, caller }) =>
    backfills.cancel(params.definition, params.backfill_id, caller.name),
  )

  on(backfill.resumeActivityDefinition, async ({ params, body, caller }) => {
    const recover = body?.recover ?? 'none'
    const resumed = await backfills.resume(params.definition, recover, caller.name)
    const { stored } = resumed
    const answer = { ...definitionOf(stored), backfill: resumed.backfill }
    return new Answer(200, answer, { etag: etagOf(stored) })
  })
}
