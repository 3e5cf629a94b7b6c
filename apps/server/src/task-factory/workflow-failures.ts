import { Problem } from '@temporal-registry/contract/problem'
import { ApplicationFailure } from '@temporalio/common'

/** A refusal will not heal by itself when it is the request's fault: trying again is for the others. */
export async function asFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    throw ApplicationFailure.create({
      message: error.message,
      type: error.code,
      nonRetryable: true,
      details: [error.extras],
    })
  }
}
