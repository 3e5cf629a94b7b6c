import * as contract from '@temporal-registry/contract/secrets'
import { nextCursorBy, readPlace } from '../../http/cursor.ts'
import { Answer, type OnEndpoint } from '../../http/on-endpoint.ts'
import type { Secrets } from './secrets.ts'
import type { StoredSecret } from './store.ts'

const defaultLimit = 100
const list = 'secrets'

/** Binds the endpoints about secrets. */
export function secretRoutes(on: OnEndpoint, secrets: Secrets): void {
  on(contract.putSecret, async ({ params, body, caller }) => {
    const stored = await secrets.put(params.name, body, caller.name)
    return new Answer(stored.version === 1 ? 201 : 200, summaryOf(stored))
  })

  on(contract.listSecrets, async ({ query }) => {
    const { limit = defaultLimit, cursor } = query
    const rows = await secrets.list({ limit: limit + 1, after: readPlace(cursor, list) })
    return {
      secrets: rows.slice(0, limit).map(summaryOf),
      ...nextCursorBy(rows, limit, list, ({ name }) => name),
    }
  })

  on(contract.deleteSecret, async ({ params, caller }) => {
    await secrets.remove(params.name, caller.name)
    return undefined
  })
}

function summaryOf(secret: StoredSecret) {
  return {
    ...secret,
    created_at: secret.created_at.toISOString(),
    updated_at: secret.updated_at.toISOString(),
  }
}
