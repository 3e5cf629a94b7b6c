import { Problem } from '@temporal-registry/contract/problem'
import { ApplicationFailure } from '@temporalio/common'

/** A refusal will not heal by itself when it is the request's fault: trying again is for the others. */
export async function asFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw ApplicationFailure.create({
      message: error.message,
      type: error.code,
      nonRetryable: error.status < 500,
      ...retryDelayOf(error),
      details: [error.extras],
    })
  }
}

/** When a refusal says after how long to ask again, as Temporal is told. */
export function retryDelayOf(error: unknown): { readonly nextRetryDelay?: number } {
  const seconds = error instanceof Problem ? error.extras.retry_after_seconds : undefined
  return seconds === undefined ? {} : { nextRetryDelay: seconds * 1000 }
}
