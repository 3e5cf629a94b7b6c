import * as admin from '@temporal-registry/contract/schedule-admin'
import * as backfills from '@temporal-registry/contract/schedule-backfills'
import * as times from '@temporal-registry/contract/schedule-times'
import * as contract from '@temporal-registry/contract/schedules'
import { Answer, type OnEndpoint } from '../http/on-endpoint.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Schedules } from './schedules.ts'

const defaultLimit = 100
const defaultUpcoming = 10

/** Binds the endpoints about schedules. */
export function scheduleRoutes(on: OnEndpoint, schedules: Schedules): void {
  on(contract.createSchedule, async ({ params, body, headers, caller, requestId }) => {
    const created = await schedules.create(params.schedule_id, body, {
      actor: caller.name,
      requestId,
      idempotencyKey: headers['idempotency-key'],
    })
    if (created.status === 'already_exists') {
      return new Answer(200, { status: 'already_exists', id: params.schedule_id })
    }
    const { warnings } = created
    return new Answer(201, warnings.length === 0 ? undefined : { warnings })
  })

  on(contract.putSchedule, async ({ params, body, headers, caller, requestId }) => {
    const stored = await schedules.put(params.schedule_id, body, {
      actor: caller.name,
      requestId,
      etag: headers['if-match'],
    })
    return new Answer(stored.status === 'created' ? 201 : 200, stored)
  })

  on(contract.getSchedule, async ({ params }) => {
    const { description, etag } = await schedules.get(params.schedule_id)
    return new Answer(200, description, { etag })
  })

  on(contract.deleteSchedule, async ({ params }) => {
    await schedules.delete(params.schedule_id)
    return undefined
  })

  on(contract.listSchedules, async ({ query }) => {
    const { limit = defaultLimit, cursor, ...filter } = query
    const list = `schedules ${JSON.stringify(Object.entries(filter).toSorted())}`
    const { items, nextPlace } = await schedules.list(filter, limit, readCursor(cursor, list))
    return {
      schedules: items,
      ...(nextPlace.length === 0 ? {} : { next_cursor: writeCursor(nextPlace, list) }),
    }
  })

  on(admin.getScheduleDrift, () => schedules.drift())

  on(admin.pauseSchedules, ({ body }) => schedules.setPaused(true, body))

  on(admin.unpauseSchedules, ({ body }) => schedules.setPaused(false, body))

  on(contract.pauseSchedule, async ({ params, body }) => {
    await schedules.pause(params.schedule_id, body?.note ?? '')
    return { id: params.schedule_id }
  })

  on(contract.unpauseSchedule, async ({ params, body }) => {
    await schedules.unpause(params.schedule_id, body?.note ?? '')
    return { id: params.schedule_id }
  })

  on(contract.triggerSchedule, async ({ params, body, headers, caller, requestId }) => {
    await schedules.trigger(params.schedule_id, body?.overlap_policy, {
      actor: caller.name,
      requestId,
      idempotencyKey: headers['idempotency-key'],
    })
    return { id: params.schedule_id }
  })

  on(contract.listUpcoming, async ({ params, query }) => {
    const { from, to, limit = defaultUpcoming } = query
    return {
      id: params.schedule_id,
      ...(await schedules.upcoming(params.schedule_id, { from, to }, limit)),
    }
  })

  on(times.countFires, async ({ params: { schedule_id: id }, query }) => ({
    id,
    days: await schedules.countByDay(id, query.month, query.time_zone ?? 'UTC'),
  }))

  on(times.previewSchedule, ({ params, query: { limit = defaultUpcoming }, body }) =>
    schedules.preview(params.schedule_id, body, limit),
  )

  on(backfills.backfillSchedule, async ({ params, body, headers, caller, requestId, basePath }) => {
    const backfill = await schedules.backfill(params.schedule_id, body, {
      actor: caller.name,
      requestId,
      idempotencyKey: headers['idempotency-key'],
    })
    if (backfill.backfill_id === undefined) return backfill
    const schedule = `${basePath}/schedules/${encodeURIComponent(params.schedule_id)}`
    return new Answer(202, backfill, { location: `${schedule}/backfills/${backfill.backfill_id}` })
  })

  on(backfills.getBackfill, ({ params }) =>
    schedules.backfills.get(params.schedule_id, params.backfill_id),
  )

  on(backfills.cancelBackfill, ({ params }) =>
    schedules.backfills.cancel(params.schedule_id, params.backfill_id),
  )
}
