import { Type } from 'typebox'
import { databaseProblems, endpoint } from './endpoint.ts'
import { MonitorBody, MonitorName } from './monitor.ts'
import { monitorParams, monitorPath, WrittenMonitor } from './monitors.ts'
import { closedObject, shape } from './shapes.ts'

/** What monitors are begun from, and who may follow them. */

const tag = 'monitors'
const found = [...databaseProblems, 'monitor-not-found'] as const

export const forkMonitor = endpoint({
  id: 'forkMonitor',
  method: 'POST',
  path: `${monitorPath}/fork`,
  tag,
  summary: 'Make a monitor that says what another one says',
  description:
    'All but channels and secrets, and nothing that the other remembers. It is paused: resume it when it is as you want it. A SQL probe keeps its place for the name of a connection, which says `unset`.',
  scope: 'admin',
  params: monitorParams,
  body: closedObject({ name: MonitorName }),
  responses: { 201: WrittenMonitor },
  problems: [...found, 'monitor-exists'],
})

/** A monitor to begin with. */
export const MonitorTemplate = shape('MonitorTemplate', {
  name: Type.String(),
  title: Type.String(),
  description: Type.String(),
  monitor: MonitorBody,
})

export const listMonitorTemplates = endpoint({
  id: 'listMonitorTemplates',
  method: 'GET',
  path: '/monitor-templates',
  tag,
  summary: 'List monitors to begin with',
  description: 'Each is whole but for its addresses, which are of example.com.',
  scope: 'read',
  responses: { 200: Type.Object({ templates: Type.Array(MonitorTemplate) }) },
  problems: [],
  idempotent: true,
})

const address = {
  method: 'POST',
  tag,
  scope: 'admin',
  params: monitorParams,
  responses: {
    200: Type.Object({
      path: Type.String({ description: 'Under the URL of the gateway. It is shown this once.' }),
    }),
  },
} as const

export const renewHeartbeatAddress = endpoint({
  ...address,
  id: 'renewHeartbeatAddress',
  path: `${monitorPath}/heartbeat-address`,
  summary: 'Give a heartbeat monitor another address for signs of life',
  description: 'The one before is nobody any more.',
  problems: [...found, 'monitor-without-heartbeat'],
})

export const makeFeedAddress = endpoint({
  ...address,
  id: 'makeFeedAddress',
  path: `${monitorPath}/feed-address`,
  summary: 'Give the feed of a monitor an address that needs no token in a header',
  description: 'Whoever has it may read the alerts of this monitor. The one before ends.',
  problems: found,
})

export const removeFeedAddress = endpoint({
  id: 'removeFeedAddress',
  method: 'DELETE',
  path: `${monitorPath}/feed-address`,
  tag,
  summary: 'Take the address of the feed away',
  scope: 'admin',
  params: monitorParams,
  responses: { 204: null },
  problems: found,
})

const feed = {
  method: 'GET',
  tag,
  responses: { 200: Type.String(), 304: null },
  mediaType: 'application/rss+xml',
  idempotent: true,
} as const

export const getMonitorFeed = endpoint({
  ...feed,
  id: 'getMonitorFeed',
  path: `${monitorPath}/feed`,
  summary: 'The alerts of a monitor as RSS 2.0',
  scope: 'read',
  params: monitorParams,
  problems: found,
})

export const getFeed = endpoint({
  ...feed,
  id: 'getFeed',
  path: '/feeds/:token',
  summary: 'The same at an address that was made for it',
  scope: 'public',
  params: closedObject({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{32}$' }) }),
  problems: ['validation-failed', ...databaseProblems, 'feed-not-found'],
})
