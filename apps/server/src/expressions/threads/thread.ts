import { Worker } from 'node:worker_threads'

import { expressionLimits as limits } from '../limits.ts'
import { createProgress, readyMessage, type Answer, type Request } from './messages.ts'

/** Why a thread was ended, and what it was at: the number of the item, and of the leaf in it. */
export interface Stop {
  readonly reason: 'time' | 'memory'
  readonly itemAt: number
  readonly leafAt: number
}

export interface Thread {
  /** Ends once the engines are loaded. */
  readonly ready: Promise<void>
  /** One at a time. A thread that stopped is no more. */
  run(request: Request): Promise<Answer | Stop>
  close(): Promise<void>
}

const watchMillis = 25

/**
 * A thread that can be ended whatever it is doing, by time or by memory. The time is that of one
 * expression: it begins again whenever the thread says that it is at another.
 */
export function startThread(): Thread {
  const progress = createProgress()
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: progress,
    resourceLimits: { maxOldGenerationSizeMb: limits.threadHeapMegabytes, stackSizeMb: 4 },
    // Its own flags would change what an expression may take.
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
    ready.reject(new Error('the thread of expressions ended before it began'))
    died.resolve(stop('memory'))
  })
  // Whoever waits for it sees it; nobody does when the pool is closed meanwhile.
  ready.promise.catch(() => {})

  return { ready: ready.promise, run, close: async () => void (await worker.terminate()) }

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
    const watch = startWatch({ worker, progress, onLate: () => late.resolve(stop('time')) })
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

interface Watched {
  readonly worker: Worker
  readonly progress: Int32Array
  readonly onLate: () => void
}

/** Looks at a thread at work every few milliseconds. */
function startWatch({ worker, progress, onLate }: Watched): { close(): void } {
  const begunAt = performance.now()
  let at = { item: 0, leaf: 0, since: begunAt }
  let busy: Promise<number | undefined> | undefined
  let isAsking = false

  const timer = setInterval(() => void look(), watchMillis)
  return { close: () => clearInterval(timer) }

  async function look(): Promise<void> {
    const now = performance.now()
    const [item = 0, leaf = 0] = progress
    if (item !== at.item || leaf !== at.leaf) {
      at = { item, leaf, since: now }
      busy = undefined
    }
    busy ??= busyMillis(worker)
    if (now - begunAt >= limits.messageMillis) onLate()
    else if (now - at.since >= limits.evaluationMillis && !isAsking) {
      isAsking = true
      if (now - at.since >= limits.starvedMillis || !(await isStarved(busy))) onLate()
      isAsking = false
    }
  }

  /** The clock goes on while others have the processor: it is final only for who had half of that time. */
  async function isStarved(before: Promise<number | undefined>): Promise<boolean> {
    const [then, now] = await Promise.all([before, busyMillis(worker)])
    return then !== undefined && now !== undefined && now - then < limits.evaluationMillis / 2
  }
}

/** What the thread has had of a processor, unless it is too deep in something to say so. */
async function busyMillis(worker: Worker): Promise<number | undefined> {
  const silence = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), watchMillis)
  })
  const usage = worker.cpuUsage().catch(() => undefined)
  const known = await Promise.race([usage, silence])
  return known === undefined ? undefined : (known.user + known.system) / 1000
}
