import { Problem } from '@temporal-registry/contract/problem'

import { expressionLimits as limits } from '../limits.ts'
import type { Answer, LoadRequest, Request } from './messages.ts'
import { startThread, type Stop, type Thread } from './thread.ts'

export interface Threads {
  /**
   * Answers a request on the next thread that is free. A request that has to be stopped costs the
   * thread, which is replaced, and nobody else's evaluation.
   *
   * @throws Problem `expressions-busy` when as many wait as may
   */
  run(request: Request, nextLoad?: NextLoad): Promise<Answer | Stop>
  readonly waitingCount: () => number
  close(): Promise<void>
}

/** What a thread has to be told before a request, as long as there is something. */
export interface NextLoad {
  readonly setId: number
  readonly after: (knownVersion: number) => LoadRequest | undefined
}

/** Starts its threads when the first request comes: who evaluates nothing pays for none. */
export function createThreads(threadCount: number): Threads {
  const all = new Set<Thread>()
  const free: Thread[] = []
  const waiting: PromiseWithResolvers<Thread>[] = []
  let isClosed = false

  return {
    async run(request, nextLoad) {
      const thread = await take()
      const answer = (nextLoad && (await load(thread, nextLoad))) ?? (await thread.run(request))
      if ('reason' in answer) replace(thread)
      else giveBack(thread)
      return answer
    },
    waitingCount: () => waiting.length,
    async close() {
      isClosed = true
      for (const one of waiting.splice(0)) one.reject(closed())
      await Promise.all([...all].map((thread) => thread.close()))
    },
  }

  async function take(): Promise<Thread> {
    if (isClosed) throw closed()
    const thread = free.pop()
    if (thread) return thread
    if (waiting.length >= limits.waitingMessageCount)
      throw new Problem(
        'expressions-busy',
        `${waiting.length} evaluations wait for a thread already`,
        { retry_after_seconds: 1 },
      )
    const turn = Promise.withResolvers<Thread>()
    waiting.push(turn)
    while (all.size < threadCount) begin()
    return await turn.promise
  }

  async function load(
    thread: Thread,
    { setId, after }: NextLoad,
  ): Promise<Answer | Stop | undefined> {
    for (;;) {
      const request = after(thread.knownVersions.get(setId) ?? 0)
      if (!request) return undefined
      const answer = await thread.run(request)
      if ('reason' in answer) return { ...answer, isLoading: true }
      if ('fault' in answer) return answer
      thread.knownVersions.set(setId, request.version)
    }
  }

  function begin(): void {
    const thread = startThread()
    all.add(thread)
    thread.ready.then(
      () => giveBack(thread),
      (error: unknown) => {
        all.delete(thread)
        // Nobody would come for them: the next request begins anew.
        if (all.size === 0) for (const one of waiting.splice(0)) one.reject(error)
      },
    )
  }

  function giveBack(thread: Thread): void {
    const next = waiting.shift()
    if (next) next.resolve(thread)
    else free.push(thread)
  }

  /** At once, so that the next one does not wait for the engines to be loaded. */
  function replace(thread: Thread): void {
    all.delete(thread)
    if (!isClosed) begin()
  }
}

function closed(): Error {
  return new Error('expressions are closed')
}
