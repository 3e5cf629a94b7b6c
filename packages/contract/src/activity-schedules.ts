import { Type } from 'typebox'
import { ScheduleTrigger } from './activity-definition.ts'
import { definitionParams, definitionPath } from './activity-definitions.ts'
import { databaseProblems, endpoint } from './endpoint.ts'
import { closedObject, closedShape, shape, Timestamp } from './shapes.ts'

const Times = shape('ActivityTimes', {
  times: Type.Array(Timestamp),
  more: Type.Boolean({ description: 'Whether there are times after the last of these.' }),
})

const asked = {
  from: Type.Optional(Timestamp),
  to: Type.Optional(Timestamp),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 10 })),
}

export const listUpcomingActivityTimes = endpoint({
  id: 'listUpcomingActivityTimes',
  method: 'GET',
  path: `${definitionPath}/upcoming`,
  tag: 'activity definitions',
  summary: 'List the times at which an activity definition fires',
  description:
    'As Temporal says of its schedule, jitter included; whether it is disabled or paused does not matter. From now, and for a year, unless `from` and `to` say otherwise; they may be in the past.',
  scope: 'read',
  params: definitionParams,
  query: closedObject(asked),
  responses: { 200: Times },
  problems: [
    ...databaseProblems,
    'activity-definition-not-found',
    'activity-definition-unscheduled',
    'schedule-spec-invalid',
  ],
  idempotent: true,
})

export const previewActivityTimes = endpoint({
  id: 'previewActivityTimes',
  method: 'POST',
  path: '/activity-definitions/upcoming',
  tag: 'activity definitions',
  summary: 'List the times at which a trigger would fire, and store nothing',
  description:
    'Temporal is asked by a paused schedule that is made for the question and deleted. Jitter is different for each schedule.',
  scope: 'read',
  body: closedShape('PreviewTimes', { schedule: ScheduleTrigger, ...asked }),
  responses: { 200: Times },
  problems: ['schedule-spec-invalid'],
  idempotent: true,
})
