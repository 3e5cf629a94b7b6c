import type { Transaction } from 'kysely'
import { sql } from 'kysely'
import { uuidV7 } from '../../platform/uuid-v7.ts'

/** The table that every change of people and tokens is written to, in the transaction that makes it. */
export interface AuditTables {
  audit_log: {
    id: string
    namespace: string
    at: Date
    actor: string
    action: string
    subject: string
    details: unknown
  }
}

export interface AuditEntry {
  readonly namespace: string
  readonly at: Date
  /** Name of the token, or `anonymous`. */
  readonly actor: string
  /** What was done, as `definition.put`. */
  readonly action: string
  /** What it was done to, as `definition:<id>`. */
  readonly subject: string
  /** Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Writes what was done, so that it is kept exactly when the change is. */
export async function writeAudit(
  trx: Transaction<AuditTables>,
  { details = {}, ...entry }: AuditEntry,
): Promise<void> {
  await trx
    .insertInto('audit_log')
    .values({ id: uuidV7(), ...entry, details: sql`${JSON.stringify(details)}::jsonb` })
    .execute()
}
