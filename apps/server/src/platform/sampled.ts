import type { Log } from './log.ts'

/** What only the database knows, asked for from time to time, for those who read figures. */
export interface Sampled<T> {
  /**
   * The last sample. Nothing where the last attempt failed, or none has succeeded for three times the interval:
   * old figures would look as if all were well.
   */
  value(): T | undefined
  start(): void
  /** Lets what is under way finish. */
  close(): Promise<void>
}

/** Intervals after which a sample that was not followed by another is no longer told. */
const staleIntervals = 3

/** Takes one sample at a time: while one waits for a busy database, no other is begun. */
export function createSampled<T>(options: {
  readonly take: () => Promise<T>
  readonly isUp: () => boolean
  readonly everyMs: number
  /** What is not known while taking fails, as the log says it. */
  readonly onFault: string
  readonly log: Log
}): Sampled<T> {
  const { take, isUp, everyMs, onFault, log } = options
  let last: { readonly value: T; readonly atMs: number } | undefined
  let timer: NodeJS.Timeout | undefined
  let underWay: Promise<void> | undefined

  async function sample(): Promise<void> {
    try {
      last = isUp() ? { value: await take(), atMs: performance.now() } : undefined
    } catch (error) {
      last = undefined
      log.debug({ err: error }, onFault)
    }
  }

  function next(): void {
    underWay ??= sample().finally(() => {
      underWay = undefined
    })
  }

  return {
    value() {
      const isFresh = last && performance.now() - last.atMs <= everyMs * staleIntervals
      return isFresh ? last?.value : undefined
    },
    start() {
      next()
      timer ??= setInterval(next, everyMs)
    },
    async close() {
      clearInterval(timer)
      await underWay
    },
  }
}

/** Counts by word; words that nothing has are counted as well. */
export function withZeros(
  words: readonly string[],
  counts: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return { ...Object.fromEntries(words.map((word) => [word, 0])), ...counts }
}
