import { createHash } from 'node:crypto'
import * as contract from '@temporal-registry/contract/monitor-sharing'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OnEndpoint } from '../http/on-endpoint.ts'
import type { MonitorRoom } from './monitor-room.ts'
import { feedOf } from './feed.ts'
import { writtenAnswer } from './routes.ts'
import type { MonitorRow } from './store.ts'
import { monitorTemplates } from './templates.ts'

const shownAlerts = 50
const feedMaxAgeSeconds = 60

/** Binds the endpoints about what monitors are begun from, and who may follow them. */
export function monitorSharingRoutes(on: OnEndpoint, room: MonitorRoom): void {
  const { monitors, history } = room

  on(contract.forkMonitor, async ({ params, body, caller, basePath }) =>
    writtenAnswer(room, await monitors.fork(params.monitor, body.name, caller.name), basePath),
  )

  on(contract.listMonitorTemplates, () => ({ templates: [...monitorTemplates] }))

  on(contract.renewHeartbeatAddress, async ({ params, caller, basePath }) => {
    const token = await monitors.renewAddress(params.monitor, 'heartbeat', caller.name)
    return { path: `${basePath}/heartbeats/${token}` }
  })

  on(contract.makeFeedAddress, async ({ params, caller, basePath }) => {
    const token = await monitors.renewAddress(params.monitor, 'feed', caller.name)
    return { path: `${basePath}/feeds/${token}` }
  })

  on(contract.removeFeedAddress, async ({ params, caller }) => {
    await monitors.removeFeedAddress(params.monitor, caller.name)
    return undefined
  })

  async function sendFeed(
    reply: FastifyReply,
    monitor: MonitorRow,
    { path, headers }: { readonly path: string; readonly headers: FastifyRequest['headers'] },
  ): Promise<FastifyReply> {
    const alerts = await history.alerts({ monitorId: monitor.id, isTold: true }, shownAlerts)
    const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
    const link = `${scheme}://${headers.host ?? 'localhost'}${path}`
    const text = feedOf(monitor, alerts, link)
    const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
    const since = alerts[0]?.at ?? monitor.created_at
    void reply
      .header('cache-control', `private, max-age=${feedMaxAgeSeconds}`)
      .header('etag', etag)
      .header('last-modified', since.toUTCString())
    if (headers['if-none-match']?.includes(etag)) return reply.code(304).send()
    return reply.type('application/rss+xml; charset=utf-8').send(text)
  }

  on(contract.getMonitorFeed, async ({ params, rawHeaders: headers, basePath }, reply) => {
    const monitor = await monitors.get(params.monitor)
    return sendFeed(reply, monitor, { path: `${basePath}/monitors/${monitor.name}/feed`, headers })
  })

  on(contract.getFeed, async ({ params, rawHeaders: headers, basePath }, reply) => {
    const monitor = await monitors.getByFeed(params.token)
    // Readers may keep the address that a feed says is its own.
    return sendFeed(reply, monitor, { path: `${basePath}/feeds/${params.token}`, headers })
  })
}
