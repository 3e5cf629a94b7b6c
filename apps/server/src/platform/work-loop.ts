import { Problem } from '@temporal-registry/contract/problem'
import type { Log } from './log.ts'

/** How long what other replicas wrote may lie, and how often what is away is looked for. */
export const lookEveryMs = 1_000

/** Does what is due in the database: one loop a replica, which sleeps until something is due or it is woken. */
export interface WorkLoop {
  /** Something may be due now. */
  wake(): void
  start(): void
  /** Lets what is under way finish. */
  close(): Promise<void>
}

export function createWorkLoop(options: {
  readonly name: string
  /** Whether anything can be done now; while not, all is left alone. */
  readonly isReady: () => boolean
  /** Does some of what is due. @returns whether more may be due than was done. */
  readonly round: () => Promise<boolean>
  /** When the next is due, as far as is known. */
  readonly nextAt: () => Promise<Date | undefined>
  readonly now: () => Date
  readonly log: Log
}): WorkLoop {
  const { now, log } = options
  let woken = Promise.withResolvers<void>()
  let isWoken = false
  let isClosed = false
  let loop: Promise<void> | undefined

  function wake(): void {
    isWoken = true
    woken.resolve()
  }

  async function pause(): Promise<void> {
    // What has come meanwhile is looked at without asking when something is due.
    if (isWoken) return rest(0)
    const at = await options.nextAt()
    const waitMs = Math.max(0, (at?.getTime() ?? Infinity) - now().getTime())
    await rest(Math.min(lookEveryMs, waitMs))
  }

  async function rest(ms: number): Promise<void> {
    const timer = Promise.withResolvers<void>()
    const handle = setTimeout(timer.resolve, ms)
    await Promise.race([timer.promise, woken.promise])
    clearTimeout(handle)
    woken = Promise.withResolvers()
    isWoken = false
  }

  async function run(): Promise<void> {
    while (!isClosed) {
      try {
        if (!options.isReady()) await rest(lookEveryMs)
        else if (!(await options.round()) && !isClosed) await pause()
      } catch (error) {
        const isAway = error instanceof Problem && error.code === 'database-unavailable'
        if (!isAway) log.error({ err: error, loop: options.name }, 'a loop failed; going on')
        await rest(lookEveryMs)
      }
    }
  }

  return {
    wake,
    start() {
      loop ??= run()
    },
    async close() {
      isClosed = true
      wake()
      await loop
    },
  }
}
