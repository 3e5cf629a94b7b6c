import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { runStatuses } from './runs.ts'
import { closedObject, nullable, shape, Timestamp } from './shapes.ts'

/** Most steps of one answer: each costs a count of Temporal's, and where runs completed a page of its list. */
export const maxRunCountSteps = 100
/** Runs of a step whose durations are looked at: Temporal counts, but it does not measure. */
export const sampledRuns = 100

/** The runs that began in one span of time. */
export const RunCounts = shape('RunCounts', {
  from: Timestamp,
  to: Timestamp,
  total: Type.Integer(),
  by_status: Type.Object(
    Object.fromEntries(runStatuses.map((status) => [status, Type.Integer()])) as Record<
      (typeof runStatuses)[number],
      ReturnType<typeof Type.Integer>
    >,
  ),
  duration: nullable(
    Type.Object(
      {
        p50_seconds: Type.Number(),
        p95_seconds: Type.Number(),
        of: Type.Integer({ description: 'Completed runs that were looked at.' }),
      },
      { description: 'Null where none has completed.' },
    ),
  ),
})
export type RunCounts = Static<typeof RunCounts>

export const countRuns = endpoint({
  id: 'countRuns',
  method: 'GET',
  path: '/run-counts',
  tag: 'runs',
  summary: 'Count the runs that began in each hour, or other step, by what became of them',
  description: `From \`from\` (default: a day ago) to \`to\` (default: now), both widened to whole steps; at most ${maxRunCountSteps} steps. Temporal counts; durations are of the ${sampledRuns} newest of a step that completed. What is over is remembered for an hour, and what is not for up to 30 seconds.`,
  scope: 'read',
  query: closedObject({
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    step_seconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 86_400, default: 3_600 })),
    workflow_type: Type.Optional(Type.String()),
    task_queue: Type.Optional(Type.String()),
  }),
  responses: { 200: Type.Object({ steps: Type.Array(RunCounts) }) },
  problems: ['validation-failed', 'visibility-query-invalid'],
  idempotent: true,
})
