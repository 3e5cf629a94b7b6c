import { Problem } from '@temporal-registry/contract/problem'
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
      const text = JSON.stringify(rows)
      if (Buffer.byteLength(text) > limits.stateBytes) {
        const detail = `The rows are over ${limits.stateBytes} bytes as JSON`
        throw new Problem('probe-state-too-large', detail, { limit: 'state_bytes' })
      }
      return {
        state: { rows, count: found.length },
        evidence: { excerpt: text.slice(0, limits.excerptChars) },
      }
    },
  }
}
