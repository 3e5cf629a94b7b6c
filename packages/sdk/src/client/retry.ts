import type { ProblemCode } from '@temporal-registry/contract/problem'
import { backoffMs, type Backoff } from '../backoff.ts'
import { isApiError, type ApiError } from './api-error.ts'

/** How often and how long a request is repeated. */
export interface RetryPolicy extends Backoff {
  /** Requests in all, the first among them. */
  readonly attempts: number
  /** No try begins later than this after the first. */
  readonly totalMs: number
  /** Longest wait that a `Retry-After` can ask for. */
  readonly maxRetryAfterMs: number
}

/** What is done when nothing else is said: a gateway that restarts is back well within it. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 6,
  totalMs: 15_000,
  firstDelayMs: 200,
  maxDelayMs: 3_000,
  maxRetryAfterMs: 10_000,
}

/** What makes a request safe to repeat: its operation, or the key it carries. */
export interface Repeatability {
  readonly idempotent: boolean
  readonly keyed: boolean
}

/** Answers that may be another the next time. No answer at all is one of them, too. */
const passingStatuses: readonly number[] = [429, 502, 503, 504]

/**
 * Answers with a passing status that are not repeated all the same: `always`, as only an operator can
 * change them, or `unless-keyed`, as they are what an unkeyed caller came to hear.
 */
const finalCodes: Partial<Record<ProblemCode, 'always' | 'unless-keyed'>> = {
  'temporal-refused': 'always',
  'no-ready-target': 'unless-keyed',
  'worker-not-answering': 'unless-keyed',
}

/** Whether a request that failed so may be sent again. */
export function mayRepeat(error: unknown, { idempotent, keyed }: Repeatability): error is ApiError {
  if (!isApiError(error) || !(idempotent || keyed)) return false
  if (error.code === 'network') return true
  if (error.status === undefined || !passingStatuses.includes(error.status)) return false
  const final = (finalCodes as Partial<Record<string, 'always' | 'unless-keyed'>>)[error.code]
  return final === undefined || (final === 'unless-keyed' && keyed)
}

/** The wait before the try after the n-th failure, or undefined when there is none to be made. */
export function nextDelayMs(
  policy: RetryPolicy,
  { failures, elapsedMs, error }: { failures: number; elapsedMs: number; error: ApiError },
): number | undefined {
  if (failures >= policy.attempts) return undefined
  const asked = Math.min(error.retryAfterMs ?? 0, policy.maxRetryAfterMs)
  const delayMs = Math.max(backoffMs(policy, failures), asked)
  return elapsedMs + delayMs > policy.totalMs ? undefined : delayMs
}

/** Runs `attempt` until it succeeds, fails for good, or the policy is used up. */
export async function withRetries<T>(
  policy: RetryPolicy,
  { signal, ...repeatability }: Repeatability & { signal?: AbortSignal | undefined },
  attempt: () => Promise<T>,
): Promise<T> {
  const startedMs = performance.now()
  for (let failures = 1; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      if (!mayRepeat(error, repeatability)) throw error
      const elapsedMs = performance.now() - startedMs
      const delayMs = nextDelayMs(policy, { failures, elapsedMs, error })
      if (delayMs === undefined) throw error
      await sleep(delayMs, signal)
    }
  }
}

/** Waits, unless aborted: then rejects with the reason. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
