import type { EventEnvelope, EventReceipt } from '@temporal-registry/contract/events'
import { Problem } from '@temporal-registry/contract/problem'
import type { Log } from '../../platform/log.ts'
import { createGroupWriter } from './group-writer.ts'
export { readEnvelope } from './envelope.ts'
import type { Interest } from './interest.ts'
import type { EventStore, IncomingEvent, Placed } from './store.ts'

/** Rows of one statement: enough for any batch, and small enough to be over in milliseconds. */
const maxRowsPerWrite = 200
/** More would wait for the same rows of the same indexes. */
const writesAtOnce = 2

/**
 * How old the knowledge may be by which the answer says what an event matches. What comes of it is decided by
 * what holds then.
 */
const countWithinMs = 50

/** How an event came in. */
export interface Arrival {
  /** `api`: sent by a caller with a token. `webhook`: through a source. `run`: emitted by a run. */
  readonly via: 'api' | 'webhook' | 'run'
  /** Name of the source. */
  readonly sourceSlug?: string
  /** Events in a row that runs emitted, this one included. */
  readonly depth?: number
}

/** Events, taken in and kept. */
export interface Events {
  /**
   * Stores events and answers for each, in order. They are triggers from then on, whatever happens here.
   *
   * @throws Problem `database-unavailable`; nothing is stored then.
   */
  accept(envelopes: readonly EventEnvelope[], arrival: Arrival): Promise<readonly EventReceipt[]>
  /** The newest first, older than `beforeId`. */
  list: EventStore['list']
}

export interface EventsDeps {
  readonly store: EventStore
  readonly newId: () => string
  readonly now: () => Date
  readonly interest: Pick<Interest, 'upToDate' | 'count'>
  /** Says that the outbox holds more. */
  readonly onStored: () => void
  readonly onTaken: (taken: {
    readonly via: Arrival['via']
    readonly outcome: 'accepted' | 'deduplicated'
    readonly count: number
  }) => void
  readonly log: Log
}

export function createEvents(deps: EventsDeps): Events {
  const { store, newId, now, interest, onStored, onTaken, log } = deps
  const put = createGroupWriter<IncomingEvent, Placed>({
    write: store.put,
    maxItems: maxRowsPerWrite,
    atOnce: writesAtOnce,
    isForAll: (error) =>
      error instanceof Problem && ['database-unavailable', 'database-busy'].includes(error.code),
  })

  /** The event is safe whether or not it can be said what it matches. */
  async function matchesOf(envelopes: readonly EventEnvelope[]): Promise<(number | null)[]> {
    const notCounted = (error: unknown) => {
      log.warn({ err: error }, 'matches not counted')
      return null
    }
    const isKnown = await interest.upToDate(countWithinMs).then(() => true, notCounted)
    if (!isKnown) return envelopes.map(() => null)
    return Promise.all(envelopes.map((envelope) => interest.count(envelope).catch(notCounted)))
  }

  return {
    list: store.list,
    async accept(envelopes, { via, ...arrival }) {
      const receivedAt = now()
      const incoming = envelopes.map((envelope) => ({
        id: newId(),
        envelope,
        receivedAt,
        ...arrival,
      }))
      const [placed, matches] = await Promise.all([put(incoming), matchesOf(envelopes)])
      const newCount = placed.filter(({ isNew }) => isNew).length
      onTaken({ via, outcome: 'accepted', count: newCount })
      onTaken({ via, outcome: 'deduplicated', count: placed.length - newCount })
      if (newCount > 0) onStored()
      return placed.map(({ id, isNew, differs }, index) => ({
        event_id: id,
        matched: matches[index] ?? null,
        ...(isNew ? {} : { deduplicated: true as const }),
        ...(differs ? { content_differs: true as const } : {}),
      }))
    },
  }
}
