import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../apps/server/src/platform/database/engine.ts'
import {
  migrate,
  migrationsFolder,
  readMigrations,
} from '../../apps/server/src/platform/database/migrations.ts'
import { openPgliteFolder } from '../../apps/server/src/platform/database/pglite.ts'
import { openPostgres } from '../../apps/server/src/platform/database/postgres.ts'
import { createTestPostgres } from '../../apps/server/test/postgres-server.ts'

export type EngineName = 'postgresql' | 'pglite'

export type Pool = Engine['pool']

/** A database with today's tables that gateways of a measure are given. */
export interface BenchDatabase extends AsyncDisposable {
  readonly name: string
  /** What tells a gateway of it. */
  readonly env: Readonly<Record<string, string>>
  /** Works in it by hand; in the embedded one while no gateway has it. */
  use<T>(work: (pool: Pool) => Promise<T>): Promise<T>
}

/** An empty one of an engine. PostgreSQL writes as durably as its defaults have it. */
export async function openBenchDatabase(engine: EngineName): Promise<BenchDatabase> {
  const database = await (engine === 'pglite' ? pgliteIn(await folder()) : postgres())
  await database.use(async (pool) => {
    const client = await pool.connect()
    try {
      await migrate(client, readMigrations(migrationsFolder))
    } finally {
      client.release()
    }
  })
  return database
}

function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'temporal-registry-bench-'))
}

function pgliteIn(dataDir: string): BenchDatabase {
  return {
    name: 'PGlite',
    env: { TEMPORAL_REGISTRY_DATABASE_DIR: dataDir },
    use: async (work) => using(await openPgliteFolder(dataDir), work),
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }),
  }
}

async function postgres(): Promise<BenchDatabase> {
  const server = await createTestPostgres({ isDurable: true })
  await server.start()
  const url = server.url()
  return {
    name: 'PostgreSQL',
    env: { DATABASE_URL: url },
    use: (work) => using(openPostgres({ url, pool_size: 16, statement_timeout_seconds: 60 }), work),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

async function using<T>({ pool, close }: Engine, work: (pool: Pool) => Promise<T>): Promise<T> {
  // The server may end while the last connection is still closing.
  pool.on('error', () => {})
  try {
    return await work(pool)
  } finally {
    await close()
  }
}
