import type { PoolClient } from 'pg'
import type { Config } from '../../config/config.ts'
import { appliedMigrations, migrate, missingMigrations, type Migration } from './migrations.ts'
import { openEngine } from './open-engine.ts'

/** How the tables of a database stand beside the migrations that this version has. */
export interface TablesReport {
  readonly applied: readonly { readonly name: string; readonly applied_at: Date }[]
  readonly missing: readonly string[]
}

/** Says how the tables stand. @throws MigrationError for a database that is not for this version */
export async function reportTables(
  config: Config['database'],
  migrations: readonly Migration[],
): Promise<TablesReport> {
  return withClient(config, (client) => report(client, migrations))
}

/**
 * Applies what is missing, and says how the tables stand then. Gateways may run or start meanwhile: one
 * applies, the others wait.
 *
 * @returns also the names of those that this call applied.
 * @throws MigrationError
 */
export async function migrateTables(
  config: Config['database'],
  migrations: readonly Migration[],
): Promise<TablesReport & { readonly done: readonly string[] }> {
  return withClient(config, async (client) => {
    const done = await migrate(client, migrations)
    return { ...(await report(client, migrations)), done: done.map(({ name }) => name) }
  })
}

async function report(client: PoolClient, migrations: readonly Migration[]): Promise<TablesReport> {
  const applied = await appliedMigrations(client)
  const missing = missingMigrations(migrations, applied)
  return {
    applied: applied.map(({ name, applied_at }) => ({ name, applied_at })),
    missing: missing.map(({ name }) => name),
  }
}

async function withClient<T>(
  config: Config['database'],
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const engine = await openEngine(config)
  try {
    const client = await engine.pool.connect()
    try {
      return await work(client)
    } finally {
      client.release()
    }
  } finally {
    await engine.close()
  }
}
