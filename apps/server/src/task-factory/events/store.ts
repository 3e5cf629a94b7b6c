import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { EventEnvelope } from '@temporal-registry/contract/events'
import type { Insertable, JSONColumnType, Selectable } from 'kysely'
import type { Tables } from '../../platform/database/database.ts'
import { dedupeHashOf } from './envelope.ts'
import { createRecent } from './recent.ts'

interface EventsTable {
  id: string
  namespace: string
  dedupe_hash: string
  source: string
  event_id: string
  type: string
  subject: string | null
  time: Date | null
  envelope: JSONColumnType<EventEnvelope>
  source_slug: string | null
  depth: number
  received_at: Date
}

/** What of the outbox an event needs; the rest of it is the triggers' matter. */
interface OutboxTable {
  id: string
  namespace: string
  kind: string
  ref: string
  due_at: Date
  created_at: Date
}

export interface EventTables {
  events: EventsTable
  outbox: OutboxTable
}

export type StoredEvent = Selectable<EventsTable>

/** An event on its way in. */
export interface IncomingEvent {
  readonly id: string
  readonly envelope: EventEnvelope
  readonly receivedAt: Date
  /** Name of the source it came through; absent for `POST /events`. */
  readonly sourceSlug?: string
  /** Events in a row that runs emitted, this one included. */
  readonly depth?: number
}

/** Where an event is: under its own id, or that of the same event that was here before. */
export interface Placed {
  readonly id: string
  readonly isNew: boolean
  /** True when the one that was here before says something else. */
  readonly differs: boolean
}

export interface EventFilter {
  readonly type?: string | undefined
  readonly source?: string | undefined
  readonly subject?: string | undefined
  readonly sourceSlug?: string | undefined
  readonly receivedFrom?: Date | undefined
  readonly receivedTo?: Date | undefined
  readonly q?: string | undefined
}

export type EventStore = ReturnType<typeof createEventStore>

/** What was just stored is asked for at once, to be decided: so much of it, in characters, is kept for so long. */
const fresh = { size: 8_000_000, ms: 10_000 }

