import { Type, type Static } from 'typebox'
import { databaseProblems, endpoint } from './endpoint.ts'
import { alertEdges } from './monitor.ts'
import { lookMembers } from './monitor-looks.ts'
import { monitorParams, monitorPath } from './monitors.ts'
import { closedObject, oneOf, shape, Timestamp } from './shapes.ts'

/** Looks of a span of time, of which the newest that succeeded is shown. */
export const SeriesPoint = shape('SeriesPoint', {
  ...lookMembers,
  looks: Type.Integer({ description: 'That this point stands for.' }),
  failed: Type.Integer({ description: 'Of these, those that failed.' }),
  held: Type.Integer({ description: 'Of these, those at which the condition held.' }),
})
export type SeriesPoint = Static<typeof SeriesPoint>

/** What a monitor found over a time. */
export const MonitorSeries = shape('MonitorSeries', {
  from: Timestamp,
  to: Timestamp,
  points: Type.Array(SeriesPoint, { description: 'The oldest first.' }),
  alerts: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Timestamp,
      edge: oneOf(alertEdges),
      subject: Type.String(),
      muted: Type.Boolean(),
    }),
    { description: 'The newest 200 of this time, the oldest first.' },
  ),
})
export type MonitorSeries = Static<typeof MonitorSeries>

export const getMonitorSeries = endpoint({
  id: 'getMonitorSeries',
  method: 'GET',
  path: `${monitorPath}/series`,
  tag: 'monitors',
  summary: 'What a monitor found over a time, as pictures are drawn of it',
  description:
    'Where there were more looks than `points`, the time is cut into so many equal spans, and one look stands for each.',
  scope: 'read',
  params: monitorParams,
  query: closedObject({
    from: Type.Optional(
      Type.String({ format: 'date-time', description: 'Default: a day before `to`.' }),
    ),
    to: Type.Optional(Type.String({ format: 'date-time', description: 'Default: now.' })),
    points: Type.Optional(Type.Integer({ minimum: 2, maximum: 1_000, default: 300 })),
  }),
  responses: { 200: MonitorSeries },
  problems: [...databaseProblems, 'validation-failed', 'monitor-not-found'],
  idempotent: true,
})
