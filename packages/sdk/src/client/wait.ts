import type { RunStatus } from '@temporal-registry/contract/runs'

/** Longest wait asked of the gateway in one request: proxies cut connections that are silent for longer. */
export const longestWaitSeconds = 25

/** The `Prefer` header for a wait (RFC 7240), or undefined for none. */
export function preferWait(seconds: number | undefined): string | undefined {
  return seconds === undefined || seconds <= 0 ? undefined : `wait=${Math.ceil(seconds)}`
}

/** Whether a run has ended, however it did. */
export function isClosed(status: RunStatus | undefined): boolean {
  return status !== undefined && status !== 'running' && status !== 'paused'
}

/**
 * How long the gateway was asked to wait before it answers: for a run's end (`Prefer: wait=…`) and for a
 * worker (`on_no_worker: wait`). A try may take so much longer.
 */
export function askedWaitMs(
  headers: Readonly<Record<string, string | undefined>> | undefined,
  body: unknown,
): number {
  const preferred = /(?:^|[,;\s])wait=(\d+(?:\.\d+)?)/.exec(headers?.['prefer'] ?? '')?.[1]
  return (Number(preferred ?? 0) + workerWaitSeconds(body)) * 1000
}

const longestWorkerWaitSeconds = 60

/** A batch takes as long as its starts; a start of it, this long when Temporal is busy. */
const batchItemSeconds = 0.05

function workerWaitSeconds(body: unknown): number {
  const members = (body ?? {}) as Partial<Record<string, unknown>>
  const { on_no_worker, wait_for_worker_seconds, items } = members
  if (Array.isArray(items)) {
    return items.length * batchItemSeconds + Math.max(0, ...items.map(workerWaitSeconds))
  }
  if (on_no_worker !== 'wait') return 0
  return Number(wait_for_worker_seconds ?? longestWorkerWaitSeconds)
}
