import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { closedObject, dictionary, Json, Name, oneOf, shape, Timestamp } from './shapes.ts'

/** How a run stands. */
export const runStatuses = [
  'running',
  'completed',
  'failed',
  'canceled',
  'terminated',
  'continued_as_new',
  'timed_out',
  'paused',
] as const
export type RunStatus = (typeof runStatuses)[number]

/** A failure and what caused it, outermost first. */
export interface RunFailure {
  message: string
  /** Kind of failure: `application`, `activity`, `child_workflow`, `timeout`, `canceled`, `terminated`, `server`, `nexus`. */
  kind: string
  /** The application's own type of error, where it gave one. */
  type?: string
  non_retryable?: boolean
  details?: unknown[]
  stack_trace?: string
  source?: string
  /** The Temporal activity that failed, where one did. */
  activity?: { type: string; id: string; retry_state: string }
  /** The child workflow that failed, where one did. */
  child_workflow?: { type: string; workflow_id: string; run_id: string; retry_state: string }
  timeout_type?: string
  cause?: RunFailure
}

/** Wire shape of `RunFailure`; `cause` is again a failure. */
export const RunFailure = Type.Unsafe<RunFailure>({
  title: 'RunFailure',
  type: 'object',
  required: ['message', 'kind'],
  properties: {
    message: { type: 'string' },
    kind: { type: 'string' },
    type: { type: 'string' },
    non_retryable: { type: 'boolean' },
    details: { type: 'array' },
    stack_trace: { type: 'string' },
    source: { type: 'string' },
    activity: { type: 'object' },
    child_workflow: { type: 'object' },
    timeout_type: { type: 'string' },
    cause: { type: 'object', description: 'The failure behind this one, of the same shape.' },
  },
})

const runMembers = {
  workflow_id: Type.String(),
  run_id: Type.String(),
  workflow_type: Type.String(),
  task_queue: Type.String(),
  status: oneOf(runStatuses),
  started_at: Type.Union([Timestamp, Type.Null()]),
  closed_at: Type.Union([Timestamp, Type.Null()]),
}

/** A run in a list. */
export const RunSummary = shape('RunSummary', runMembers)
export type RunSummary = Static<typeof RunSummary>

/** A run with everything Temporal tells of it. */
export const RunDescription = shape('RunDescription', {
  ...runMembers,
  execution_at: Type.Union([Timestamp, Type.Null()]),
  history_length: Type.Integer(),
  history_bytes: Type.Integer(),
  memo: dictionary(Json),
  search_attributes: dictionary(Json),
  parent: Type.Union([
    Type.Object({ workflow_id: Type.String(), run_id: Type.String() }),
    Type.Null(),
  ]),
  pending_activities: Type.Array(
    Type.Object({
      activity_id: Type.String(),
      activity_type: Type.String(),
      state: Type.String(),
      attempt: Type.Integer(),
      last_failure: Type.Optional(RunFailure),
      heartbeat_details: Type.Array(Json),
    }),
  ),
  route: Type.Union([Type.Unknown(), Type.Null()], {
    description:
      'How the registry dispatched it: target, reason, revision; null when started past it.',
  }),
})
export type RunDescription = Static<typeof RunDescription>

/** How a run ended, or that it has not. */
export const RunResult = shape('RunResult', {
  workflow_id: Type.String(),
  run_id: Type.String(),
  status: oneOf(runStatuses),
  result: Type.Optional(Json),
  failure: Type.Optional(RunFailure),
})
export type RunResult = Static<typeof RunResult>

const runParams = closedObject({ workflow_id: Name })
const messageParams = closedObject({ workflow_id: Name, name: Name })
const runId = Type.Optional(
  Type.String({
    pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
    description: 'Picks one execution; absent means the latest.',
  }),
)
const runQuery = closedObject({ run_id: runId })
/** What a message carries: one `input`, or positional `args`. */
export const messageMembers = {
  input: Type.Optional(Json),
  args: Type.Optional(Type.Array(Json, { maxItems: 100 })),
}
const MessageBody = closedObject(messageMembers)
const reason = Type.Optional(Type.String({ maxLength: 1_000 }))
const Accepted = Type.Object({ workflow_id: Type.String() })

