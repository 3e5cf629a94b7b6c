import pg from 'pg'
import { sqlStates } from './database-problems.ts'
import { hearBreaks, type Engine } from './engine.ts'
import { valueParsers } from './value-parsers.ts'

/** How long a connection may take to come about, also where all of the pool are in use. */
const connectTimeoutMs = 5_000

export interface PostgresSettings {
  readonly url: string
  readonly pool_size: number
  readonly statement_timeout_seconds: number
}

/** Opens a pool of connections; the first of them is made when it is needed. */
export function openPostgres(settings: PostgresSettings): Engine {
  const connection = {
    connectionString: settings.url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'temporal-registry',
    keepAlive: true,
    types: valueParsers,
  }
  const pool = hearBreaks(
    new pg.Pool({
      ...connection,
      statement_timeout: settings.statement_timeout_seconds * 1000,
      max: settings.pool_size,
      // One that is always open tells when the server goes away, with nobody asking.
      min: 1,
    }),
  )

  return {
    pool,
    async probe() {
      const client = new pg.Client({ ...connection, query_timeout: connectTimeoutMs })
      // The outcome says it already.
      client.on('error', () => {})
      try {
        await client.connect()
        await client.query('select 1')
      } catch (error) {
        // It lives, and others have its connections: those of the pool are of use.
        if (!(error instanceof pg.DatabaseError && error.code === sqlStates.tooManyConnections))
          throw error
      } finally {
        await client.end().catch(() => {})
      }
    },
    async close() {
      await pool.end()
    },
  }
}

/** Where a database is, for people: host and name, and no user or password. */
export function placeOf(url: string): string {
  const { host, pathname, searchParams } = new URL(url)
  return `${host || (searchParams.get('host') ?? 'local socket')}${pathname}`
}
