import type { OnEndpoint } from '../../http/on-endpoint.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import type { NamespaceMetrics } from '../../platform/metrics.ts'
import { uuidV7 } from '../../platform/uuid-v7.ts'
import type { LoadEvents } from '../triggers/intake.ts'
import type { Consider } from './consider.ts'
import { createEvents, type Events } from './events.ts'
import { eventRoutes } from './routes.ts'
import { createEventStore, type EventTables } from './store.ts'
import { createTrials } from './trials.ts'

/** Joins what takes events in with what keeps them, in one namespace. */
export function createEventRoom(deps: {
  readonly namespace: string
  readonly database: Pick<Database, 'of'>
  readonly consider: Consider
  /** Is told that the outbox holds more. */
  readonly onStored: () => void
  readonly metrics: Pick<NamespaceMetrics, 'countEvents'>
  readonly log: Log
  readonly now: () => Date
}): {
  readonly events: Events
  readonly load: LoadEvents
  bindRoutes(on: OnEndpoint): void
} {
  const { namespace, database, consider, onStored, metrics, log, now } = deps
  const trials = createTrials(consider)
  const store = createEventStore({ tables: database.of<EventTables>(), namespace })
  const events = createEvents({
    store,
    newId: uuidV7,
    now,
    consider,
    onStored,
    onTaken: metrics.countEvents,
    log,
  })

  return {
    events,
    async load(ids) {
      const rows = await store.findAll(ids)
      return rows.map(({ id, depth, dedupe_hash: dedupeHash, envelope }) => ({
        ...{ id, depth, dedupeHash, envelope },
      }))
    },
    bindRoutes(on) {
      eventRoutes(on, { events, trials })
    },
  }
}
