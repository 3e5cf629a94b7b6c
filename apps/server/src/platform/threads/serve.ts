import { readlinkSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { ReadyMessage } from './progress.ts'

/** What a thread that failed says instead of an answer. */
export interface ThreadFault {
  readonly fault: string
}

/** Answers requests in a thread, one after the other; `startThread` is its other side. */
export function serveThread<Request>(
  createAnswer: (progress: Int32Array) => (request: Request) => unknown,
): void {
  // What fails is answered with its sentence: the engines' traces would cost more than the rest.
  Error.stackTraceLimit = 0
  const answer = createAnswer(workerData as Int32Array)

  parentPort?.on('message', (request: Request) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    parentPort?.postMessage(answered(() => answer(request)))
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage({ isReady: true, taskPath: taskPath() } satisfies ReadyMessage)
}

function answered(work: () => unknown): { readonly value: unknown } | ThreadFault {
  try {
    return { value: work() }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

/** Linux leads whoever asks to its own thread. */
function taskPath(): string | undefined {
  try {
    return `/proc/${readlinkSync('/proc/thread-self')}`
  } catch {
    return undefined
  }
}
