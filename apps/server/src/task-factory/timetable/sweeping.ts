import { status as Code } from '@grpc/grpc-js'
import type { MakeCall } from '../../platform/calls.ts'
import type { Tables } from '../../platform/database/database.ts'
import { api } from '../../platform/proto.ts'
import { grpcStatusOf } from '../../platform/temporal-problems.ts'
import type { Temporal } from '../../platform/temporal.ts'
import type { RunEnding, RunRow, RunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import type { EndRun } from '../triggers/ending.ts'

const { WorkflowExecutionStatus: Status } = api.enums.v1

/** A run that has just begun is not looked at: its workflow may not be there yet. */
const graceMs = 60_000
const atOnce = 16
/** How long one sweep looks; the next goes on where it stopped. */
const stretchMs = 15_000

const endings: Readonly<Record<number, RunEnding>> = {
  [Status.WORKFLOW_EXECUTION_STATUS_COMPLETED]: lost('failed', 'has completed without saying how'),
  [Status.WORKFLOW_EXECUTION_STATUS_FAILED]: lost('failed', 'has failed'),
  [Status.WORKFLOW_EXECUTION_STATUS_TIMED_OUT]: lost('failed', 'has timed out'),
  [Status.WORKFLOW_EXECUTION_STATUS_CANCELED]: lost('cancelled', 'was cancelled'),
  [Status.WORKFLOW_EXECUTION_STATUS_TERMINATED]: lost('cancelled', 'was terminated'),
}

/** Ends runs whose workflow ended without saying so: it was terminated, timed out, or is gone. */
export function createSweep(deps: {
  readonly temporal: Pick<Temporal, 'connection' | 'namespace'>
  readonly call: MakeCall
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly endRun: EndRun
  /** A place may have been handed on. */
  readonly wake: () => void
  readonly now: () => Date
}): () => Promise<number> {
  const { temporal, call, tables, runs, endRun, wake, now } = deps
  let after: string | undefined

  async function find(workflowId: string) {
    const { workflowService } = temporal.connection
    const request = { namespace: temporal.namespace, execution: { workflowId } }
    try {
      const found = await call(() => workflowService.describeWorkflowExecution(request))
      return found.workflowExecutionInfo ?? undefined
    } catch (error) {
      if (grpcStatusOf(error)?.code !== Code.NOT_FOUND) throw error
      return undefined
    }
  }

  async function endingOf(run: RunRow): Promise<RunEnding | undefined> {
    const found = await find(run.workflow_id)
    // One that is starting has its row in the outbox, which begins it.
    if (!found) {
      return run.status === 'starting' ? undefined : lost('failed', 'is not in Temporal any more')
    }
    const first = run.workflow_run_id
    if (first !== null && found.firstRunId && found.firstRunId !== first) {
      return lost('failed', 'has ended, and another has its id')
    }
    return endings[found.status ?? 0]
  }

  async function sweep(run: RunRow): Promise<boolean> {
    const ending = await endingOf(run)
    if (!ending) return false
    return (await tables.transaction((trx) => endRun(trx, run, ending))) !== undefined
  }

  return async () => {
    const until = now().getTime() + stretchMs
    let swept = 0
    do {
      const before = new Date(now().getTime() - graceMs)
      const some = await tables.query((db) =>
        runs.listHoldingSince(db, { before, after, limit: atOnce }),
      )
      swept += (await Promise.all(some.map(sweep))).filter(Boolean).length
      after = some.length < atOnce ? undefined : some.at(-1)?.id
    } while (after !== undefined && now().getTime() < until)
    if (swept > 0) wake()
    return swept
  }
}

function lost(status: RunEnding['status'], what: string): RunEnding {
  return { status, reason: `Its workflow ${what}` }
}
