import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import { grpcStatusOf, problemOf, type GrpcMeanings } from '../platform/temporal-problems.ts'
import { callDeadlineMs, type Temporal } from '../platform/temporal.ts'

/** One execution: a workflow id, and a run id or '' for the latest. */
export interface RunRef {
  readonly workflowId: string
  readonly runId: string
}

/** Calls about runs, each with a deadline; what fails rises as a refusal. */
export interface RunCalls {
  make<T>(call: () => Promise<T>, meanings?: GrpcMeanings, deadlineMs?: number): Promise<T>
  /** The same where a closed run is a `run-closed`. */
  makeOnOpenRun<T>(call: () => Promise<T>, meanings?: GrpcMeanings, deadlineMs?: number): Promise<T>
}

export function createRunCalls(temporal: Temporal): RunCalls {
  async function make<T>(
    call: () => Promise<T>,
    meanings?: GrpcMeanings,
    deadlineMs = callDeadlineMs,
  ): Promise<T> {
    temporal.assertReachable()
    try {
      return await temporal.connection.withDeadline(Date.now() + deadlineMs, call)
    } catch (error) {
      // Which of the two ends notices a deadline first decides whether it is called cancelled or exceeded.
      const status = grpcStatusOf(error)?.code
      if (status === Code.CANCELLED || status === Code.DEADLINE_EXCEEDED) {
        const detail = `There was no answer within ${deadlineMs / 1000} s`
        throw new Problem('temporal-timeout', detail, {}, error)
      }
      // Too much is too much, whatever else the status means to an operation.
      const usual = problemOf(error)
      const isTooLarge = usual instanceof Problem && usual.code === 'payload-too-large'
      throw isTooLarge ? usual : problemOf(error, meanings)
    }
  }

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
