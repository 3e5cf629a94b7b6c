import { availableParallelism } from 'node:os'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import { createThreadPool } from '../../../platform/threads/pool.ts'
import { startThread, type Stop } from '../../../platform/threads/thread.ts'
import { probeLimits as limits } from '../limits.ts'
import type { ReadingFailure } from './failing.ts'
import type { Answer, Reading, ReadRequest, Request, WrittenPart } from './messages.ts'

export type PageReading = Exclude<Reading, { readonly failure: unknown }>

/** Reads pages in threads that can be ended: what a page holds, somebody else has written. */
export interface PageReader {
  /**
   * @throws Problem `probe-json-invalid`, `probe-binary`, `probe-charset-wrong`, `probe-feed-invalid`,
   * `probe-nothing-found`, `probe-number-unreadable`, `probe-state-too-large`, `probe-too-costly`, `probes-busy`
   */
  read(request: ReadRequest): Promise<PageReading>
  /** Says what keeps each part from being saved, at its pointer. */
  check(parts: readonly WrittenPart[]): Promise<readonly ProblemError[]>
  close(): Promise<void>
}

/** Leaves a processor to the event loop. */
const usualThreadCount = Math.min(2, Math.max(1, availableParallelism() - 1))

export function createPageReader(): PageReader {
  const pool = createThreadPool({
    name: 'probes',
    threadCount: usualThreadCount,
    maxWaiting: limits.waitingPages,
    start: () => startThread<Request, Answer>(kind),
    busy: (count) =>
      new Problem('probes-busy', `${count} pages wait for a thread already`, {
        retry_after_seconds: 1,
      }),
  })

  async function ask(
    request: Request,
  ): Promise<Extract<Answer, { value: unknown }>['value'] | Stop> {
    const answer = await pool.use<Answer>((thread) => thread.run(request))
    if ('reason' in answer) return answer
    if ('fault' in answer) throw new Error(`a thread of probes failed: ${answer.fault}`)
    return answer.value
  }

  return {
    async read(request) {
      const answer = await ask(request)
      if ('reason' in answer) throw stopped(answer)
      // A page is answered with what was found in it.
      const reading = answer as Reading
      if (!('failure' in reading)) return reading
      throw problemOf(reading.failure)
    },
    async check(parts) {
      if (parts.length === 0) return []
      const answer = await ask({ kind: 'check', parts })
      if ('reason' in answer) throw stopped(answer)
      return answer as readonly ProblemError[]
    },
    close: pool.close,
  }
}

export function problemOf({ code, detail, extras }: ReadingFailure): Problem {
  return new Problem(code, detail, extras)
}

const kind = {
  worker: new URL('./worker.ts', import.meta.url),
  limits: {
    itemMillis: limits.readMillis,
    messageMillis: limits.starvedMillis,
    starvedMillis: limits.starvedMillis,
    heapMegabytes: limits.threadHeapMegabytes,
  },
}

function stopped({ reason }: Stop): Problem {
  if (reason === 'starved') {
    const detail = `the machine is too busy: in ${limits.starvedMillis / 1000} s it had no time to read one`
    return new Problem('probes-busy', detail, { retry_after_seconds: 5 })
  }
  const why =
    reason === 'time' ? `after ${limits.readMillis} ms` : 'because it takes too much memory'
  return new Problem('probe-too-costly', `Reading it was stopped ${why}`)
}
