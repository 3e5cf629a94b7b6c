import type { Expressions } from '../../../expressions/expressions.ts'
import { placesOf } from '../../definitions/places.ts'
import type { SourceReaders } from '../context.ts'
import type { SecretsInUse } from './secrets-in-use.ts'
import { storable } from '../../../platform/database/storable.ts'
import type { QueryDatabase } from '../../../platform/outbound/sql-query.ts'

const defaultMaxRows = 100
const defaultTimeoutSeconds = 30
const maxResponseBytes = 1_048_576

/** Reads the rows that a query gives, as objects. */
export function createSqlSource(deps: {
  readonly queryDatabase: QueryDatabase
  readonly expressions: Pick<Expressions, 'evaluate'>
  readonly secrets: Pick<SecretsInUse, 'read'>
}): SourceReaders['sql'] {
  const { queryDatabase, expressions, secrets } = deps

  return async ({ defined: { body }, source: { name, sql }, seen, signal }) => {
    if (!sql) throw new Error(`«${name}» is no SQL source`)
    const place = placesOf(body).trigger
    const template = sql.params ?? []
    const values = await expressions.evaluate(place, seen, { template })
    const rows = await queryDatabase({
      connection: await secrets.read(sql.connection_secret),
      text: sql.query,
      // The value of a template that is a list is one.
      values: values as readonly unknown[],
      maxRows: sql.max_rows ?? defaultMaxRows,
      maxResponseBytes,
      timeoutMs: (sql.timeout_seconds ?? defaultTimeoutSeconds) * 1000,
      signal,
    })
    return storable(rows)
  }
}
