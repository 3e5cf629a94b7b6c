import { loadConnection } from '@temporal-registry/sdk/connection'
import { createLog } from '../src/platform/log.ts'
import { createTemporalServer } from '../src/platform/temporal-server.ts'
import { createTemporal, type Temporal } from '../src/platform/temporal.ts'

/** A gateway's link to a namespace, without a gateway. It watches nothing until started. */
export function createTestLink(
  address: string,
  namespace = 'default',
): { temporal: Temporal; close(): Promise<void> } {
  const server = createTemporalServer(loadConnection({ address, namespace }))
  const temporal = createTemporal(server, { namespace, retentionDays: 1 }, createLog('fatal'))
  return {
    temporal,
    close() {
      temporal.close()
      return server.close()
    },
  }
}
