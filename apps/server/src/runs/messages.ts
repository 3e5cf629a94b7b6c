import { randomUUID } from 'node:crypto'
import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import { answersIn, toPayloads } from '../platform/payloads.ts'
import type { Temporal } from '../platform/temporal.ts'
import type { RunCalls, RunRef } from './run-calls.ts'
import {
  acceptDeadlineMs,
  assertUpdateFits,
  becomeOf,
  completed,
  stageFor,
  type UpdateOutcome,
} from './update-outcome.ts'

const queryDeadlineMs = 10_000

export interface UpdateOptions {
  readonly updateId?: string
  /** How long to wait for the answer; with 0 it is enough that a worker takes the update. */
  readonly timeoutMs: number
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

export function createRunMessages(temporal: Temporal, calls: RunCalls): RunMessages {
  const { connection, namespace, identity } = temporal
  const { make, makeOnOpenRun } = calls
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
        return answersIn(answer.queryResult)[0]
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
      const lifecycleStage = stageFor(timeoutMs)
      const input = { name, args: toPayloads(args) }
      assertUpdateFits(input.args)
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
      return becomeOf(temporal, calls, run, updateId)
    },
  }
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
