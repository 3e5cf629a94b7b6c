import { Type, type Static } from 'typebox'
import { IdempotencyKey, startMembers, startParams, startProblems } from './dispatch.ts'
import { endpoint } from './endpoint.ts'
import { messageMembers } from './runs.ts'
import { closedShape, Json, Name, shape } from './shapes.ts'

/** A message sent together with a start: its name, and what it carries. */
const Message = closedShape('StartMessage', { name: Name, ...messageMembers })

/** A start and the signal that goes with it. */
export const SignalWithStartBody = closedShape('SignalWithStartBody', {
  ...startMembers,
  signal: Message,
})
export type SignalWithStartBody = Static<typeof SignalWithStartBody>

/** A start and the update that goes with it. */
export const UpdateWithStartBody = closedShape('UpdateWithStartBody', {
  ...startMembers,
  update: Message,
})
export type UpdateWithStartBody = Static<typeof UpdateWithStartBody>

const reachedMembers = {
  workflow_id: Type.String(),
  run_id: Type.String(),
  workflow_type: Type.String(),
  started: Type.Boolean({
    description: 'False when a run with this id was open already, and took the message.',
  }),
  task_queue: Type.Optional(
    Type.String({ description: 'Where the run was started; absent when it was there before.' }),
  ),
}

export const SignalWithStartAnswer = shape('SignalWithStartAnswer', reachedMembers)
export type SignalWithStartAnswer = Static<typeof SignalWithStartAnswer>

export const UpdateWithStartAnswer = shape('UpdateWithStartAnswer', {
  ...reachedMembers,
  update_id: Type.String(),
  result: Type.Optional(Json),
})
export type UpdateWithStartAnswer = Static<typeof UpdateWithStartAnswer>

export const signalWithStart = endpoint({
  id: 'signalWithStart',
  method: 'POST',
  path: '/workflows/:workflow_type/signal-with-start',
  tag: 'dispatch',
  summary: 'Send a signal to a run, starting it first where there is none',
  description:
    'One call to Temporal: the open run with the id takes the signal, or a new one begins with it. Takes every option of a start but `name` and `{{counter}}`, whose ids are always new. The signal is checked against the schema that the type declares for it.',
  scope: 'start',
  params: startParams,
  headers: Type.Object({ 'idempotency-key': Type.Optional(IdempotencyKey) }),
  body: SignalWithStartBody,
  responses: { 200: SignalWithStartAnswer },
  problems: startProblems,
})

export const updateWithStart = endpoint({
  id: 'updateWithStart',
  method: 'POST',
  path: '/workflows/:workflow_type/update-with-start',
  tag: 'dispatch',
  summary:
    'Send an update to a run, starting it first where there is none, and wait for its answer',
  description:
    "One call to Temporal: the open run with the id takes the update, or a new one begins with it. The update's result is answered while the run goes on. `Prefer: wait=10` bounds the wait; an update that a worker took and has not answered by then is a 202 and goes on. What is refused (`update-refused`) or taken by nobody in time (`worker-not-answering`) leaves the run that was begun: the problem names it.",
  scope: 'start',
  params: startParams,
  headers: Type.Object({
    'idempotency-key': Type.Optional(IdempotencyKey),
    prefer: Type.Optional(Type.String({ examples: ['wait=10'] })),
  }),
  body: UpdateWithStartBody,
  responses: { 200: UpdateWithStartAnswer, 202: UpdateWithStartAnswer },
  problems: [
    ...startProblems,
    'update-refused',
    'payload-undecryptable',
    'worker-not-answering',
    'run-not-found',
    'run-closed',
  ],
})
