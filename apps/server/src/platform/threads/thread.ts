import { Worker } from 'node:worker_threads'

import { createProcessorClock, type ProcessorClock } from './processor-clock.ts'
import { createProgress, type ReadyMessage } from './progress.ts'

/**
 * Why a thread was ended, and what it was at: the number of the item, and of the leaf in it. `starved`: the
 * machine had no time for it, so that nothing can be said of what it was at.
 */
export interface Stop {
  readonly reason: 'time' | 'memory' | 'starved'
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
  /** Of one item. A thread in which one takes longer is ended, once it had a processor for half of it. */
  readonly itemMillis: number
  /** Of everything that one message asks of a thread, in the same way. */
  readonly messageMillis: number
  /** Of one item by the clock, on a machine that is too busy to give a thread its time. */
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
  let clock = createProcessorClock(undefined)

  worker.on('message', (message: Answer | ReadyMessage) => {
    if ('isReady' in message) {
      clock = createProcessorClock(message.taskPath)
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
    const onLate = (reason: Stop['reason']) => late.resolve(stop(reason))
    const watch = startWatch({ progress, limits, clock, onLate })
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
function startWatch({
  progress,
  limits,
  clock,
  onLate,
}: {
  readonly progress: Int32Array
  readonly limits: ThreadLimits
  readonly clock: ProcessorClock
  readonly onLate: (reason: Stop['reason']) => void
}): { close(): void } {
  const begunAt = performance.now()
  // Most are answered before the first look, and to ask for processor times is a call of the system.
  let message: number | undefined
  let at = { item: 0, leaf: 0, since: begunAt, busySince: undefined as number | undefined }

  const timer = setInterval(() => {
    const now = performance.now()
    const busy = clock.busyMillis()
    message ??= busy
    const [item = 0, leaf = 0] = progress
    if (item !== at.item || leaf !== at.leaf) at = { item, leaf, since: now, busySince: undefined }
    const itemBusySince = (at.busySince ??= busy)
    const elapsed = now - at.since
    const isItemOver = elapsed >= limits.itemMillis && busy - itemBusySince >= limits.itemMillis / 2
    const isMessageOver =
      now - begunAt >= limits.messageMillis && busy - message >= limits.messageMillis / 2
    const longestMillis = limits.messageMillis + limits.starvedMillis
    if (isItemOver || isMessageOver) onLate('time')
    else if (elapsed >= limits.starvedMillis || now - begunAt >= longestMillis) onLate('starved')
  }, watchMillis)
  return { close: () => clearInterval(timer) }
}
