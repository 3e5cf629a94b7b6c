import type { EventEnvelope } from '@temporal-registry/contract/events'
import type { Expressions } from '../../expressions/expressions.ts'
import type { OnEndpoint } from '../../http/on-endpoint.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import type { NamespaceMetrics } from '../../platform/metrics.ts'
import { uuidV7 } from '../../platform/uuid-v7.ts'
import { createEvents, type Events } from './events.ts'
import { createExplain, type Consequences } from './explain.ts'
import type { Interest } from './interest.ts'
import { eventRoutes } from './routes.ts'
import { createEventStore, type EventTables } from './store.ts'
import { createTrials } from './trials.ts'
import { webhookRoutes } from './webhooks/routes.ts'
import { createSources } from './webhooks/sources.ts'
import { createSourceStore, type SourceTables } from './webhooks/store.ts'

/** An event as what it triggers sees it. */
interface LoadedEvent {
  readonly id: string
  readonly depth: number
  readonly dedupeHash: string
  readonly envelope: EventEnvelope
}

/** Joins what takes events in with what keeps them, in one namespace. */
export function createEventRoom(deps: {
  readonly namespace: string
  readonly database: Pick<Database, 'of'>
  readonly interest: Interest
  readonly consequences: Consequences
  /** Is told that the outbox holds more. */
  readonly onStored: () => void
  readonly expressions: Pick<Expressions, 'check' | 'evaluate'>
  /** The value of a secret. @throws Problem `secret-…` where it cannot be had. */
  readonly readSecret: (name: string) => Promise<string>
  readonly metrics: Pick<NamespaceMetrics, 'countEvents' | 'countWebhookRefused'>
  readonly log: Log
  readonly now: () => Date
}): {
  readonly events: Events
  /** Those with these ids, in their order; what is gone is left out. */
  load(ids: readonly string[]): Promise<readonly LoadedEvent[]>
  bindRoutes(on: OnEndpoint): void
} {
  const { namespace, database, interest, onStored, metrics, log, now } = deps
  const store = createEventStore({ tables: database.of<EventTables>(), namespace })
  const explain = createExplain(store, deps.consequences)
  const trials = createTrials(interest, explain)
  const events = createEvents({
    store,
    newId: uuidV7,
    now,
    interest,
    onStored,
    onTaken: metrics.countEvents,
    log,
  })

  const sources = createSources({
    ...{ expressions: deps.expressions, readSecret: deps.readSecret, trials, now },
    store: createSourceStore({ tables: database.of<SourceTables>(), namespace, newId: uuidV7 }),
    onRefused: metrics.countWebhookRefused,
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
      eventRoutes(on, { events, trials, explain })
      webhookRoutes(on, { sources, events })
    },
  }
}
