import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import { grpcStatusOf, problemOf, type GrpcMeanings } from './temporal-problems.ts'
import { callDeadlineMs, type Temporal } from './temporal.ts'

/** Makes a call to Temporal with a deadline; what fails rises as a refusal. */
export type MakeCall = <T>(
  call: () => Promise<T>,
  meanings?: GrpcMeanings,
  deadlineMs?: number,
) => Promise<T>

export function createCalls(temporal: Pick<Temporal, 'assertReachable' | 'connection'>): MakeCall {
  return async (call, meanings, deadlineMs = callDeadlineMs) => {
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
}
