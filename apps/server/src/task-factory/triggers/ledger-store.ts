import type {
  TriggerOutcome,
  TriggerRecord,
  TriggerStage,
} from '@temporal-registry/contract/triggers'
import { sql, type Kysely, type Selectable } from 'kysely'
import { storable } from '../../platform/database/storable.ts'
import { firstUuidV7 } from '../../platform/uuid-v7.ts'
import type { FactoryTables, LedgerTable, RunSubject, RunTriggerKind } from '../tables.ts'

type Db = Kysely<FactoryTables>

/** What came of a trigger for a definition, as it is written down. */
export interface LedgerEntry {
  readonly id: string
  readonly at: Date
  readonly triggerKind: RunTriggerKind
  readonly definition?: {
    readonly subject?: RunSubject
    readonly id: string
    readonly name: string
    readonly version: number
  }
  readonly eventId?: string | undefined
  readonly occurrenceKey?: string
  readonly stage: TriggerStage
  readonly outcome: TriggerOutcome
  readonly reason: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly runId?: string | undefined
}

export interface LedgerFilter {
  readonly definitionId?: string | undefined
  readonly eventId?: string | undefined
  readonly runId?: string | undefined
  readonly occurrenceKey?: string | undefined
  readonly outcomes?: readonly TriggerOutcome[] | undefined
  readonly triggerKind?: RunTriggerKind | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  /** Rows older than this one. */
  readonly before?: string | undefined
}

/** A row's id and its time are of one clock, which may be set between the two. */
const clockSlackMs = 60_000

export type LedgerStore = ReturnType<typeof createLedgerStore>

/** What came of every trigger in one namespace. */
export function createLedgerStore(namespace: string) {
  function matching(db: Db, filter: LedgerFilter) {
    let query = db.selectFrom('trigger_log').where('namespace', '=', namespace)
    const { definitionId, eventId, runId, occurrenceKey, outcomes, triggerKind } = filter
    if (definitionId !== undefined) query = query.where('definition_id', '=', definitionId)
    if (eventId !== undefined) query = query.where('event_id', '=', eventId)
    if (runId !== undefined) query = query.where('run_id', '=', runId)
    if (occurrenceKey !== undefined) query = query.where('occurrence_key', '=', occurrenceKey)
    if (outcomes?.length) query = query.where('outcome', 'in', outcomes)
    if (triggerKind !== undefined) query = query.where('trigger_kind', '=', triggerKind)
    // Ids sort by their age: the index finds the time, and what is beside it is left out by `at`.
    if (filter.from) {
      const first = firstUuidV7(filter.from.getTime() - clockSlackMs)
      query = query.where('at', '>=', filter.from).where('id', '>=', first)
    }
    if (filter.to) {
      const end = firstUuidV7(filter.to.getTime() + clockSlackMs)
      query = query.where('at', '<', filter.to).where('id', '<', end)
    }
    if (filter.before !== undefined) query = query.where('id', '<', filter.before)
    return query
  }

  return {
    async add(db: Db, entries: readonly LedgerEntry[]): Promise<void> {
      if (entries.length === 0) return
      const rows = entries.map((entry) => ({
        id: entry.id,
        namespace,
        at: entry.at.toISOString(),
        trigger_kind: entry.triggerKind,
        subject: entry.definition?.subject ?? ('definition' as const),
        definition_id: entry.definition?.id ?? null,
        definition_name: entry.definition?.name ?? null,
        version: entry.definition?.version ?? null,
        event_id: entry.eventId ?? null,
        occurrence_key: entry.occurrenceKey ?? null,
        stage: entry.stage,
        outcome: entry.outcome,
        reason: entry.reason,
        details: entry.details ?? {},
        run_id: entry.runId ?? null,
      }))
      // As one value: there are hundreds of rows, and the thread that answers would write a statement of thousands.
      const json = JSON.stringify(storable(rows))
      await sql`
        insert into trigger_log select * from json_populate_recordset(null::trigger_log, ${json}::json)
      `.execute(db)
    },

    /** Newest first. */
    async list(db: Db, filter: LedgerFilter, limit: number): Promise<TriggerRecord[]> {
      const query = matching(db, filter).selectAll()
      const rows = await query.orderBy('id', 'desc').limit(limit).execute()
      return rows.map(recordOf)
    },

    /** The newest row about each of these definitions; each is one step of an index. */
    async lastOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, TriggerRecord>> {
      const { rows } = await sql<Selectable<LedgerTable>>`
        select newest.* from unnest(${ids}::uuid[]) as asked (id)
        cross join lateral (
          select * from trigger_log
          where namespace = ${namespace} and definition_id = asked.id
          order by id desc limit 1
        ) as newest`.execute(db)
      return new Map(rows.map((row) => [row.definition_id ?? '', recordOf(row)]))
    },

    /** Rows by outcome, of the newest so many; the most frequent first. */
    async countByOutcome(
      db: Db,
      filter: LedgerFilter,
      limit: number,
    ): Promise<{ readonly outcome: TriggerOutcome; readonly count: number }[]> {
      const rows = await db
        .selectFrom(
          matching(db, filter).select('outcome').orderBy('id', 'desc').limit(limit).as('newest'),
        )
        .select((of) => ['outcome', of.fn.countAll<string>().as('count')])
        .groupBy('outcome')
        .orderBy('count', 'desc')
        .orderBy('outcome')
        .execute()
      return rows.map(({ outcome, count }) => ({ outcome, count: Number(count) }))
    },
  }
}

function recordOf(row: Selectable<LedgerTable>): TriggerRecord {
  const { definition_id: id, definition_name: name, version } = row
  return {
    id: row.id,
    at: row.at.toISOString(),
    trigger_kind: row.trigger_kind,
    subject: row.subject ?? 'definition',
    definition: id === null ? null : { id, name: name ?? '', version: version ?? 0 },
    event_id: row.event_id,
    occurrence_key: row.occurrence_key,
    stage: row.stage,
    outcome: row.outcome,
    reason: row.reason,
    details: row.details,
    run_id: row.run_id,
  }
}
