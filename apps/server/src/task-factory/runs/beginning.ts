import { status as Code } from '@grpc/grpc-js'
import { Problem, type ProblemCode } from '@temporal-registry/contract/problem'
import type { MakeCall } from '../../platform/calls.ts'
import type { Tables } from '../../platform/database/database.ts'
import { toPayloads } from '../../platform/payloads.ts'
import { api } from '../../platform/proto.ts'
import type { Temporal } from '../../platform/temporal.ts'
import type { FactoryTables } from '../tables.ts'
import type { EndRun } from '../triggers/ending.ts'
import type { OutboxRow, OutboxStore } from '../triggers/outbox-store.ts'
import {
  backfillActivityWorkflowType,
  backfillWokenSignal,
  type BackfillInput,
} from '../workflow/backfill-messages.ts'
import { humanTaskClosedSignal } from '../workflow/human-task-messages.ts'
import { runWorkflowTypes, type RunInput } from '../workflow/messages.ts'
import type { RunRow, RunStore } from './store.ts'

const { WorkflowExecutionStatus, WorkflowIdReusePolicy } = api.enums.v1

/**
 * Works off what decisions left to be done in Temporal: workflows to be begun, woken, cancelled, terminated. Each
 * may be repeated: a workflow is begun under its run's own request id.
 */
export function createBeginning(deps: {
  readonly temporal: Pick<Temporal, 'connection' | 'namespace' | 'identity'>
  readonly call: MakeCall
  readonly taskQueue: string
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly outbox: OutboxStore
  readonly endRun: EndRun
  /** Says which workflow waits for a human task. */
  readonly findHumanTask: (id: string) => Promise<{ readonly task_id: string } | undefined>
  /** A place may have been handed on. */
  readonly wake: () => void
  readonly onBegun: (run: RunRow) => void
}) {
  const { temporal, call, tables, runs, outbox, endRun } = deps
  const { workflowService } = temporal.connection

  return async function handle(rows: readonly OutboxRow[]): Promise<ReadonlyMap<string, unknown>> {
    const failures = new Map<string, unknown>()
    await Promise.all(
      rows.map(async (row) => {
        try {
          await carryOut(row)
        } catch (error) {
          failures.set(row.id, error)
        }
      }),
    )
    return failures
  }

  async function carryOut(row: OutboxRow): Promise<void> {
    if (row.kind === 'human') await tellClosed(row.ref)
    else if (row.kind === 'backfill') await wakeBackfill(row)
    else await moveRun(row)
    await tables.query((db) => outbox.remove(db, row.id))
  }

  async function moveRun(row: OutboxRow): Promise<void> {
    const run = await tables.query((db) => runs.find(db, row.ref))
    if (run && row.kind === 'start' && run.status === 'starting') await begin(run)
    else if (run && row.kind !== 'start' && run.finished_at === null) await end(run, row)
  }

  async function tellClosed(humanTaskId: string): Promise<void> {
    const task = await deps.findHumanTask(humanTaskId)
    if (!task) return
    const { namespace, identity } = temporal
    const workflowExecution = { workflowId: `human-${task.task_id}` }
    const told = { namespace, identity, workflowExecution, signalName: humanTaskClosedSignal }
    try {
      await call(
        () => workflowService.signalWorkflowExecution({ ...told, requestId: humanTaskId }),
        gone,
      )
    } catch (error) {
      // It has ended: nobody waits any more.
      if (!isRefusal(error, 'run-not-found')) throw error
    }
  }

  async function wakeBackfill({ id: requestId, payload }: OutboxRow): Promise<void> {
    // Whoever wrote the row said which.
    const input = payload as unknown as BackfillInput
    const { namespace, identity } = temporal
    const workflow = {
      workflowId: `activity-backfill-${input.backfill_id}`,
      workflowType: { name: backfillActivityWorkflowType },
      taskQueue: { name: deps.taskQueue },
      workflowIdReusePolicy:
        WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
      input: toPayloads([input]),
    }
    const told = { namespace, identity, requestId, signalName: backfillWokenSignal }
    try {
      await call(() => workflowService.signalWithStartWorkflowExecution({ ...told, ...workflow }), {
        [Code.ALREADY_EXISTS]: 'workflow-id-taken',
      })
    } catch (error) {
      // It is over, as it found for itself.
      if (!isRefusal(error, 'workflow-id-taken')) throw error
    }
  }

  async function begin(run: RunRow): Promise<void> {
    const input: RunInput = { run_id: run.id }
    try {
      await call(
        () =>
          workflowService.startWorkflowExecution({
            namespace: temporal.namespace,
            identity: temporal.identity,
            workflowId: run.workflow_id,
            workflowType: { name: runWorkflowTypes[run.subject] },
            taskQueue: { name: deps.taskQueue },
            requestId: run.id,
            workflowIdReusePolicy: WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
            input: toPayloads([input]),
          }),
        { [Code.ALREADY_EXISTS]: 'workflow-id-taken' },
      )
      deps.onBegun(run)
    } catch (error) {
      // It was begun before, and may have ended: whoever claims a run claims it once.
      if (isRefusal(error, 'workflow-id-taken')) return
      if (!(error instanceof Problem) || error.status >= 500) throw error
      // What Temporal refuses now it will refuse again.
      const failure = { message: error.message, kind: 'server', type: error.code }
      const ending = { status: 'failed' as const, reason: error.message, failure }
      await tables.transaction((trx) => endRun(trx, run, ending))
      deps.wake()
    }
  }

  async function end(run: RunRow, { kind: how, payload }: OutboxRow): Promise<void> {
    // A caller's cancellation says who asked.
    const { reason: said } = payload
    const reason = typeof said === 'string' ? said : 'A newer one took its place'
    const isThere = run.status === 'queued' ? false : await reach(run, how, reason)
    // A workflow that is cancelled says itself how it ended; of one that is not there nobody would.
    if (isThere && how === 'cancel') return
    await tables.transaction((trx) => endRun(trx, run, { status: 'cancelled', reason }))
    deps.wake()
  }

  /** @returns whether the workflow is open still. */
  async function reach(run: RunRow, how: OutboxRow['kind'], reason: string): Promise<boolean> {
    const { namespace, identity } = temporal
    const workflowExecution = { workflowId: run.workflow_id }
    const firstExecutionRunId = run.workflow_run_id ?? ''
    const request = { namespace, identity, workflowExecution, firstExecutionRunId, reason }
    try {
      await call<unknown>(
        () =>
          how === 'cancel'
            ? workflowService.requestCancelWorkflowExecution({ ...request, requestId: run.id })
            : workflowService.terminateWorkflowExecution(request),
        gone,
      )
      // Temporal takes a cancellation of what has ended, and does nothing.
      const { workflowExecutionInfo: found } = await call(
        () =>
          workflowService.describeWorkflowExecution({ namespace, execution: workflowExecution }),
        gone,
      )
      return found?.status === WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
    } catch (error) {
      if (!isRefusal(error, 'run-not-found')) throw error
      return false
    }
  }
}

/** There is no such workflow, or it has ended. */
const gone = { [Code.NOT_FOUND]: 'run-not-found' } as const

function isRefusal(error: unknown, code: ProblemCode): boolean {
  return error instanceof Problem && error.code === code
}
