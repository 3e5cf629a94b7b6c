import { Problem } from '@temporal-registry/contract/problem'

import { createThreadPool } from '../../platform/threads/pool.ts'
import { startThread, type Stop, type Thread } from '../../platform/threads/thread.ts'
import { expressionLimits as limits } from '../limits.ts'
import type { Answer, LoadRequest, Request } from './messages.ts'

/** A thread that was stopped; at what it lacked of a set of filters, the item is the slot of one. */
export type ExpressionStop = Stop & {
  readonly reason: 'time' | 'memory'
  readonly isLoading?: true
}

export interface Threads {
  /**
   * Answers a request on the next thread that is free.
   *
   * @throws Problem `expressions-busy` when as many wait as may, or the machine had no time for it
   */
  run(request: Request, nextLoad?: NextLoad): Promise<Answer | ExpressionStop>
  readonly waitingCount: () => number
  close(): Promise<void>
}

/** What a thread has to be told before a request, as long as there is something. */
export interface NextLoad {
  readonly setId: number
  readonly after: (knownVersion: number) => LoadRequest | undefined
}

interface ExpressionThread extends Thread<Request, Answer> {
  /** The version of each set of filters that it has. */
  readonly knownVersions: Map<number, number>
}

export function createThreads(threadCount: number): Threads {
  const pool = createThreadPool<ExpressionThread>({
    name: 'expressions',
    threadCount,
    maxWaiting: limits.waitingMessageCount,
    start: () => ({ ...startThread<Request, Answer>(kind), knownVersions: new Map() }),
    busy: (waitingCount) =>
      new Problem('expressions-busy', `${waitingCount} evaluations wait for a thread already`, {
        retry_after_seconds: 1,
      }),
  })

  return {
    async run(request, nextLoad) {
      const answer = await pool.use<Answer>(
        async (thread) => (nextLoad && (await load(thread, nextLoad))) ?? thread.run(request),
      )
      if (!('reason' in answer)) return answer
      const { reason } = answer
      if (reason === 'starved') throw starved()
      return { ...answer, reason }
    },
    waitingCount: pool.waitingCount,
    close: pool.close,
  }
}

/** No word about the expression, which may be as cheap as any: whoever asks again finds out. */
function starved(): Problem {
  const detail = `the machine is too busy: in ${limits.starvedMillis / 1000} s it had no time to evaluate one`
  return new Problem('expressions-busy', detail, { retry_after_seconds: 5 })
}

const kind = {
  worker: new URL('./worker.ts', import.meta.url),
  limits: {
    itemMillis: limits.evaluationMillis,
    messageMillis: limits.messageMillis,
    starvedMillis: limits.starvedMillis,
    heapMegabytes: limits.threadHeapMegabytes,
  },
}

async function load(
  thread: ExpressionThread,
  { setId, after }: NextLoad,
): Promise<Answer | (Stop & Pick<ExpressionStop, 'isLoading'>) | undefined> {
  for (;;) {
    const request = after(thread.knownVersions.get(setId) ?? 0)
    if (!request) return undefined
    const answer = await thread.run(request)
    if ('reason' in answer) return { ...answer, isLoading: true }
    if ('fault' in answer) return answer
    thread.knownVersions.set(setId, request.version)
  }
}
