import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeEach, inject } from 'vitest'
import { createDatabase, type Database, type Tables } from '../src/platform/database/database.ts'
import { migrationsFolder, readMigrations } from '../src/platform/database/migrations.ts'
import { createLog } from '../src/platform/log.ts'
import { freshPgliteFolder } from './pglite-folder.ts'
import { inDatabase, withDatabase } from './postgres-setup.ts'
import { eventually } from './wait.ts'

/**
 * The database of a test file: today's tables, of the engine that the project is about, emptied before
 * each test. To be called at the top of a `store.test.ts`, which runs once on each engine:
 *
 *     const database = await openTestDatabase()
 *     const store = createEventStore(database.of<EventTables>())
 */
export async function openTestDatabase(): Promise<Pick<Database, 'of' | 'background' | 'status'>> {
  const place = await (inject('databaseEngine') === 'pglite' ? ofPglite() : freshPostgres())
  const limits = { pool_size: 10, statement_timeout_seconds: 30 }
  const migrations = readMigrations(migrationsFolder)
  const log = createLog(process.env['TEST_LOG_LEVEL'] ?? 'fatal')
  const database = createDatabase({ ...place, ...limits }, migrations, log)
  database.start((refusal) => {
    throw refusal
  })
  await eventually(() => database.status()?.state === 'up', 60_000)
  beforeEach(() => database.of().query(empty))
  afterAll(async () => {
    await database.close()
    await place.remove()
  })
  return database
}

/** What the configuration says of it, and how to be rid of it. */
interface Place {
  readonly url: string
  readonly data_dir: string
  remove(): Promise<void>
}

async function ofPglite(): Promise<Place> {
  const folder = await freshPgliteFolder()
  return {
    url: '',
    data_dir: folder,
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A database on the run's PostgreSQL, with today's tables. */
export async function freshPostgres(): Promise<Place> {
  const { url, template } = inject('postgres')
  const name = `registry_test_${randomUUID().replaceAll('-', '')}`
  await inDatabase(url, (client) => client.query(`create database ${name} template ${template}`))
  return {
    url: withDatabase(url, name),
    data_dir: '',
    remove: () =>
      inDatabase(url, async (client) => {
        await client.query(`drop database ${name} with (force)`)
      }),
  }
}

/** Truncating a table costs milliseconds, with or without rows: only those that have some are. */
const empty: Parameters<Tables<unknown>['query']>[0] = async (db) => {
  const tables = await sql<{ name: string }>`
    select format('%I', tablename) as name from pg_tables
    where schemaname = current_schema and tablename <> 'schema_migrations'`.execute(db)
  if (tables.rows.length === 0) return
  const looks = tables.rows.map(
    ({ name }) => `select '${name}' as name where exists (table ${name})`,
  )
  const { rows } = await sql.raw<{ name: string }>(looks.join(' union all ')).execute(db)
  const names = rows.map(({ name }) => name).join(', ')
  if (names !== '') await sql.raw(`truncate ${names} restart identity cascade`).execute(db)
}
