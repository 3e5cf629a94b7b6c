import { Worker } from 'node:worker_threads'

import { createProgress, readyMessage } from './progress.ts'

/** Why a thread was ended, and what it was at: the number of the item, and of the leaf in it. */
export interface Stop {
  readonly reason: 'time' | 'memory'
  readonly itemAt: number
  readonly leafAt: number
}

export interface Thread<Request, Answer extends object> {
  /** Ends once what it needs is loaded. */
  readonly ready: Promise<void>
  /** One at a time. A thread that stopped is no more. */
  run(request: Request): Promise<Answer | Stop>
  close(): Promise<void>
}

export interface ThreadLimits {
  /** Of one item. A thread in which one takes longer is ended. */
  readonly itemMillis: number
  /** Of everything that one message asks of a thread. */
  readonly messageMillis: number
  /** Of clock time, where a busy machine gives a thread less than half of its time. */
  readonly starvedMillis: number
  readonly heapMegabytes: number
}

const watchMillis = 25

/**
 * A thread that can be ended whatever it is doing, by time or by memory. The time is that of one
 * item: it begins again whenever the thread says that it is at another. `worker` is a file that
 * calls `serveThread`.
 */
export function startThread<Request, Answer extends object>({
  worker: url,
  limits,
}: {
  readonly worker: URL
  readonly limits: ThreadLimits
}): Thread<Request, Answer> {
  const progress = createProgress()
  const worker = new Worker(url, {
    workerData: progress,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes, stackSizeMb: 4 },
    // Its own flags would change what it may take.
    execArgv: [],
  })
  const died = Promise.withResolvers<Stop>()
  const ready = Promise.withResolvers<void>()
  let answered: ((answer: Answer) => void) | undefined

  worker.on('message', (message: Answer | typeof readyMessage) => {
    if (message === readyMessage) {
      // Idle, it keeps no process alive.
      worker.unref()
      ready.resolve()
    } else answered?.(message)
  })
  worker.on('error', (error) => {
    ready.reject(error)
    died.resolve(stop('memory'))
  })
  worker.on('exit', () => {
    ready.reject(new Error('a thread ended before it began'))
    died.resolve(stop('memory'))
  })
  // Whoever waits for it sees it; nobody does when the pool is closed meanwhile.
  ready.promise.catch(() => {})

  return {
    ready: ready.promise,
    run,
    close: async () => void (await worker.terminate()),
  }

  function stop(reason: Stop['reason']): Stop {
    return { reason, itemAt: progress[0] ?? 0, leafAt: progress[1] ?? 0 }
  }

  async function run(request: Request): Promise<Answer | Stop> {
    const answer = Promise.withResolvers<Answer>()
    const late = Promise.withResolvers<Stop>()
    answered = answer.resolve
    progress.fill(0)
    worker.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    worker.postMessage(request)
    const watch = startWatch(progress, limits, () => late.resolve(stop('time')))
    try {
      const first = await Promise.race([answer.promise, late.promise, died.promise])
      if ('reason' in first) void worker.terminate()
      return first
    } finally {
      worker.unref()
      watch.close()
      answered = undefined
    }
  }
}

/** Looks at a thread at work every few milliseconds. */
function startWatch(
  progress: Int32Array,
  limits: ThreadLimits,
  onLate: () => void,
): { close(): void } {
  const begunAt = performance.now()
  // Most are answered before the first look, and to ask for processor times is two calls of the system.
  let at = { item: 0, leaf: 0, since: begunAt, othersSince: undefined as number | undefined }

  const timer = setInterval(() => {
    const now = performance.now()
    const [item = 0, leaf = 0] = progress
    if (item !== at.item || leaf !== at.leaf)
      at = { item, leaf, since: now, othersSince: undefined }
    const othersSince = (at.othersSince ??= othersBusyMillis())
    const elapsed = now - at.since
    const isOver = elapsed >= limits.itemMillis && !isStarved(othersSince, limits)
    if (isOver || elapsed >= limits.starvedMillis || now - begunAt >= limits.messageMillis) onLate()
  }, watchMillis)
  return { close: () => clearInterval(timer) }
}

/** The clock goes on while others have the processor: it is final only for who had half of that time. */
function isStarved(othersSince: number, limits: ThreadLimits): boolean {
  return othersBusyMillis() - othersSince < limits.itemMillis / 2
}

/**
 * What all threads but this one have had of a processor. A thread could be asked for its own share,
 * but is silent while it is deep in something, and while it has none.
 */
function othersBusyMillis(): number {
  const all = process.cpuUsage()
  const own = process.threadCpuUsage()
  return (all.user + all.system - own.user - own.system) / 1000
}
