import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import { createCalls, type MakeCall } from '../platform/calls.ts'
import type { GrpcMeanings } from '../platform/temporal-problems.ts'
import { callDeadlineMs, type Temporal } from '../platform/temporal.ts'

/** One execution: a workflow id, and a run id or '' for the latest. */
export interface RunRef {
  readonly workflowId: string
  readonly runId: string
}

/** Calls about runs, each with a deadline; what fails rises as a refusal. */
export interface RunCalls {
  readonly make: MakeCall
  /** The same where a closed run is a `run-closed`. */
  makeOnOpenRun<T>(call: () => Promise<T>, meanings?: GrpcMeanings, deadlineMs?: number): Promise<T>
}

export function createRunCalls(temporal: Temporal): RunCalls {
  const make = createCalls(temporal)

  return {
    make,
    async makeOnOpenRun(call, meanings = {}, deadlineMs = callDeadlineMs) {
      try {
        const closed: GrpcMeanings = { [Code.FAILED_PRECONDITION]: 'run-closed' }
        return await make(call, { ...closed, ...meanings }, deadlineMs)
      } catch (error) {
        // `NOT_FOUND` is also Temporal's answer for a run that is closed: its words tell which.
        const isClosed =
          error instanceof Problem &&
          error.code === 'run-not-found' &&
          error.message.includes('already completed')
        throw isClosed ? new Problem('run-closed', error.message, {}, error) : error
      }
    },
  }
}
