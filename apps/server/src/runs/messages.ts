import { randomUUID } from 'node:crypto'
import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import { fromPayloads, toPayloads } from '../platform/payloads.ts'
import { api, type proto } from '../platform/proto.ts'
import type { Temporal } from '../platform/temporal.ts'
import { failureOf } from './failure.ts'
import type { RunCalls, RunRef } from './run-calls.ts'

const { UpdateWorkflowExecutionLifecycleStage: Stage } = api.enums.v1
const queryDeadlineMs = 10_000
const acceptDeadlineMs = 10_000
/** Temporal's limit (`limit.blobSize.error`). It takes a larger update, and fails the run's tasks over it. */
const maxUpdateBytes = 2 * 1_024 * 1_024

export interface UpdateOptions {
  readonly updateId?: string
  /** How long to wait for the answer; with 0 it is enough that a worker takes the update. */
  readonly timeoutMs: number
}

export interface UpdateOutcome {
  readonly updateId: string
  readonly isComplete: boolean
  readonly result?: unknown
}

/** Signals, queries and updates to one run. */
export interface RunMessages {
  signal(run: RunRef, name: string, args: readonly unknown[], requestId?: string): Promise<void>
  query(run: RunRef, name: string, args: readonly unknown[]): Promise<unknown>
  update(
    run: RunRef,
    name: string,
    args: readonly unknown[],
    options: UpdateOptions,
  ): Promise<UpdateOutcome>
}

export function createRunMessages(
  { connection, namespace, identity }: Temporal,
  { make, makeOnOpenRun }: RunCalls,
): RunMessages {
  const service = connection.workflowService

  return {
    async signal(run, signalName, args, requestId = randomUUID()) {
      const input = toPayloads(args)
      await makeOnOpenRun(() =>
        service.signalWorkflowExecution({
          namespace,
          workflowExecution: run,
          signalName,
          input,
          identity,
          requestId,
        }),
      )
    },
    async query(run, queryType, args) {
      try {
        const query = { queryType, queryArgs: toPayloads(args) }
        const answer = await make(
          () => service.queryWorkflow({ namespace, execution: run, query }),
          {
            [Code.INVALID_ARGUMENT]: 'query-failed',
            [Code.FAILED_PRECONDITION]: 'query-failed',
          },
          queryDeadlineMs,
        )
        return fromPayloads(answer.queryResult)[0]
      } catch (error) {
        throw isUnanswered(error)
          ? new Problem(
              'worker-not-answering',
              `No worker answered «${queryType}»: ${error.message}`,
              {},
              error,
            )
          : error
      }
    },
    async update(run, name, args, { updateId = randomUUID(), timeoutMs }) {
      const lifecycleStage =
        timeoutMs === 0
          ? Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED
          : Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED
      const input = { name, args: toPayloads(args) }
      assertFits(input.args)
      const request = {
        namespace,
        workflowExecution: run,
        waitPolicy: { lifecycleStage },
        request: { meta: { updateId, identity }, input },
      }
      const giveUpAtMs = Date.now() + (timeoutMs || acceptDeadlineMs)
      try {
        do {
          const { outcome, stage } = await makeOnOpenRun(
            () => service.updateWorkflowExecution(request),
            { [Code.FAILED_PRECONDITION]: 'worker-not-answering' },
            Math.max(giveUpAtMs - Date.now(), 1),
          )
          if (outcome) return completed(updateId, outcome)
          if (stage >= lifecycleStage) return { updateId, isComplete: false }
        } while (Date.now() < giveUpAtMs)
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'temporal-timeout')) throw error
      }
      return becomeOf(run, updateId)
    },
  }

  /** What became of an update that was not answered in time: one that a worker took goes on. */
  async function becomeOf(run: RunRef, updateId: string): Promise<UpdateOutcome> {
    const { outcome, stage } = await make(
      () =>
        service.pollWorkflowExecutionUpdate({
          namespace,
          updateRef: { workflowExecution: run, updateId },
          identity,
        }),
      { [Code.NOT_FOUND]: 'worker-not-answering' },
    )
    if (outcome) return completed(updateId, outcome)
    if (stage < Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED) {
      throw new Problem(
        'worker-not-answering',
        'No worker took the update in time. It is not in the history; Temporal may still hand it to a worker that comes soon. Repeat it under the same key to learn what became of it',
        { update_id: updateId },
      )
    }
    return { updateId, isComplete: false }
  }
}

function assertFits({ payloads }: ReturnType<typeof toPayloads>): void {
  const bytes = (payloads ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0)
  if (bytes <= maxUpdateBytes) return
  throw new Problem(
    'payload-too-large',
    `The arguments are ${bytes} bytes; Temporal stores ${maxUpdateBytes}`,
  )
}

function completed(updateId: string, outcome: proto.api.update.v1.IOutcome): UpdateOutcome {
  if (outcome.failure) {
    const failure = failureOf(outcome.failure)
    throw new Problem('update-refused', failure.message, { failure, update_id: updateId })
  }
  return { updateId, isComplete: true, result: fromPayloads(outcome.success)[0] }
}

/** Nobody polls the queue, or nobody answered in time; other failures are the workflow's own. */
function isUnanswered(error: unknown): error is Problem {
  return (
    error instanceof Problem &&
    (error.code === 'temporal-timeout' ||
      (error.code === 'query-failed' &&
        /no poller|not ready|worker may be down/i.test(error.message)))
  )
}
