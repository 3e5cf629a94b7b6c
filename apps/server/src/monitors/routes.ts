import * as contract from '@temporal-registry/contract/monitors'
import { nextCursor, readCursor, writeCursor } from '../http/cursor.ts'
import { Answer, type OnEndpoint } from '../http/on-endpoint.ts'
import { alertOf, etagOf, monitorOf, observationSummaryOf, summaryOf } from './answers.ts'
import type { MonitorRoom } from './monitor-room.ts'
import type { WrittenMonitor } from './monitors.ts'
import type { MonitorRow } from './store.ts'

const defaultLimit = 100

/** Binds the endpoints about monitors, what they found and what they told. */
export function monitorRoutes(on: OnEndpoint, room: MonitorRoom): void {
  const { monitors, history } = room

  async function standing(monitor: MonitorRow): Promise<Answer> {
    const body = monitorOf(monitor, await room.nextLook(monitor))
    return new Answer(200, body, { etag: etagOf(monitor) })
  }

  on(contract.createMonitor, async ({ body, query, caller, basePath }) => {
    const context = { actor: caller.name, isPaused: query.paused ?? false }
    return writtenAnswer(room, await monitors.create(body, context), basePath)
  })

  on(contract.listMonitors, async ({ query }) => {
    const { limit = defaultLimit, cursor, ...filter } = query
    const list = `monitors ${JSON.stringify(Object.entries(filter).toSorted())}`
    const after = cursor === undefined ? undefined : readCursor(cursor, list).toString()
    const rows = await monitors.list(filter, { limit: limit + 1, after })
    const page = rows.slice(0, limit)
    return {
      monitors: page.map(summaryOf),
      ...(rows.length > limit ? { next_cursor: writeCursor(page.at(-1)?.name ?? '', list) } : {}),
    }
  })

  on(contract.getMonitor, async ({ params }) => standing(await monitors.get(params.monitor)))

  on(contract.putMonitor, async ({ params, body, headers, caller, basePath }) => {
    const context = { actor: caller.name, etag: headers['if-match'] }
    return writtenAnswer(room, await monitors.put(params.monitor, body, context), basePath)
  })

  on(contract.deleteMonitor, async ({ params, headers, caller }) => {
    await monitors.remove(params.monitor, { actor: caller.name, etag: headers['if-match'] })
    return undefined
  })

  on(contract.validateMonitor, async ({ body }) => {
    const { errors, warnings } = await monitors.check(body)
    return { valid: errors.length === 0, errors: [...errors], warnings: [...warnings] }
  })

  on(contract.pauseMonitor, async ({ params, body, caller }) =>
    standing(await monitors.pause(params.monitor, body.reason, caller.name)),
  )

  on(contract.resumeMonitor, async ({ params, caller }) =>
    standing(await monitors.resume(params.monitor, caller.name)),
  )

  on(contract.completeMonitor, async ({ params, caller }) =>
    standing(await monitors.complete(params.monitor, caller.name)),
  )

  on(contract.suppressMonitor, async ({ params, body, caller }) => {
    const said = { until: new Date(body.until), reason: body.reason }
    return standing(await monitors.suppress(params.monitor, said, caller.name))
  })

  on(contract.unsuppressMonitor, async ({ params, caller }) =>
    standing(await monitors.suppress(params.monitor, undefined, caller.name)),
  )

  on(contract.lookNow, async ({ params, headers, caller, requestId }) => {
    const monitor = await monitors.get(params.monitor)
    const key = headers['idempotency-key'] ?? requestId
    return new Answer(202, await room.lookNow(monitor, key, caller.name))
  })

  on(contract.previewMonitor, async ({ params }) =>
    room.preview((await monitors.get(params.monitor)).body),
  )

  on(contract.previewMonitorBody, ({ body }) => room.preview(body))

  const beat = async ({ params }: { readonly params: { readonly token: string } }) => {
    await room.beat(params.token)
    return { received: true as const }
  }
  on(contract.beatByPost, beat)
  on(contract.beatByGet, beat)

  on(contract.listObservations, async ({ params, query }) => {
    const { id } = await monitors.get(params.monitor)
    const { limit = defaultLimit, cursor, status, holds } = query
    const list = `observations ${JSON.stringify([id, status, holds])}`
    const before = cursor === undefined ? undefined : readCursor(cursor, list).toString()
    const filter = { monitorId: id, statuses: status, holds, before }
    const rows = await history.observations(filter, limit + 1)
    return {
      observations: rows.slice(0, limit).map(observationSummaryOf),
      ...nextCursor(rows, limit, list),
    }
  })

  on(contract.getObservation, ({ params }) => history.observation(params.observation_id))

  on(contract.listAlerts, async ({ query }) => {
    const { limit = defaultLimit, cursor, monitor, monitor_id: givenId } = query
    const monitorId = monitor === undefined ? givenId : (await monitors.get(monitor)).id
    const list = `alerts ${JSON.stringify([monitorId])}`
    const before = cursor === undefined ? undefined : readCursor(cursor, list).toString()
    const rows = await history.alerts({ monitorId, before }, limit + 1)
    return { alerts: rows.slice(0, limit).map(alertOf), ...nextCursor(rows, limit, list) }
  })
}

/** What whoever wrote a monitor is answered. */
export async function writtenAnswer(
  room: Pick<MonitorRoom, 'nextLook'>,
  { outcome, monitor, heartbeatToken: token, warnings }: WrittenMonitor,
  basePath: string,
): Promise<Answer> {
  const body = {
    ...monitorOf(monitor, await room.nextLook(monitor)),
    ...(token === undefined ? {} : { heartbeat_path: `${basePath}/heartbeats/${token}` }),
    warnings: [...warnings],
  }
  const etag = { etag: etagOf(monitor) }
  if (outcome !== 'created') return new Answer(200, body, etag)
  return new Answer(201, body, { ...etag, location: `${basePath}/monitors/${monitor.name}` })
}