export const listRuns = endpoint({
  id: 'listRuns',
  method: 'GET',
  path: '/runs',
  tag: 'runs',
  summary: "List runs, newest first where Temporal's store can sort",
  scope: 'read',
  query: closedObject({
    workflow_type: Type.Optional(Type.String()),
    status: Type.Optional(oneOf(runStatuses)),
    workflow_id: Type.Optional(Type.String()),
    task_queue: Type.Optional(Type.String()),
    query: Type.Optional(
      Type.String({ description: 'A Temporal list filter, joined to the others by AND.' }),
    ),
    count: Type.Optional(Type.Boolean({ description: 'Also answer how many runs match.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    cursor: Type.Optional(Type.String()),
  }),
  responses: {
    200: Type.Object({
      runs: Type.Array(RunSummary),
      count: Type.Optional(Type.Integer()),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['visibility-query-invalid', 'cursor-invalid'],
  idempotent: true,
})

export const getRun = endpoint({
  id: 'getRun',
  method: 'GET',
  path: '/runs/:workflow_id',
  tag: 'runs',
  summary: 'Describe a run',
  scope: 'read',
  params: runParams,
  query: runQuery,
  responses: { 200: RunDescription },
  problems: ['run-not-found'],
  idempotent: true,
})

export const getRunResult = endpoint({
  id: 'getRunResult',
  method: 'GET',
  path: '/runs/:workflow_id/result',
  tag: 'runs',
  summary: 'Answer how a run ended',
  description:
    '200 with `status` and `result` or `failure` once it is closed, following retries and continue-as-new; 202 with `Retry-After` while it runs. `Prefer: wait=30` waits that long for the end.',
  scope: 'read',
  params: runParams,
  query: runQuery,
  headers: Type.Object({ prefer: Type.Optional(Type.String()) }),
  responses: { 200: RunResult, 202: RunResult },
  problems: ['run-not-found', 'too-many-waiters', 'payload-undecryptable'],
  idempotent: true,
})

const HistoryEvent = shape('HistoryEvent', {
  event_id: Type.Integer(),
  event_time: Type.Union([Timestamp, Type.Null()]),
  event_type: Type.String(),
  attributes: dictionary(Json),
})
export type HistoryEvent = Static<typeof HistoryEvent>

export const getRunHistory = endpoint({
  id: 'getRunHistory',
  method: 'GET',
  path: '/runs/:workflow_id/history',
  tag: 'runs',
  summary: "Read a page of a run's history, payloads decoded",
  scope: 'read',
  params: runParams,
  query: closedObject({
    run_id: runId,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    cursor: Type.Optional(Type.String()),
    reverse: Type.Optional(Type.Boolean({ description: 'Newest first.' })),
  }),
  responses: {
    200: Type.Object({
      events: Type.Array(HistoryEvent),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['run-not-found', 'cursor-invalid'],
  idempotent: true,
})

export const streamRunEvents = endpoint({
  id: 'streamRunEvents',
  method: 'GET',
  path: '/runs/:workflow_id/events',
  tag: 'runs',
  summary: "Stream a run's history as server-sent events",
  description:
    'Every event so far, then each as it happens: event `history` with a history event as its data and its number as `id`; `Last-Event-ID` resumes after it. Ends with an event `closed` (data `{}`) when the run is, or `problem` (data `{"detail": …}`) when Temporal fails on the way.',
  scope: 'read',
  params: runParams,
  query: runQuery,
  headers: Type.Object({
    'last-event-id': Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$' })),
  }),
  responses: { 200: Type.String() },
  mediaType: 'text/event-stream',
  problems: ['run-not-found', 'too-many-waiters'],
  idempotent: true,
})

export const cancelRun = endpoint({
  id: 'cancelRun',
  method: 'POST',
  path: '/runs/:workflow_id/cancel',
  tag: 'runs',
  summary: 'Ask a run to cancel itself',
  scope: 'start',
  params: runParams,
  query: runQuery,
  body: Type.Union([closedObject({ reason }), Type.Null()]),
  responses: { 202: Accepted },
  problems: ['run-not-found', 'run-closed', 'run-protected'],
  idempotent: true,
})

export const terminateRun = endpoint({
  id: 'terminateRun',
  method: 'POST',
  path: '/runs/:workflow_id/terminate',
  tag: 'runs',
  summary: 'End a run at once, without its say',
  scope: 'start',
  params: runParams,
  query: runQuery,
  body: Type.Union([closedObject({ reason, details: Type.Optional(Json) }), Type.Null()]),
  responses: { 200: Accepted },
  problems: ['payload-too-large', 'run-not-found', 'run-closed', 'run-protected'],
})

export const resetRun = endpoint({
  id: 'resetRun',
  method: 'POST',
  path: '/runs/:workflow_id/reset',
  tag: 'runs',
  summary: 'Begin a run again from an earlier point of its history',
  description:
    'Without `event_id` it goes back to the first workflow task: all progress since is done again.',
  scope: 'start',
  params: runParams,
  query: runQuery,
  headers: Type.Object({
    'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  }),
  body: Type.Union([
    closedObject({
      event_id: Type.Optional(Type.Integer({ minimum: 1 })),
      reason,
      reapply: Type.Optional(
        oneOf(['all', 'signals', 'none'], {
          description: 'Which messages after the point are applied again. Default: all.',
        }),
      ),
    }),
    Type.Null(),
  ]),
  responses: { 200: Type.Object({ workflow_id: Type.String(), run_id: Type.String() }) },
  problems: ['run-not-found', 'reset-point-invalid', 'run-protected'],
})

export const signalRun = endpoint({
  id: 'signalRun',
  method: 'POST',
  path: '/runs/:workflow_id/signals/:name',
  tag: 'runs',
  summary: 'Send a signal to a run',
  scope: 'start',
  params: messageParams,
  query: runQuery,
  headers: Type.Object({
    'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  }),
  body: Type.Union([MessageBody, Type.Null()]),
  responses: { 202: Accepted },
  problems: [
    'run-not-found',
    'run-closed',
    'run-protected',
    'payload-too-large',
    'input-invalid',
    'validation-too-costly',
  ],
})

export const queryRun = endpoint({
  id: 'queryRun',
  method: 'POST',
  path: '/runs/:workflow_id/queries/:name',
  tag: 'runs',
  summary: 'Ask a run for something it knows',
  scope: 'read',
  params: messageParams,
  query: runQuery,
  body: Type.Union([MessageBody, Type.Null()]),
  responses: { 200: Type.Object({ result: Type.Optional(Json) }) },
  problems: [
    'run-not-found',
    'payload-too-large',
    'query-failed',
    'payload-undecryptable',
    'worker-not-answering',
    'input-invalid',
    'validation-too-costly',
  ],
  idempotent: true,
})

export const updateRun = endpoint({
  id: 'updateRun',
  method: 'POST',
  path: '/runs/:workflow_id/updates/:name',
  tag: 'runs',
  summary: 'Send an update to a run and wait for its answer',
  description:
    '`Prefer: wait=10` bounds the wait; what is not answered by then is a 202 and goes on.',
  scope: 'start',
  params: messageParams,
  query: runQuery,
  headers: Type.Object({
    'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    prefer: Type.Optional(Type.String()),
  }),
  body: Type.Union([MessageBody, Type.Null()]),
  responses: {
    200: Type.Object({ update_id: Type.String(), result: Type.Optional(Json) }),
    202: Type.Object({ update_id: Type.String() }),
  },
  problems: [
    'run-not-found',
    'run-closed',
    'run-protected',
    'update-refused',
    'payload-undecryptable',
    'worker-not-answering',
    'payload-too-large',
    'input-invalid',
    'validation-too-costly',
  ],
})
