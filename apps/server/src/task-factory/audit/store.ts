import type { Selectable, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../../platform/database/database.ts'
import { firstUuidV7, uuidV7 } from '../../platform/uuid-v7.ts'

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

/** Whose changes, of what, when. */
export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  /** `monitor:<id>`, or a kind. */
  readonly subject?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

export type StoredAuditEntry = Omit<Selectable<AuditTables['audit_log']>, 'namespace'>

/** Lists who changed what in one namespace. */
export interface AuditLog {
  /** The newest first; those before an id. */
  list(
    filter: AuditFilter,
    page: { readonly limit: number; readonly beforeId?: string | undefined },
  ): Promise<StoredAuditEntry[]>
}

export function createAuditLog({ query }: Tables<AuditTables>, namespace: string): AuditLog {
  return {
    list: ({ actor, action, subject, from, to }, { limit, beforeId }) =>
      query((db) => {
        let rows = db
          .selectFrom('audit_log')
          .select(['id', 'at', 'actor', 'action', 'subject', 'details'])
          .where('namespace', '=', namespace)
          .orderBy('id', 'desc')
          .limit(limit)
        if (beforeId !== undefined) rows = rows.where('id', '<', beforeId)
        if (actor !== undefined) rows = rows.where('actor', '=', actor)
        if (action !== undefined) rows = rows.where('action', '=', action)
        if (subject?.includes(':')) rows = rows.where('subject', '=', subject)
        // From the colon to what comes after it: kinds are names without one.
        else if (subject !== undefined)
          rows = rows.where('subject', '>=', `${subject}:`).where('subject', '<', `${subject};`)
        // Ids begin with the time at which they were made, as the index goes.
        if (from) rows = rows.where('id', '>=', firstUuidV7(from.getTime()))
        if (to) rows = rows.where('id', '<', firstUuidV7(to.getTime()))
        return rows.execute()
      }),
  }
}
