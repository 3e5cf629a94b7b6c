import { Problem } from '@temporal-registry/contract/problem'
import type {
  SignalWithStartBody,
  UpdateWithStartBody,
} from '@temporal-registry/contract/with-start'
import { toPayloads } from '../platform/payloads.ts'
import { callDeadlineMs, type Temporal } from '../platform/temporal.ts'
import type { MessageCheck, Runs } from '../runs/runs.ts'
import type { Begin, Begun } from './begin.ts'
import type { Preparation, PreparedStart, StartContext } from './prepare.ts'
import { conflictPolicies, type StartRequest } from './start-request.ts'

/** A run that took a message, begun for it or there before. */
export interface Reached {
  readonly workflowId: string
  readonly runId: string
  readonly started: boolean
  readonly isReplay: boolean
  /** Where it was started; nothing for a run that was there before. */
  readonly taskQueue: string | undefined
}

export interface ReachedByUpdate extends Reached {
  readonly updateId: string
  readonly isComplete: boolean
  readonly result?: unknown
}

export interface WithStart {
  signalWithStart(
    workflowType: string,
    body: SignalWithStartBody,
    context: StartContext,
  ): Promise<Reached>
  /** @throws Problem `update-refused` or `worker-not-answering` that names the run: it goes on. */
  updateWithStart(
    workflowType: string,
    body: UpdateWithStartBody,
    context: StartContext,
    timeoutMs: number,
  ): Promise<ReachedByUpdate>
}

/** Starts that carry a message for their run, or for the one that is there already. */
export function createWithStart({
  temporal: { connection },
  runs,
  messages,
  prepare,
  begin,
}: {
  readonly temporal: Pick<Temporal, 'connection'>
  readonly runs: Pick<Runs, 'updateWithStart'>
  readonly messages: Pick<MessageCheck, 'argumentsOf'>
  readonly prepare: Preparation['prepare']
  readonly begin: Begin
}): WithStart {
  return {
    async signalWithStart(workflowType, body, context) {
      const { signal, ...start } = body
      assertSignalIds(body)
      const message = { kind: 'signals', name: signal.name, body: signal, at: '/signal' } as const
      const signalInput = toPayloads(messages.argumentsOf(workflowType, message))
      const prepared = await prepare(workflowType, start, context, { request: body })
      const { id, identity, request } = prepared
      // Where the id is the key's own, another body under the key must not reach the run: Temporal drops
      // a signal whose request id the run has seen. A run of others may get many under one id.
      const requestId = id.kind === 'made' ? identity.keyId : identity.requestId
      const signalling = { ...meetingOpenRun(prepared, body), requestId }
      const run = await begin({ ...prepared, request: signalling }, context, {
        async send(whole) {
          const both = { ...whole, signalName: signal.name, signalInput }
          const deadlineMs = Date.now() + callDeadlineMs
          const { runId, started } = await connection.withDeadline(deadlineMs, () =>
            connection.workflowService.signalWithStartWorkflowExecution(both),
          )
          return { runId, started }
        },
        repeated: (runId) => ({ runId, started: false }),
        reachesOpenRun: id.kind === 'chosen',
      })
      return reached(run, request)
    },
    async updateWithStart(workflowType, body, context, timeoutMs) {
      const { update, ...start } = body
      assertStartsNow(body)
      const message = { kind: 'updates', name: update.name, body: update, at: '/update' } as const
      const args = messages.argumentsOf(workflowType, message)
      const prepared = await prepare(workflowType, start, context, { request: body })
      const { id, identity, request } = prepared
      const updateId = id.kind === 'chosen' ? identity.requestId : identity.keyId
      const updating = id.kind === 'chosen' ? meetingOpenRun(prepared, body) : request
      const run = await begin({ ...prepared, request: updating }, context, {
        send: (whole) =>
          runs.updateWithStart(whole, { name: update.name, args, updateId, timeoutMs }),
        reachesOpenRun: id.kind === 'chosen',
      })
      const { update: outcome } = run
      if (outcome instanceof Problem) throw namingRun(outcome, run)
      return { ...reached(run, request), ...outcome }
    },
  }
}

/** A message is for the run there is, unless its caller wants otherwise. */
function meetingOpenRun(
  { request }: PreparedStart,
  { id_conflict_policy: policy = 'use_existing' }: SignalWithStartBody | UpdateWithStartBody,
): StartRequest {
  return { ...request, workflowIdConflictPolicy: conflictPolicies[policy] }
}

function reached(run: Begun<{ runId: string; started: boolean }>, request: StartRequest): Reached {
  const { workflowId, runId, started, isReplay } = run
  const isNew = started && !isReplay
  const taskQueue = started ? (request.taskQueue?.name ?? undefined) : undefined
  return { workflowId, runId, started: isNew, isReplay, taskQueue }
}

function namingRun(problem: Problem, run: Begun<{ runId: string; started: boolean }>): Problem {
  const facts = { workflow_id: run.workflowId, run_id: run.runId, started: run.started }
  return new Problem(problem.code, problem.message, { ...problem.extras, ...facts }, problem)
}

/** @throws Problem where Temporal could hand the signal to a run that is somebody else's. */
function assertSignalIds(body: SignalWithStartBody): void {
  if (body.id_conflict_policy === 'fail') {
    throw fault('/id_conflict_policy', 'can be use_existing or terminate_existing with a signal')
  }
  const why =
    'would signal whichever run has the number: use workflow_id, or start without a signal'
  if (body.name) throw fault('/name', why)
  if (/\{\{\s*counter\s*\}\}/.test(body.id_template ?? '')) throw fault('/id_template', why)
}

function assertStartsNow(body: UpdateWithStartBody): void {
  for (const member of ['start_delay_seconds', 'start_at'] as const) {
    if (body[member] !== undefined) {
      throw fault(`/${member}`, 'has no meaning with an update, which is answered now')
    }
  }
}

function fault(pointer: string, detail: string): Problem {
  return new Problem('validation-failed', `${pointer} ${detail}`, { errors: [{ pointer, detail }] })
}
