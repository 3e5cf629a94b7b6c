import { Problem } from '@temporal-registry/contract/problem'
import type { Tables } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import type { FactoryTables, OutboxKind } from '../tables.ts'
import type { OutboxRow, OutboxStore } from './outbox-store.ts'

/** How long a replica has for what it took, before another may take it over. */
const claimMs = 10_000
/** How long what other replicas wrote may lie, and how often what is away is looked for. */
const lookEveryMs = 1_000
const backOffMs = { first: 200, longest: 60_000 }

/** Works off rows of the outbox: one loop a replica, which sleeps until something is due or it is woken. */
export interface Relay {
  /** Something may be due now. */
  wake(): void
  start(): void
  /** Lets what is under way finish. */
  close(): Promise<void>
}

export function createRelay(options: {
  readonly name: string
  readonly kinds: readonly OutboxKind[]
  readonly batch: number
  readonly tables: Tables<FactoryTables>
  readonly outbox: OutboxStore
  /** Whether rows can be worked off now; while not they are left alone. */
  readonly isReady: () => boolean
  /** Works off rows, in order. @returns what went wrong, by row; what is not named is done and removed. */
  readonly handle: (rows: readonly OutboxRow[]) => Promise<ReadonlyMap<string, unknown>>
  readonly now: () => Date
  readonly log: Log
}): Relay {
  const { kinds, tables, outbox, now, log } = options
  let woken = Promise.withResolvers<void>()
  let isClosed = false
  let loop: Promise<void> | undefined

  /** @returns whether more may be due than was taken. */
  async function round(): Promise<boolean> {
    const until = new Date(now().getTime() + claimMs)
    const asked = { kinds, now: now(), until, limit: options.batch }
    const rows = await tables.query((db) => outbox.claim(db, asked))
    if (rows.length === 0) return false
    const failures = await options.handle(rows)
    for (const row of rows) {
      if (failures.has(row.id)) await giveBack(row, failures.get(row.id))
    }
    return rows.length === options.batch
  }

  async function giveBack(row: OutboxRow, error: unknown): Promise<void> {
    const detail = error instanceof Error ? error.message : String(error)
    const isAway = error instanceof Problem && error.status === 503
    // What is away now will be asked for again when it is back, without growing waits.
    const waitMs = isAway
      ? lookEveryMs
      : Math.min(backOffMs.longest, backOffMs.first * 2 ** Math.min(row.attempts - 1, 20))
    const { id, kind, ref, attempts } = row
    log.warn({ err: error, relay: options.name, kind, ref, attempts }, 'not done; trying again')
    const dueAt = new Date(now().getTime() + waitMs)
    await tables.query((db) => outbox.release(db, [id], { dueAt, error: detail }))
  }

  async function pause(): Promise<void> {
    const nextAt = await tables.query((db) => outbox.nextDueAt(db, kinds))
    const waitMs = Math.min(
      lookEveryMs,
      Math.max(0, (nextAt?.getTime() ?? Infinity) - now().getTime()),
    )
    await rest(waitMs)
  }

  async function rest(ms: number): Promise<void> {
    const timer = Promise.withResolvers<void>()
    const handle = setTimeout(timer.resolve, ms)
    await Promise.race([timer.promise, woken.promise])
    clearTimeout(handle)
    woken = Promise.withResolvers()
  }

  async function run(): Promise<void> {
    while (!isClosed) {
      try {
        if (!options.isReady()) await rest(lookEveryMs)
        else if (!(await round()) && !isClosed) await pause()
      } catch (error) {
        const isAway = error instanceof Problem && error.code === 'database-unavailable'
        if (!isAway) log.error({ err: error, relay: options.name }, 'the relay failed; going on')
        await rest(lookEveryMs)
      }
    }
  }

  return {
    wake: () => woken.resolve(),
    start() {
      loop ??= run()
    },
    async close() {
      isClosed = true
      woken.resolve()
      await loop
    },
  }
}
