import { Problem } from '@temporal-registry/contract/problem'
import type { Tables } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import { createWorkLoop, lookEveryMs, type WorkLoop } from '../../platform/work-loop.ts'
import type { FactoryTables, OutboxKind } from '../tables.ts'
import type { OutboxRow, OutboxStore } from './outbox-store.ts'

/** How long a replica has for what it took, before another may take it over. */
const claimMs = 10_000
const backOffMs = { first: 200, longest: 60_000 }

/** Works off rows of the outbox. */
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
}): WorkLoop {
  const { kinds, tables, outbox, now, log } = options

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

  return createWorkLoop({
    ...{ name: options.name, isReady: options.isReady, round, now, log },
    nextAt: () => tables.query((db) => outbox.nextDueAt(db, kinds)),
  })
}
