import { Problem } from '@temporal-registry/contract/problem'

/** When a refusal says after how long to ask again, as Temporal is told. */
export function retryDelayOf(error: unknown): { readonly nextRetryDelay?: number } {
  const seconds = error instanceof Problem ? error.extras.retry_after_seconds : undefined
  return seconds === undefined ? {} : { nextRetryDelay: seconds * 1000 }
}
