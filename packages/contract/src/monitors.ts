import { Type, type Static } from 'typebox'
import { ActivityRunSummary } from './activity-runs.ts'
import { IdempotencyKey } from './dispatch.ts'
import { databaseProblems, endpoint } from './endpoint.ts'
import {
  alertEdges,
  Monitor,
  MonitorBody,
  monitorHealths,
  MonitorName,
  monitorStatuses,
  MonitorSummary,
} from './monitor.ts'
import { Alert, MonitorPreview, Observation, ObservationSummary } from './monitor-history.ts'
import { observationStatuses } from './monitor-looks.ts'
import { closedObject, LabelSelector, nullable, oneOf, shape, Timestamp, Uuid } from './shapes.ts'
import { pageQuery, triggerOutcomes } from './triggers.ts'

const tag = 'monitors'

/** What every path of one monitor begins with. */
export const monitorPath = '/monitors/:monitor'
/** Names a monitor in a path. */
export const monitorParams = closedObject({
  monitor: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$',
    description: 'Name or id.',
  }),
})
const ifMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 64,
      description: '`ETag` of an earlier answer: what changed since is not overwritten.',
    }),
  ),
})
const writeProblems = [
  ...databaseProblems,
  'expressions-busy',
  'monitor-invalid',
  'search-not-configured',
  'probes-busy',
  'monitor-exists',
] as const
const found = [...databaseProblems, 'monitor-not-found'] as const

const MonitorFinding = shape('MonitorFinding', {
  pointer: Type.String({ description: 'RFC 6901 pointer into the monitor.' }),
  detail: Type.String(),
})

/** A monitor that was just written. */
export const WrittenMonitor = shape('WrittenMonitor', {
  ...Monitor.properties,
  heartbeat_path: Type.Optional(
    Type.String({
      description:
        'Of a heartbeat probe, when it is made: where signs of life are sent. It is shown this once.',
    }),
  ),
  warnings: Type.Array(MonitorFinding, {
    description: 'What was accepted, but may not be meant so.',
  }),
})
export type WrittenMonitor = Static<typeof WrittenMonitor>

export const createMonitor = endpoint({
  id: 'createMonitor',
  method: 'POST',
  path: '/monitors',
  tag,
  summary: 'Create a monitor',
  description:
    'A name that is taken by a monitor which says the same is 200 with that one, so a create may be repeated; by one that says something else, 409.',
  scope: 'admin',
  query: closedObject({
    paused: Type.Optional(
      Type.Boolean({ description: 'True: it does not look until it is resumed.' }),
    ),
  }),
  body: MonitorBody,
  responses: { 201: WrittenMonitor, 200: WrittenMonitor },
  problems: writeProblems,
  idempotent: true,
})

export const listMonitors = endpoint({
  id: 'listMonitors',
  method: 'GET',
  path: '/monitors',
  tag,
  summary: 'List monitors by name',
  scope: 'read',
  query: closedObject({
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'Text found in name, description or owner, whatever its case.',
      }),
    ),
    label: Type.Optional(Type.Array(LabelSelector, { maxItems: 20 })),
    status: Type.Optional(oneOf(monitorStatuses)),
    health: Type.Optional(oneOf(monitorHealths)),
    recent: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 60,
        description: 'Says of each what its last looks found, so many, and when it looks next.',
      }),
    ),
    ...pageQuery,
  }),
  responses: {
    200: Type.Object({
      monitors: Type.Array(MonitorSummary),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...databaseProblems, 'cursor-invalid'],
  idempotent: true,
})

export const getMonitor = endpoint({
  id: 'getMonitor',
  method: 'GET',
  path: monitorPath,
  tag,
  summary: 'Describe a monitor',
  scope: 'read',
  params: monitorParams,
  responses: { 200: Monitor },
  problems: found,
  idempotent: true,
})

export const putMonitor = endpoint({
  id: 'putMonitor',
  method: 'PUT',
  path: monitorPath,
  tag,
  summary: 'Create a monitor, or change it',
  description:
    'By name it creates one that is not there; a monitor is renamed by its id. What it remembers is forgotten when probe, comparison, condition or memory change. Whether it is paused stays as it is.',
  scope: 'admin',
  params: monitorParams,
  headers: ifMatch,
  body: MonitorBody,
  responses: { 200: WrittenMonitor, 201: WrittenMonitor },
  problems: [...writeProblems, 'monitor-not-found', 'monitor-changed'],
  idempotent: true,
})

export const deleteMonitor = endpoint({
  id: 'deleteMonitor',
  method: 'DELETE',
  path: monitorPath,
  tag,
  summary: 'Delete a monitor',
  description:
    'Whatever its status. Its observations and alerts stay until their retention ends, and a look that is under way tells nobody.',
  scope: 'admin',
  params: monitorParams,
  headers: ifMatch,
  responses: { 204: null },
  problems: [...found, 'monitor-changed'],
})

export const validateMonitor = endpoint({
  id: 'validateMonitor',
  method: 'POST',
  path: '/monitors/validate',
  tag,
  summary: 'Say everything that is wrong with a monitor, and store nothing',
  scope: 'read',
  body: MonitorBody,
  responses: {
    200: Type.Object({
      valid: Type.Boolean(),
      errors: Type.Array(MonitorFinding),
      warnings: Type.Array(MonitorFinding),
    }),
  },
  problems: [...databaseProblems, 'expressions-busy', 'search-not-configured', 'probes-busy'],
  idempotent: true,
})

const setState = {
  method: 'POST',
  tag,
  scope: 'start',
  params: monitorParams,
  responses: { 200: Monitor },
  problems: found,
  idempotent: true,
} as const

