import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import type { Config } from '../../config/config.ts'
import type { Log } from '../log.ts'
import {
  databaseProblemOf,
  databaseUnavailable,
  isTransient,
  isUnavailable,
  reasonOf,
} from './database-problems.ts'
import { createInTurn } from '../in-turn.ts'
import type { Engine } from './engine.ts'
import { migrate, MigrationError, type Migration } from './migrations.ts'
import { databasePlace, openEngine } from './open-engine.ts'

/** Between two attempts to open a database that is away, or held by another process. */
const retryMs = 500
/** A database that does not say goodbye must not keep the process alive. */
const closePatienceMs = 5_000
/** How much of the connections work has that nobody waits for. */
const backgroundShare = 0.5
/** How often a transaction is run that others got in the way of. */
const transactionAttempts = 3

/**
 * `off`: none is configured. `opening`: it has not been there yet. `up`. `away`: it was there.
 * From `opening` and `away` only the loop of `start` leads on; from `up` a fault that a probe confirms.
 */
export type DatabaseState = 'off' | 'opening' | 'up' | 'away'

export interface DatabaseStatus {
  readonly engine: 'pglite' | 'postgresql'
  readonly state: Exclude<DatabaseState, 'off'>
  /** Why it is not up. */
  readonly detail?: string
}

/** The tables of a domain, as its store sees them. */
export interface Tables<T> {
  /**
   * Runs statements, each by itself.
   *
   * @throws Problem `database-unavailable`, at once while it is away, and `database-busy`.
   */
  query<R>(work: (db: Kysely<T>) => Promise<R>): Promise<R>
  /**
   * Runs statements that hold together or not at all. May run `work` again when others got in its way, so
   * `work` does nothing but statements, through what it is given: PGlite has one connection, and all others
   * wait for it.
   *
   * @throws Problem as `query`.
   */
  transaction<R>(work: (trx: Transaction<T>) => Promise<R>): Promise<R>
}

/** The database of the process: made at once, whether or not it is there. */
export interface Database {
  /** Absent where none is configured. */
  status(): DatabaseStatus | undefined
  /** The same database with the tables that one domain knows. */
  of<T>(): Tables<T>
  /**
   * The same for work that nobody waits for an answer of: however much there is of it, it leaves connections
   * to those who wait.
   */
  background<T>(): Tables<T>
  /** Begins to open it; a fault that only a person can mend is given to `onRefused`, once. */
  start(onRefused: (error: MigrationError) => void): void
  close(): Promise<void>
}

export function createDatabase(
  config: Config['database'],
  migrations: readonly Migration[],
  log: Log,
): Database {
  const engineName = config.url === '' ? 'pglite' : 'postgresql'
  const place = databasePlace(config)
  const isOff = place === ''
  let state: DatabaseState = isOff ? 'off' : 'opening'
  let detail = ''
  let current: { readonly engine: Engine; readonly kysely: Kysely<unknown> } | undefined
  let suspicion = Promise.withResolvers<void>()
  let isMigrated = false
  let live: Promise<void> | undefined
  const closing = new AbortController()

  async function bringUp(): Promise<Engine> {
    const engine = await openEngine(config)
    try {
      engine.pool.on('error', () => suspicion.resolve())
      await engine.probe()
      if (!isMigrated) await migrateWith(engine)
      isMigrated = true
      return engine
    } catch (error) {
      await engine.close()
      throw error
    }
  }

  async function migrateWith({ pool }: Engine): Promise<void> {
    const client = await pool.connect()
    try {
      for (const { name } of await migrate(client, migrations))
        log.info({ migration: name }, 'applied')
    } finally {
      client.release()
    }
  }

  /** Returns when the database is away, or to be closed. */
  async function whileUp(engine: Engine): Promise<void> {
    const closed = new Promise((resolve) => closing.signal.addEventListener('abort', resolve))
    while (!closing.signal.aborted) {
      suspicion = Promise.withResolvers()
      await Promise.race([suspicion.promise, closed])
      try {
        await engine.probe()
      } catch (error) {
        detail = reasonOf(error)
        return
      }
    }
  }

  async function keepUp(onRefused: (error: MigrationError) => void): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const engine = await bringUp()
        current = {
          engine,
          kysely: new Kysely({ dialect: new PostgresDialect({ pool: engine.pool }) }),
        }
        state = 'up'
        detail = ''
        log.info({ database: place, engine: engineName }, 'database open')
        await whileUp(engine)
        current = undefined
        await Promise.race([engine.close(), sleep(closePatienceMs, undefined, { ref: false })])
        if (closing.signal.aborted) return
        state = 'away'
        log.warn({ database: place, fault: detail }, 'database lost')
      } catch (error) {
        if (error instanceof MigrationError) {
          detail = error.message
          onRefused(error)
          return
        }
        const why = reasonOf(error)
        if (why !== detail) log.warn({ database: place, fault: why }, 'database not open')
        detail = why
      }
      await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  function usable(): Kysely<unknown> {
    if (current) return current.kysely
    if (isOff) {
      throw databaseUnavailable(
        'This gateway has no database: set DATABASE_URL, or TEMPORAL_REGISTRY_DATABASE_DIR for an embedded one',
      )
    }
    throw databaseUnavailable(detail || 'The database is being opened')
  }

  /** With one connection, a statement beside a transaction waits for it, and it for the statement. */
  const transactions = new AsyncLocalStorage<{ isOpen: boolean }>()

  const connections = engineName === 'pglite' ? 1 : config.pool_size
  const inTurn = createInTurn(Math.max(1, Math.floor(connections * backgroundShare)))

  function assertOutside(): void {
    if (!transactions.getStore()?.isOpen) return
    throw new Error('Within a transaction, statements go through it: use what `work` is given')
  }

  function inBackground<R>(work: () => Promise<R>): Promise<R> {
    assertOutside()
    return inTurn(work)
  }

  async function asked<R>(work: (kysely: Kysely<unknown>) => Promise<R>): Promise<R> {
    assertOutside()
    try {
      return await work(usable())
    } catch (error) {
      if (isUnavailable(error)) suspicion.resolve()
      throw databaseProblemOf(error)
    }
  }

  function of<T>(): Tables<T> {
    // The tables are those of the migrations; which of them a domain knows is its own matter.
    const typed = (kysely: Kysely<unknown>) => kysely as Kysely<T>
    return {
      query: (work) => asked((kysely) => work(typed(kysely))),
      transaction: (work) =>
        asked((kysely) =>
          withRetries(async () => {
            const transaction = { isOpen: true }
            try {
              return await transactions.run(transaction, () =>
                typed(kysely).transaction().execute(work),
              )
            } finally {
              transaction.isOpen = false
            }
          }),
        ),
    }
  }

  return {
    status() {
      if (state === 'off') return undefined
      const why = state === 'up' || detail === '' ? {} : { detail }
      return { engine: engineName, state, ...why }
    },
    of,
    background<T>(): Tables<T> {
      const tables = of<T>()
      return {
        query: async (work) => inBackground(() => tables.query(work)),
        transaction: async (work) => inBackground(() => tables.transaction(work)),
      }
    },
    start(onRefused) {
      if (!isOff) live ??= keepUp(onRefused)
    },
    async close() {
      closing.abort()
      await live
    },
  }
}

async function withRetries<R>(transaction: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction()
    } catch (error) {
      if (!isTransient(error) || attempt === transactionAttempts) throw error
      // Those that met must not meet again in step.
      await sleep(Math.random() * 20 * attempt)
    }
  }
}
