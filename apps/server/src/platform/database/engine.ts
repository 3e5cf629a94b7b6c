import type { Pool } from 'pg'

/** A PostgreSQL that can be spoken to: a server of the user's, or PGlite in this process. */
export interface Engine {
  readonly pool: Pool
  /** Proves that it answers. @throws when it does not. */
  probe(): Promise<void>
  /** Lets it go; statements under way fail. */
  close(): Promise<void>
}

/** Lets a connection break while a statement uses it: the statement says so, and the event would end us. */
export function hearBreaks(pool: Pool): Pool {
  return pool.on('connect', (client) => client.on('error', () => {}))
}