const reason = Type.String({ minLength: 1, maxLength: 1_000 })

export const pauseMonitor = endpoint({
  ...setState,
  id: 'pauseMonitor',
  path: `${monitorPath}/pause`,
  summary: 'Let a monitor not look for now',
  description: 'What it remembers stays. One that is paused already keeps its reason.',
  body: closedObject({ reason }),
})

export const resumeMonitor = endpoint({
  ...setState,
  id: 'resumeMonitor',
  path: `${monitorPath}/resume`,
  summary: 'Let a monitor look again',
  description:
    'One that was paused goes on with what it remembers; one that was completed begins anew.',
})

export const completeMonitor = endpoint({
  ...setState,
  id: 'completeMonitor',
  path: `${monitorPath}/complete`,
  summary: 'End a monitor whose work is done',
  description: 'It looks no more, and its schedule is removed; what it found stays.',
})

export const suppressMonitor = endpoint({
  ...setState,
  id: 'suppressMonitor',
  path: `${monitorPath}/suppress`,
  summary: 'Let a monitor look, and tell nobody until a time',
  description:
    'Alerts are written down with the reason. What still holds when the time is over is told then.',
  body: closedObject({ until: Timestamp, reason }),
})

export const unsuppressMonitor = endpoint({
  ...setState,
  id: 'unsuppressMonitor',
  path: `${monitorPath}/unsuppress`,
  summary: 'Let a monitor tell again',
})

export const lookNow = endpoint({
  id: 'lookNow',
  method: 'POST',
  path: `${monitorPath}/look`,
  tag,
  summary: 'Let a monitor look now',
  description:
    'As its schedule would: what it finds is remembered and told. The same Idempotency-Key gives the same run.',
  scope: 'start',
  params: monitorParams,
  headers: Type.Object({ 'idempotency-key': Type.Optional(IdempotencyKey) }),
  responses: {
    202: shape('AskedLook', {
      outcome: oneOf(triggerOutcomes),
      reason: Type.String(),
      deduplicated: Type.Boolean(),
      run: nullable(ActivityRunSummary),
    }),
  },
  problems: found,
})

const preview = {
  method: 'POST',
  tag,
  responses: { 200: MonitorPreview },
} as const

export const previewMonitor = endpoint({
  ...preview,
  id: 'previewMonitor',
  path: `${monitorPath}/preview`,
  summary: 'Say what a look would find and tell now; store and tell nothing',
  scope: 'start',
  params: monitorParams,
  problems: [...found, 'expressions-busy'],
})

export const previewMonitorBody = endpoint({
  ...preview,
  id: 'previewMonitorBody',
  path: '/monitors/preview',
  summary: 'The same of a monitor that is not saved',
  description: 'Held against what the monitor of this name remembers, where there is one.',
  scope: 'admin',
  body: MonitorBody,
  problems: [
    ...databaseProblems,
    'expressions-busy',
    'monitor-invalid',
    'search-not-configured',
    'probes-busy',
  ],
})

export const listObservations = endpoint({
  id: 'listObservations',
  method: 'GET',
  path: `${monitorPath}/observations`,
  tag,
  summary: 'List what a monitor found, the newest first',
  scope: 'read',
  params: monitorParams,
  query: closedObject({
    status: Type.Optional(Type.Array(oneOf(observationStatuses), { maxItems: 3 })),
    holds: Type.Optional(Type.Boolean()),
    ...pageQuery,
  }),
  responses: {
    200: Type.Object({
      observations: Type.Array(ObservationSummary),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...found, 'cursor-invalid'],
  idempotent: true,
})

export const getObservation = endpoint({
  id: 'getObservation',
  method: 'GET',
  path: '/observations/:observation_id',
  tag,
  summary: 'Show what one look found, with its evidence',
  scope: 'read',
  params: closedObject({ observation_id: Uuid }),
  responses: { 200: Observation },
  problems: [...databaseProblems, 'observation-not-found'],
  idempotent: true,
})

export const listAlerts = endpoint({
  id: 'listAlerts',
  method: 'GET',
  path: '/alerts',
  tag,
  summary: 'List alerts, the newest first: those told, and those that nobody was told of',
  scope: 'read',
  query: closedObject({
    monitor: Type.Optional(MonitorName),
    monitor_id: Type.Optional(Uuid),
    edge: Type.Optional(Type.Array(oneOf(alertEdges), { maxItems: 8 })),
    muted: Type.Optional(
      Type.Boolean({ description: 'True: only those that nobody was told of.' }),
    ),
    ...pageQuery,
  }),
  responses: {
    200: Type.Object({
      alerts: Type.Array(Alert),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...found, 'cursor-invalid'],
  idempotent: true,
})

const beat = {
  path: '/heartbeats/:token',
  tag,
  description:
    'The address is the proof: whoever has it may send signs of life, and nothing else. It needs no token in a header.',
  scope: 'public',
  params: closedObject({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{32}$' }) }),
  responses: { 200: Type.Object({ received: Type.Literal(true) }) },
  problems: [...databaseProblems, 'validation-failed', 'heartbeat-not-found'],
  idempotent: true,
} as const

export const beatByPost = endpoint({
  ...beat,
  id: 'beatByPost',
  method: 'POST',
  summary: 'Give a heartbeat monitor a sign of life',
  // A job may send along whatever it likes: nobody reads it.
  rawBody: ['*/*'],
})

export const beatByGet = endpoint({
  ...beat,
  id: 'beatByGet',
  method: 'GET',
  summary: 'The same for what can only ask for a page',
})
