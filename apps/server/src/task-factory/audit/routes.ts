import { listAudit } from '@temporal-registry/contract/audit'
import { nextCursor, readPlace } from '../../http/cursor.ts'
import type { OnEndpoint } from '../../http/on-endpoint.ts'
import { spanOf } from '../../http/time-span.ts'
import type { AuditLog } from './store.ts'

const defaultLimit = 100

/** Binds the endpoint about who changed what. */
export function auditRoutes(on: OnEndpoint, log: AuditLog): void {
  on(listAudit, async ({ query: { limit = defaultLimit, cursor, from, to, ...texts } }) => {
    const list = `audit ${JSON.stringify(Object.entries({ ...texts, from, to }).toSorted())}`
    const beforeId = readPlace(cursor, list)
    const filter = { ...texts, ...spanOf({ from, to }) }
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
