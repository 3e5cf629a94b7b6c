import { setTimeout as sleep } from 'node:timers/promises'
import { status as Code } from '@grpc/grpc-js'
import type { Config } from '../config/config.ts'
import { api } from '../platform/proto.ts'
import { grpcStatusOf } from '../platform/temporal-problems.ts'
import type { Temporal } from '../platform/temporal.ts'
import { createTokenBucket, type TokenBucket } from '../platform/token-bucket.ts'
import type { Look } from './verdict.ts'

/** An answer is used again for so long; what is not polled now will hardly be a moment later. */
const freshForMs = 30_000
/** Answers kept at most. */
const maxKept = 10_000
const tokenPauseMs = 50
const deadlineMs = 5_000

const { TaskQueueType } = api.enums.v1

/** Asks Temporal who polls task queues that the registry does not know. */
export interface QueueLooks {
  /** Looks at as many as the budget allows until the deadline, in the order given. */
  lookAt(taskQueues: readonly string[], deadlineAtMs: number): Promise<ReadonlyMap<string, Look>>
}

export function createQueueLooks(
  { connection, namespace }: Pick<Temporal, 'connection' | 'namespace'>,
  limits: Pick<Config['registry'], 'poller_checks_per_second' | 'stale_poll_seconds'>,
  now: () => Date,
): QueueLooks {
  const bucket = createTokenBucket(limits.poller_checks_per_second)
  const staleAfterMs = limits.stale_poll_seconds * 1000
  const nowMs = () => now().getTime()
  const kept = new Map<string, { readonly look: Look; readonly atMs: number }>()

  async function ask(taskQueue: string): Promise<Look> {
    try {
      const { pollers } = await connection.withDeadline(Date.now() + deadlineMs, () =>
        connection.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name: taskQueue },
          taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        }),
      )
      // Temporal names a poller for minutes after it has gone: its last poll says whether it has.
      const polls = (pollers ?? []).map(({ lastAccessTime }) =>
        Number(lastAccessTime?.seconds ?? 0),
      )
      const lastPollAtMs = polls.length === 0 ? null : Math.max(...polls) * 1000
      const isPolled = lastPollAtMs !== null && nowMs() - lastPollAtMs <= staleAfterMs
      return isPolled ? { kind: 'polled' } : { kind: 'silent', lastPollAtMs }
    } catch (error) {
      const grpc = grpcStatusOf(error)
      // A name that Temporal does not take has no pollers.
      if (grpc?.code === Code.INVALID_ARGUMENT) return { kind: 'silent', lastPollAtMs: null }
      return {
        kind: 'unasked',
        why: `Temporal did not say who polls it: ${grpc?.details ?? String(error)}`,
      }
    }
  }

  function keep(taskQueue: string, look: Look): void {
    kept.delete(taskQueue)
    if (look.kind !== 'unasked') kept.set(taskQueue, { look, atMs: nowMs() })
    const [oldest] = kept.keys()
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
  }

  return {
    async lookAt(taskQueues, deadlineAtMs) {
      const found = new Map<string, Look>()
      const asked: Promise<void>[] = []
      for (const taskQueue of taskQueues) {
        const known = kept.get(taskQueue)
        if (known && nowMs() - known.atMs <= freshForMs) {
          found.set(taskQueue, known.look)
          continue
        }
        if (!(await takeToken(bucket, deadlineAtMs))) continue
        asked.push(
          ask(taskQueue).then((look) => {
            keep(taskQueue, look)
            found.set(taskQueue, look)
          }),
        )
      }
      await Promise.all(asked)
      return found
    },
  }
}

/** Waits for a question to be allowed; false when the time for it is over. */
export async function takeToken(bucket: TokenBucket, deadlineAtMs: number): Promise<boolean> {
  while (!bucket.tryTake(Date.now())) {
    if (Date.now() >= deadlineAtMs) return false
    await sleep(tokenPauseMs)
  }
  return true
}
