import type { Log } from './log.ts'

/** What only the database knows, asked for from time to time, for those who read figures. */
export interface Sampled<T> {
  /** The last sample; nothing while there is none: old figures would look as if all were well. */
  value(): T | undefined
  start(): void
  /** Lets what is under way finish. */
  close(): Promise<void>
}

export function createSampled<T>(options: {
  readonly take: () => Promise<T>
  readonly isUp: () => boolean
  readonly everyMs: number
  /** What is not known while taking fails, as the log says it. */
  readonly onFault: string
  readonly log: Log
}): Sampled<T> {
  const { take, isUp, everyMs, onFault, log } = options
  let value: T | undefined
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined

  async function sample(): Promise<void> {
    value = undefined
    if (!isUp()) return
    try {
      value = await take()
    } catch (error) {
      log.debug({ err: error }, onFault)
    }
  }

  return {
    value: () => value,
    start() {
      round = sample()
      timer ??= setInterval(() => {
        round = sample()
      }, everyMs)
    },
    async close() {
      clearInterval(timer)
      await round
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
