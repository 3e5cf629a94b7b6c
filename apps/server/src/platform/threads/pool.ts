import type { Stop, Thread } from './thread.ts'

export interface ThreadPool<T> {
  /**
   * Works on the next thread that is free. Work that has to be stopped costs the thread, which is
   * replaced, and nobody else's work.
   *
   * @throws what `busy` makes when as many wait as may
   */
  use<R extends object>(work: (thread: T) => Promise<R | Stop>): Promise<R | Stop>
  readonly waitingCount: () => number
  close(): Promise<void>
}

/** Starts its threads when the first work comes: who has none pays for none. */
export function createThreadPool<T extends Pick<Thread<unknown, object>, 'ready' | 'close'>>({
  name,
  threadCount,
  maxWaiting,
  start,
  busy,
}: {
  readonly name: string
  readonly threadCount: number
  readonly maxWaiting: number
  readonly start: () => T
  readonly busy: (waitingCount: number) => Error
}): ThreadPool<T> {
  const all = new Set<T>()
  const free: T[] = []
  const waiting: PromiseWithResolvers<T>[] = []
  let isClosed = false

  return {
    async use(work) {
      const thread = await take()
      try {
        const answer = await work(thread)
        if ('reason' in answer) replace(thread)
        else giveBack(thread)
        return answer
      } catch (error) {
        void thread.close()
        replace(thread)
        throw error
      }
    },
    waitingCount: () => waiting.length,
    async close() {
      isClosed = true
      for (const one of waiting.splice(0)) one.reject(closed())
      await Promise.all([...all].map((thread) => thread.close()))
    },
  }

  async function take(): Promise<T> {
    if (isClosed) throw closed()
    const thread = free.pop()
    if (thread) return thread
    if (waiting.length >= maxWaiting) throw busy(waiting.length)
    const turn = Promise.withResolvers<T>()
    waiting.push(turn)
    while (all.size < threadCount) begin()
    return await turn.promise
  }

  function begin(): void {
    const thread = start()
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

  function giveBack(thread: T): void {
    const next = waiting.shift()
    if (next) next.resolve(thread)
    else free.push(thread)
  }

  /** At once, so that the next one does not wait for what a thread loads first. */
  function replace(thread: T): void {
    all.delete(thread)
    if (!isClosed) begin()
  }

  function closed(): Error {
    return new Error(`${name} are closed`)
  }
}