/** Events of one namespace. */
export function createEventStore({
  tables,
  namespace,
}: {
  readonly tables: Tables<EventTables>
  readonly namespace: string
}) {
  const recent = createRecent<StoredEvent>(fresh)

  /**
   * Stores what is new, each with its row of the outbox: one statement, so there is never one without the
   * other. The same event twice is stored once, also when both come in the same moment.
   */
  async function insertNew(rows: readonly Insertable<EventsTable>[]): Promise<Set<string>> {
    const inserted = await tables.query((db) =>
      db
        .with('stored', (query) =>
          query
            .insertInto('events')
            .values(rows)
            .onConflict((conflict) => conflict.columns(['namespace', 'dedupe_hash']).doNothing())
            .returning(['id', 'namespace', 'received_at']),
        )
        .with('queued', (query) =>
          query
            .insertInto('outbox')
            .columns(['id', 'namespace', 'kind', 'ref', 'due_at', 'created_at'])
            .expression((from) =>
              from
                .selectFrom('stored')
                .select((eb) => [
                  'id',
                  'namespace',
                  eb.val('event').as('kind'),
                  'id as ref',
                  'received_at as due_at',
                  'received_at as created_at',
                ]),
            ),
        )
        .selectFrom('stored')
        .select('id')
        .execute(),
    )
    return new Set(inserted.map(({ id }) => id))
  }

  async function findByHash(hashes: readonly string[]) {
    if (hashes.length === 0) return new Map<string, { id: string; envelope: EventEnvelope }>()
    const rows = await tables.query((db) =>
      db
        .selectFrom('events')
        .select(['id', 'dedupe_hash', 'envelope'])
        .where('namespace', '=', namespace)
        .where('dedupe_hash', 'in', hashes)
        .execute(),
    )
    return new Map(rows.map((row) => [row.dedupe_hash, row]))
  }

  /**
   * Takes events in, and answers for each where it is.
   *
   * @throws Problem `database-unavailable`; nothing is stored then.
   */
  async function put(events: readonly IncomingEvent[]): Promise<readonly Placed[]> {
    const rows = events.map((event) => rowOf(event, namespace))
    // Always in the same order: two statements with the same events then wait for each other, not in a ring.
    const inOrder = rows.toSorted((a, b) => (a.dedupe_hash < b.dedupe_hash ? -1 : 1))
    const added = await insertNew(inOrder)
    const others = rows.filter(({ id }) => !added.has(id)).map((row) => row.dedupe_hash)
    const known = await findByHash(others)
    for (const [at, row] of rows.entries()) {
      const { envelope } = events[at]!
      if (added.has(row.id)) recent.keep(row.id, { ...row, envelope }, row.envelope.length)
    }
    return Promise.all(
      events.map(async (event, index): Promise<Placed> => {
        if (added.has(event.id)) return { id: event.id, isNew: true, differs: false }
        const first = known.get(rows[index]?.dedupe_hash ?? '')
        if (first) {
          const differs = canonicalJson(first.envelope) !== canonicalJson(event.envelope)
          return { id: first.id, isNew: false, differs }
        }
        // The one that was there was deleted for its age in between.
        const [placed] = await put([event])
        return placed!
      }),
    )
  }

  return {
    put,

    async find(id: string): Promise<StoredEvent | undefined> {
      return tables.query((db) =>
        db
          .selectFrom('events')
          .selectAll()
          .where('namespace', '=', namespace)
          .where('id', '=', id)
          .executeTakeFirst(),
      )
    },

    /** Those with these ids, in their order; what is gone is left out. */
    async findAll(ids: readonly string[]): Promise<readonly StoredEvent[]> {
      const byId = new Map(ids.flatMap((id) => recent.find(id) ?? []).map((row) => [row.id, row]))
      const others = ids.filter((id) => !byId.has(id))
      if (others.length > 0) {
        const rows = await tables.query((db) =>
          db
            .selectFrom('events')
            .selectAll()
            .where('namespace', '=', namespace)
            .where('id', 'in', others)
            .execute(),
        )
        for (const row of rows) byId.set(row.id, row)
      }
      return ids.flatMap((id) => byId.get(id) ?? [])
    },

    /** Whether it is still to be decided what comes of an event. */
    async isWaiting(id: string): Promise<boolean> {
      const row = await tables.query((db) =>
        db
          .selectFrom('outbox')
          .select('id')
          .where('kind', '=', 'event')
          .where('ref', '=', id)
          .executeTakeFirst(),
      )
      return row !== undefined
    },

    /** Those that pass the filter, the newest first, older than `beforeId`. */
    async list(
      filter: EventFilter,
      { beforeId, limit }: { readonly beforeId?: string | undefined; readonly limit: number },
    ): Promise<readonly StoredEvent[]> {
      const { type, source, subject, sourceSlug, receivedFrom, receivedTo, q } = filter
      return tables.query((db) => {
        let query = db
          .selectFrom('events')
          .selectAll()
          .where('namespace', '=', namespace)
          .orderBy('id', 'desc')
          .limit(limit)
        if (beforeId !== undefined) query = query.where('id', '<', beforeId)
        if (type !== undefined) query = query.where('type', 'like', patternOf(type))
        if (source !== undefined) query = query.where('source', 'like', patternOf(source))
        if (subject !== undefined) query = query.where('subject', '=', subject)
        if (sourceSlug !== undefined) query = query.where('source_slug', '=', sourceSlug)
        if (receivedFrom) query = query.where('received_at', '>=', receivedFrom)
        if (receivedTo) query = query.where('received_at', '<', receivedTo)
        if (q !== undefined) {
          const part = `%${escaped(q)}%`
          query = query.where((eb) =>
            eb.or(
              (['type', 'source', 'subject', 'event_id'] as const).map((column) =>
                eb(column, 'ilike', part),
              ),
            ),
          )
        }
        return query.execute()
      })
    },
  }
}

function rowOf(event: IncomingEvent, namespace: string) {
  const { envelope } = event
  return {
    id: event.id,
    namespace,
    dedupe_hash: dedupeHashOf(envelope),
    source: envelope.source,
    event_id: envelope.id,
    type: envelope.type,
    subject: envelope.subject ?? null,
    time: envelope.time === undefined ? null : new Date(envelope.time),
    envelope: JSON.stringify(envelope),
    source_slug: event.sourceSlug ?? null,
    depth: event.depth ?? 0,
    received_at: event.receivedAt,
  } satisfies Insertable<EventsTable>
}

/** A pattern of LIKE for text that may end in a star. */
function patternOf(text: string): string {
  return text.endsWith('*') ? `${escaped(text.slice(0, -1))}%` : escaped(text)
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&')
}
