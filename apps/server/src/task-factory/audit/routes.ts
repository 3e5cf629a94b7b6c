import { listAudit } from '@temporal-registry/contract/audit'
import { nextCursor, readCursor } from '../../http/cursor.ts'
import type { OnEndpoint } from '../../http/on-endpoint.ts'
import type { AuditLog } from './store.ts'

const defaultLimit = 100

/** Binds the endpoint about who changed what. */
export function auditRoutes(on: OnEndpoint, log: AuditLog): void {
  on(listAudit, async ({ query: { limit = defaultLimit, cursor, from, to, ...texts } }) => {
    const list = `audit ${JSON.stringify(Object.entries({ ...texts, from, to }).toSorted())}`
    const beforeId = cursor === undefined ? undefined : readCursor(cursor, list).toString()
    const filter = { ...texts, ...{ from: timeOf(from), to: timeOf(to) } }
    const found = await log.list(filter, { limit: limit + 1, beforeId })
    return {
      entries: found.slice(0, limit).map(({ at, details, ...entry }) => ({
        ...{ ...entry, at: at.toISOString() },
        // Written as an object, always.
        details: details as Record<string, unknown>,
      })),
      ...nextCursor(found, limit, list),
    }
  })
}

const timeOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text))
