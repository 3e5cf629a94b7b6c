import { getRunResult, type RunResult } from '@temporal-registry/contract/runs'
import type { Caller } from './caller.ts'
import { sleep } from './retry.ts'
import { isClosed, longestWaitSeconds, preferWait } from './wait.ts'

/** Which execution to wait for, and how long. */
export interface WaitForResult {
  readonly run_id?: string | undefined
  /** Longest wait in all. Default: none. */
  readonly totalSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

// A gateway that does not wait although asked must not be asked in a busy loop.
const shortestRoundMs = 500

/** Asks for a run's result until it has ended, or the time is up: then `status` is `running`. */
export async function waitForResult(
  call: Caller['call'],
  workflow_id: string,
  { run_id, totalSeconds = Number.POSITIVE_INFINITY, signal }: WaitForResult,
): Promise<RunResult> {
  const endMs = performance.now() + totalSeconds * 1000
  for (;;) {
    const roundMs = performance.now()
    const leftSeconds = Math.max(0, (endMs - roundMs) / 1000)
    const result = await call(getRunResult, {
      params: { workflow_id },
      query: { run_id },
      headers: { prefer: preferWait(Math.min(leftSeconds, longestWaitSeconds)) },
      signal,
    })
    const nowMs = performance.now()
    if (isClosed(result.status) || nowMs >= endMs) return result
    const pauseMs = Math.max(0, shortestRoundMs - (nowMs - roundMs))
    await sleep(Math.min(pauseMs, endMs - nowMs), signal)
  }
}
