import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import { toPayloads } from '../platform/payloads.ts'
import type { proto } from '../platform/proto.ts'
import type { Temporal } from '../platform/temporal.ts'
import type { RunCalls } from './run-calls.ts'
import {
  acceptDeadlineMs,
  assertUpdateFits,
  becomeOf,
  completed,
  stageFor,
  type UpdateOutcome,
} from './update-outcome.ts'

type StartRequest = proto.api.workflowservice.v1.IStartWorkflowExecutionRequest

/** An update that is sent together with a start. */
export interface StartingUpdate {
  readonly name: string
  readonly args: readonly unknown[]
  readonly updateId: string
  /** How long to wait for the answer; with 0 it is enough that a worker takes the update. */
  readonly timeoutMs: number
}

export interface UpdatedRun {
  readonly runId: string
  /** False when the run was there before. */
  readonly started: boolean
  /** What became of the update; a refusal of it does not undo the start. */
  readonly update: UpdateOutcome | Problem
}

export type UpdateWithStart = (start: StartRequest, update: StartingUpdate) => Promise<UpdatedRun>

/** Begins a run and updates it, or updates the one there is, with one call to Temporal. */
export function createUpdateWithStart(temporal: Temporal, calls: RunCalls): UpdateWithStart {
  const { connection, namespace, identity } = temporal
  const service = connection.workflowService

  return async (start, { name, args, updateId, timeoutMs }) => {
    const workflowExecution = { workflowId: start.workflowId ?? '' }
    const lifecycleStage = stageFor(timeoutMs)
    const input = { name, args: toPayloads(args) }
    assertUpdateFits(input.args)
    const updateWorkflow = {
      namespace,
      workflowExecution,
      waitPolicy: { lifecycleStage },
      request: { meta: { updateId, identity }, input },
    }
    const operations = [{ startWorkflow: start }, { updateWorkflow }]
    const giveUpAtMs = Date.now() + (timeoutMs || acceptDeadlineMs)
    let begun: Pick<UpdatedRun, 'runId' | 'started'> | undefined
    try {
      do {
        const { responses } = await calls.makeOnOpenRun(
          () => service.executeMultiOperation({ namespace, operations }),
          { [Code.FAILED_PRECONDITION]: 'worker-not-answering' },
          Math.max(giveUpAtMs - Date.now(), 1),
        )
        const { startWorkflow } = responses[0] ?? {}
        const { outcome, stage = 0 } = responses[1]?.updateWorkflow ?? {}
        begun ??= { runId: startWorkflow?.runId ?? '', started: startWorkflow?.started ?? false }
        if (outcome) {
          return { ...begun, update: await valueOrProblem(() => completed(updateId, outcome)) }
        }
        if ((stage ?? 0) >= lifecycleStage) {
          return { ...begun, update: { updateId, isComplete: false } }
        }
      } while (Date.now() < giveUpAtMs)
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'temporal-timeout')) throw error
      begun ??= await runAfter(error, workflowExecution)
    }
    const run = { ...workflowExecution, runId: begun.runId }
    const update = await valueOrProblem(() => becomeOf(temporal, calls, run, updateId))
    return { ...begun, update }
  }

  /** Which run there is after a call that was not answered: its start is done even so, or nothing is. */
  async function runAfter(error: Problem, execution: { workflowId: string }) {
    try {
      const { workflowExecutionInfo: info } = await calls.make(() =>
        service.describeWorkflowExecution({ namespace, execution }),
      )
      return { runId: info?.execution?.runId ?? '', started: true }
    } catch {
      throw error
    }
  }
}

async function valueOrProblem<T>(work: () => T | Promise<T>): Promise<T | Problem> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
