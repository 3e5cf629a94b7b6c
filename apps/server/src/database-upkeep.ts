import { ConfigError, loadConfig } from './config/config.ts'
import { isUnavailable, reasonOf } from './platform/database/database-problems.ts'
import { MigrationError, migrationsFolder, readMigrations } from './platform/database/migrations.ts'
import { databasePlace } from './platform/database/open-engine.ts'
import { FolderHeldError } from './platform/database/pglite.ts'
import { migrateTables, reportTables, type TablesReport } from './platform/database/upkeep.ts'

interface Report extends TablesReport {
  readonly kind: 'report'
  /** Where the database is, without user and password. */
  readonly place: string
  /** The migrations that were applied just now. */
  readonly done: readonly string[]
}

/** `config`: mend the configuration. `refused`: the database is not for this version. `away`: try again. */
interface Fault {
  readonly kind: 'config' | 'refused' | 'away'
  readonly why: string
}

/** Says how the tables of the configured database stand; with `apply` makes them this version's before. */
export async function keepTables(
  configPath: string | undefined,
  { apply }: { readonly apply: boolean },
): Promise<Report | Fault> {
  try {
    const { database } = loadConfig(configPath, process.env)
    const place = databasePlace(database)
    if (place === '') return { kind: 'config', why: 'No database is configured: set DATABASE_URL' }
    const migrations = readMigrations(migrationsFolder)
    const stand = apply
      ? await migrateTables(database, migrations)
      : { ...(await reportTables(database, migrations)), done: [] }
    return { kind: 'report', place, ...stand }
  } catch (error) {
    const why = reasonOf(error)
    if (error instanceof ConfigError) return { kind: 'config', why }
    if (error instanceof MigrationError) return { kind: 'refused', why }
    if (error instanceof FolderHeldError || isUnavailable(error)) return { kind: 'away', why }
    throw error
  }
}
