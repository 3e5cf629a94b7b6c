import { storable } from '../../../platform/database/storable.ts'
import type { QueryDatabase } from '../../../platform/outbound/sql-query.ts'
import { probeLimits as limits } from '../limits.ts'
import type { Probe } from '../probe.ts'

const defaultMaxRows = 100

/** Looks at the rows that a query gives, in a transaction that can change nothing. */
export function createSqlProbe(queryDatabase: QueryDatabase): Probe<'sql'> {
  return {
    async look(spec, { signal, secrets }) {
      const { connection_secret: secret, query, params = [], max_rows: maxRows } = spec
      const { timeout_seconds: seconds = limits.defaultTimeoutSeconds } = spec
      const found = await queryDatabase({
        connection: await secrets.read(secret),
        text: query,
        values: params,
        maxRows: maxRows ?? defaultMaxRows,
        maxResponseBytes: limits.stateBytes,
        timeoutMs: seconds * 1_000,
        signal,
      })
      const rows = storable(found)
      return {
        state: { rows, count: found.length },
        evidence: { excerpt: JSON.stringify(rows).slice(0, limits.excerptChars) },
      }
    },
  }
}
