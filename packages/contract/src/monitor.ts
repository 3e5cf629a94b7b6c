import { Type, type Static } from 'typebox'
import { Cel, Liquid, misfirePolicies } from './activity-definition.ts'
import { tenYears } from './dispatch.ts'
import { scheduleTimes } from './schedule-body.ts'
import { MonitorRecent } from './monitor-looks.ts'
import { CompareRules, probeKinds, ProbeSpec } from './probes.ts'
import { closedShape, Labels, nullable, oneOf, shape, Timestamp } from './shapes.ts'

/** What a monitor says: what to look at (probe), when, what counts (condition), and who is told of what (alert). */

/** Which looks at which the condition holds are told. */
export const memories = ['once', 'always', 'track_state'] as const
export type MonitorMemory = (typeof memories)[number]

/** What an alert tells of a condition. */
export const conditionEdges = ['rising', 'changed', 'holding', 'recovery', 'reminder'] as const

/** What an alert tells: of the condition, or of the monitor itself. */
export const alertEdges = [...conditionEdges, 'erroring', 'restored', 'stalled'] as const
export type AlertEdge = (typeof alertEdges)[number]

/** What a monitor says of itself. */
export const monitorHealths = ['unknown', 'ok', 'firing', 'erroring', 'stalled'] as const
export type MonitorHealth = (typeof monitorHealths)[number]

/** Whether a monitor looks. */
export const monitorStatuses = ['active', 'paused', 'completed'] as const
export type MonitorStatus = (typeof monitorStatuses)[number]

const seconds = (description: string) =>
  Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: tenYears, description }))

/** How names of monitors are written. */
export const MonitorName = Type.String({
  pattern: '^[a-z0-9][a-z0-9._-]{0,127}$',
  examples: ['price-of-the-lamp'],
})

/** When a monitor looks. */
export const MonitorSchedule = closedShape('MonitorSchedule', {
  ...scheduleTimes,
  at: Type.Optional(Type.Array(Timestamp, { maxItems: 1_000, description: 'Single moments.' })),
  misfire: Type.Optional(
    closedShape('MonitorMisfire', {
      policy: oneOf(misfirePolicies, {
        description:
          'Looks that are missed. skip: none; latest: the last one; all: each. Default: latest.',
      }),
      grace_seconds: Type.Optional(
        Type.Number({
          minimum: 0,
          maximum: tenYears,
          description: 'How late is not late yet. Default: 60.',
        }),
      ),
    }),
  ),
})

/** How long the condition has to hold before that counts. */
export const HoldsFor = closedShape('HoldsFor', {
  checks: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000, description: 'Looks in a row. Default: 1.' }),
  ),
  seconds: seconds('Between the first look at which it holds and the last.'),
})

const clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', examples: ['22:00'] })

/** A time in which nobody is told: one span, or one that comes again each day or week. */
export const MaintenanceWindow = Type.Union(
  [
    closedShape('MaintenanceSpan', { from: Timestamp, to: Timestamp }),
    closedShape('MaintenanceHours', {
      days: Type.Optional(
        Type.Array(oneOf(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), {
          minItems: 1,
          maxItems: 7,
          uniqueItems: true,
          description: 'On which it begins. Default: every day.',
        }),
      ),
      from: clock,
      to: clock,
      time_zone: Type.Optional(
        Type.String({ maxLength: 100, description: 'IANA zone. Default: UTC.' }),
      ),
    }),
  ],
  { title: 'MaintenanceWindow' },
)
export type MaintenanceWindow = Static<typeof MaintenanceWindow>

/** What is told of the condition, how, and to whom. */
export const AlertRules = closedShape('AlertRules', {
  on: Type.Optional(
    Type.Array(oneOf(['rising', 'changed', 'holding', 'recovery']), {
      minItems: 1,
      uniqueItems: true,
      description:
        'What is told. Default by memory. once: rising; always: rising, holding; track_state: rising, changed.',
    }),
  ),
  for: Type.Optional(HoldsFor),
  cooldown_seconds: seconds(
    'So long after an alert none is told but a recovery. What became true meanwhile, and still is, is told then.',
  ),
  reminder_seconds: seconds(
    'It is told again when it still holds and nothing was told for so long.',
  ),
  after_failures: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000,
      description: 'Looks in a row that fail before the monitor is erroring. Default: 3.',
    }),
  ),
  channels: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      maxItems: 20,
      uniqueItems: true,
      description: 'Names of channels. Without any, alerts are only to be read here.',
    }),
  ),
  subject: Type.Optional(Liquid),
  text: Type.Optional(Liquid),
  digest: Type.Optional(
    closedShape('Digest', {
      name: Type.Optional(
        Type.String({
          pattern: '^[a-z0-9][a-z0-9._-]{0,127}$',
          description: 'Alerts of all monitors with this name go together. Default: each its own.',
        }),
      ),
      wait_seconds: Type.Number({ minimum: 30, maximum: 30 * 86_400 }),
    }),
  ),
})

/** A monitor as a whole, as `PUT` takes it. */
export const MonitorBody = closedShape('MonitorBody', {
  name: MonitorName,
  description: Type.Optional(Type.String({ maxLength: 2_000 })),
  owner: Type.Optional(Type.String({ maxLength: 200 })),
  labels: Type.Optional(Labels),
  probe: ProbeSpec,
  schedule: MonitorSchedule,
  compare: Type.Optional(CompareRules),
  condition: Type.Optional(Cel),
  until: Type.Optional(Cel),
  memory: Type.Optional(oneOf(memories, { description: 'Default: track_state.' })),
  first_look: Type.Optional(
    oneOf(['baseline', 'evaluate'], {
      description:
        'evaluate: the first look counts as any; baseline: it is only remembered. Default: evaluate.',
    }),
  ),
  alert: Type.Optional(AlertRules),
  parents: Type.Optional(
    Type.Array(MonitorName, {
      maxItems: 20,
      uniqueItems: true,
      description: 'Monitors of what this one depends on: while one is not well, nobody is told.',
    }),
  ),
  maintenance: Type.Optional(Type.Array(MaintenanceWindow, { maxItems: 50 })),
})
export type MonitorBody = Static<typeof MonitorBody>

const members = {
  id: Type.String({ description: 'UUID; stays the same when the monitor is renamed.' }),
  name: Type.String(),
  description: nullable(Type.String()),
  owner: nullable(Type.String()),
  labels: Labels,
  probe_kind: oneOf(probeKinds, { description: 'What it looks at.' }),
  schedule: MonitorSchedule,
  channels: Type.Array(Type.String(), { description: 'Where alerts are told.' }),
  version: Type.Integer(),
  status: oneOf(monitorStatuses),
  pause_reason: nullable(Type.String()),
  health: oneOf(monitorHealths),
  health_since: Timestamp,
  health_reason: nullable(Type.String()),
  suppressed_until: nullable(Timestamp),
  suppress_reason: nullable(Type.String()),
  last_look_at: nullable(Timestamp),
  last_alert_at: nullable(Timestamp),
  forked_from: nullable(Type.String({ description: 'Id of the monitor it was forked from.' })),
  created_at: Timestamp,
  updated_at: Timestamp,
}

/** A monitor in a list. */
export const MonitorSummary = shape('MonitorSummary', {
  ...members,
  recent: Type.Optional(MonitorRecent),
})
export type MonitorSummary = Static<typeof MonitorSummary>

/** A monitor as it stands; `monitor` is what a `PUT` of it would say. */
export const Monitor = shape('Monitor', {
  ...members,
  next_look_at: nullable(Timestamp),
  monitor: MonitorBody,
})
export type Monitor = Static<typeof Monitor>
