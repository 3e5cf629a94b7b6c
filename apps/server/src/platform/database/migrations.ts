import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PoolClient } from 'pg'
import { sqlStateOf } from './database-problems.ts'

/** The server's own migrations, from its sources or its build. */
export const migrationsFolder = fileURLToPath(new URL('../../../migrations/', import.meta.url))

/** One step of the tables' history: a file `NNNN-name.sql` that is never changed again. */
export interface Migration {
  readonly version: number
  /** The file's name without `.sql`. */
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

export interface AppliedMigration {
  readonly version: number
  readonly name: string
  readonly checksum: string
  readonly applied_at: Date
}

/** Code and database do not belong together, or a migration cannot be applied: only a person can help. */
export class MigrationError extends Error {}

/** Guards the table of migrations among all replicas; the number is ours by the odds. */
const advisoryLock = 7_236_214_901

/**
 * Reads the migrations of a folder, in their order.
 *
 * @throws MigrationError for a file that is not named as one, or a number that is missing or there twice.
 */
export function readMigrations(folder: string): readonly Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
  return files.map((file, at) => {
    const version = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1])
    if (version !== at + 1) {
      throw new MigrationError(
        `${join(folder, file)} cannot be a migration: they are named 0001-name.sql and so on, without a gap`,
      )
    }
    const sql = readFileSync(join(folder, file), 'utf8')
    // A checkout may write line ends its own way.
    const checksum = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')
    return { version, name: file.slice(0, -'.sql'.length), sql, checksum }
  })
}

/**
 * Applies what is missing, each migration in a transaction of its own. Any number of processes may do it
 * at once: one goes on while the others wait, and find it done.
 *
 * @returns those that this call applied.
 * @throws MigrationError when the database has others than these, or one of them fails.
 */
export async function migrate(
  client: PoolClient,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const done: Migration[] = []
  for (;;) {
    const next = await inTransaction(client, () => applyNext(client, migrations))
    if (!next) return done
    done.push(next)
  }
}

/** Those of the database, the oldest first; none where nothing was ever applied. */
export async function appliedMigrations(client: PoolClient): Promise<readonly AppliedMigration[]> {
  const { rows } = await client.query<{ table: string | null }>(
    "select to_regclass('schema_migrations')::text as table",
  )
  if (!rows[0]?.table) return []
  const applied = await client.query<AppliedMigration>(
    'select version, name, checksum, applied_at from schema_migrations order by version',
  )
  return applied.rows
}

/** Those that the database lacks. @throws MigrationError when it has others than these. */
export function missingMigrations(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  for (const { version, name, checksum } of applied) {
    const ours = migrations[version - 1]
    if (!ours) {
      throw new MigrationError(
        `The database is newer than this version: it has migration ${name}, and the last one known here is ${migrations.at(-1)?.name ?? 'none'}. ` +
          'Run the version that made it, or a newer one; a database is never taken back',
      )
    }
    if (ours.checksum !== checksum) {
      throw new MigrationError(
        `Migration ${ours.name} is not the one that was applied to this database (as ${name}): its text has changed. ` +
          'Put the file back as it was, and make the change in a new migration',
      )
    }
  }
  return migrations.slice(applied.length)
}

async function applyNext(
  client: PoolClient,
  migrations: readonly Migration[],
): Promise<Migration | undefined> {
  await client.query('set local statement_timeout = 0')
  await client.query('select pg_advisory_xact_lock($1)', [advisoryLock])
  await client.query(`create table if not exists schema_migrations (
    version integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`)
  const [next] = missingMigrations(migrations, await appliedMigrations(client))
  if (!next) return undefined
  try {
    await client.query(next.sql)
  } catch (error) {
    // Without a state it is the connection that failed, not the migration.
    const state = sqlStateOf(error)
    if (state === undefined || /^(08|57)/.test(state)) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new MigrationError(`Migration ${next.name} fails, and was taken back: ${why}`, {
      cause: error,
    })
  }
  await client.query(
    'insert into schema_migrations (version, name, checksum) values ($1, $2, $3)',
    [next.version, next.name, next.checksum],
  )
  return next
}

async function inTransaction<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}
