import { getMonitorSeries } from '@temporal-registry/contract/monitor-series'
import * as contract from '@temporal-registry/contract/monitors'
import { Problem } from '@temporal-registry/contract/problem'
import { nextCursor, nextCursorBy, readPlace } from '../http/cursor.ts'
import { Answer, type OnEndpoint } from '../http/on-endpoint.ts'
import {
  alertMarkOf,
  alertOf,
  etagOf,
  monitorOf,
  observationSummaryOf,
  pointOf,
  recentOf,
  summaryOf,
} from './answers.ts'
import type { MonitorRoom } from './monitor-room.ts'
import type { WrittenMonitor } from './monitors.ts'
import type { MonitorRow } from './store.ts'

const defaultLimit = 100
const defaultPoints = 300
const picturedAlerts = 200
const dayMs = 86_400_000

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

  async function withRecent(page: readonly MonitorRow[], count: number) {
    const ids = page.map(({ id }) => id)
    const [looks, nextLooks] = await Promise.all([history.recent(ids, count), room.nextLooks()])
    const byMonitor = Map.groupBy(looks, ({ monitor_id: id }) => id)
    return page.map((monitor) => ({
      ...summaryOf(monitor),
      recent: recentOf(byMonitor.get(monitor.id) ?? [], nextLooks.get(monitor.id)),
    }))
  }

  on(contract.listMonitors, async ({ query }) => {
    const { limit = defaultLimit, cursor, recent, ...filter } = query
    const list = `monitors ${JSON.stringify(Object.entries(filter).toSorted())}`
    const after = readPlace(cursor, list)
    const rows = await monitors.list(filter, { limit: limit + 1, after })
    const page = rows.slice(0, limit)
    return {
      monitors: recent === undefined ? page.map(summaryOf) : await withRecent(page, recent),
      ...nextCursorBy(rows, limit, list, ({ name }) => name),
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

  on(contract.previewMonitorBody, async ({ body }) => {
    await monitors.assertValid(body)
    return room.preview(body)
  })

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
    const before = readPlace(cursor, list)
    const filter = { monitorId: id, statuses: status, holds, before }
    const rows = await history.observations(filter, limit + 1)
    return {
      observations: rows.slice(0, limit).map(observationSummaryOf),
      ...nextCursor(rows, limit, list),
    }
  })

  on(getMonitorSeries, async ({ params, query }) => {
    const { id } = await monitors.get(params.monitor)
    const to = query.to === undefined ? room.now() : new Date(query.to)
    const from = query.from === undefined ? new Date(to.getTime() - dayMs) : new Date(query.from)
    if (from >= to) {
      const detail = 'has to be before `to`'
      throw new Problem('validation-failed', `?from ${detail}`, {
        errors: [{ pointer: '?from', detail }],
      })
    }
    const span = { from, to, points: query.points ?? defaultPoints }
    const [points, alerts] = await Promise.all([
      history.points(id, span),
      history.alerts({ monitorId: id, from, to }, picturedAlerts),
    ])
    return {
      ...{ from: from.toISOString(), to: to.toISOString(), points: points.map(pointOf) },
      alerts: alerts.toReversed().map(alertMarkOf),
    }
  })

  on(contract.getObservation, ({ params }) => history.observation(params.observation_id))

  on(contract.listAlerts, async ({ query }) => {
    const { limit = defaultLimit, cursor, monitor, monitor_id: givenId, edge, muted } = query
    const monitorId = monitor === undefined ? givenId : (await monitors.get(monitor)).id
    const list = `alerts ${JSON.stringify([monitorId, edge, muted])}`
    const before = readPlace(cursor, list)
    const filter = { monitorId, edges: edge, isMuted: muted, before }
    const rows = await history.alerts(filter, limit + 1)
    return { alerts: rows.slice(0, limit).map(alertOf), ...nextCursor(rows, limit, list) }
  })
}

const neverLooks = {
  pointer: '/schedule',
  detail: 'has no time that is still to come: it is stalled until it has one',
}

function isNever({ status }: MonitorRow, nextAt: Date | null | undefined): boolean {
  return status === 'active' && nextAt === null
}

/** What whoever wrote a monitor is answered. */
export async function writtenAnswer(
  room: Pick<MonitorRoom, 'nextLook'>,
  { outcome, monitor, heartbeatToken: token, warnings }: WrittenMonitor,
  basePath: string,
): Promise<Answer> {
  const nextAt = await room.nextLook(monitor)
  const body = {
    ...monitorOf(monitor, nextAt),
    ...(token === undefined ? {} : { heartbeat_path: `${basePath}/heartbeats/${token}` }),
    warnings: [...warnings, ...(isNever(monitor, nextAt) ? [neverLooks] : [])],
  }
  const etag = { etag: etagOf(monitor) }
  if (outcome !== 'created') return new Answer(200, body, etag)
  return new Answer(201, body, { ...etag, location: `${basePath}/monitors/${monitor.name}` })
}
