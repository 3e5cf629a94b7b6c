import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import type { NamedIn, RetentionRule } from './rules.ts'

/** Any table that has rules, by the name and column that a rule gives. */
export interface RetentionStore {
  /** Deletes the rows of a rule that are past their time, or as many as the limit. @returns how many. */
  deleteSome(rule: RetentionRule, now: Date, limit: number): Promise<number>
}

export function createRetentionStore(database: Pick<Database, 'background'>): RetentionStore {
  const tables = database.background<unknown>()
  return {
    async deleteSome({ table, column, days, unlessNamedIn = [] }, now, limit) {
      const before = new Date(now.getTime() - days * 86_400_000)
      const [from, moment] = [sql.table(table), sql.ref(column)]
      const isFree = unlessNamedIn.map((other) => sql`and not exists (${namedIn(other, table)})`)
      // Rows that somebody is at work on are left to the next time rather than waited for.
      const { numAffectedRows } = await tables.query((db) =>
        sql`delete from ${from} where ctid = any(array(
          select ctid from ${from} where ${moment} < ${before} ${sql.join(isFree, sql` `)}
          limit ${limit} for update skip locked
        ))`.execute(db),
      )
      return Number(numAffectedRows ?? 0)
    },
  }
}

/** The rows of another table that name one of ours. As texts: what is in JSON has no other type. */
function namedIn({ table, columns }: NamedIn, ours: string) {
  const same = Object.entries(columns).map(([theirs, own]) => {
    const [column = '', member] = theirs.split('.')
    const value = sql.ref(`${table}.${column}`)
    const text = member === undefined ? sql`${value}::text` : sql`${value} ->> ${sql.lit(member)}`
    return sql`${text} = ${sql.ref(`${ours}.${own}`)}::text`
  })
  return sql`select from ${sql.table(table)} where ${sql.join(same, sql` and `)}`
}
