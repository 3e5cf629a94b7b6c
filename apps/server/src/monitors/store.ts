import type { MonitorBody, MonitorHealth, MonitorStatus } from '@temporal-registry/contract/monitor'
import { sql, type Kysely, type Selectable, type Transaction, type Updateable } from 'kysely'
import { hasLabel } from '../platform/database/labels.ts'
import { isUuid } from '../platform/uuid-v7.ts'
import { writeAudit } from '../task-factory/audit/store.ts'
import { freshMemory } from './rules/edges.ts'
import type { MonitorTable, MonitorTables } from './tables.ts'

type Db = Kysely<MonitorTables>
type Trx = Transaction<MonitorTables>

/** A monitor without the state that it remembers, which may be large. */
export type MonitorRow = Omit<Selectable<MonitorTable>, 'state' | 'namespace'>
export type MonitorWithState = MonitorRow & { readonly state: unknown }

export interface MonitorFilter {
  readonly q?: string | undefined
  readonly label?: readonly string[] | undefined
  readonly status?: MonitorStatus | undefined
  readonly health?: MonitorHealth | undefined
}

/** Who changes, what is done, and when. */
export interface MonitorChange {
  readonly actor: string
  readonly action: string
  readonly at: Date
}

export type MonitorStore = ReturnType<typeof createMonitorStore>

const columns = [
  'id',
  'name',
  'version',
  'body',
  'status',
  'paused_at',
  'pause_reason',
  'suppressed_until',
  'suppress_reason',
  'health',
  'health_since',
  'health_reason',
  'memory',
  'memory_revision',
  'last_look_at',
  'last_alert_at',
  'heartbeat_hash',
  'heartbeat_at',
  'feed_hash',
  'forked_from',
  'created_at',
  'updated_at',
] as const

/** Those that have none are as if they had an empty object. */
const labels = sql`coalesce((body->'labels')::jsonb, '{}')`
const textOf = sql`lower(concat_ws(E'\n', name, body->>'description', body->>'owner'))`

/** Monitors of one namespace, and what they remember. */
export function createMonitorStore(namespace: string) {
  const rows = (db: Db) =>
    db.selectFrom('monitors').select(columns).where('namespace', '=', namespace)
  const audit = (trx: Trx, { at, actor, action }: MonitorChange, { id, name, version }: NamedRow) =>
    writeAudit(trx, {
      ...{ namespace, at, actor, action, subject: `monitor:${id}` },
      details: { name, version },
    })

  return {
    find: (db: Db, ref: string): Promise<MonitorRow | undefined> =>
      rows(db)
        .where(isUuid(ref) ? 'id' : 'name', '=', ref)
        .executeTakeFirst(),

    /** With the state that it remembers. */
    findWithState: (db: Db, ref: string) =>
      rows(db)
        .select('state')
        .where(isUuid(ref) ? 'id' : 'name', '=', ref)
        .executeTakeFirst(),

    /** Nobody else changes it until the transaction ends. */
    lock: (trx: Trx, id: string): Promise<MonitorRow | undefined> =>
      rows(trx).where('id', '=', id).forUpdate().executeTakeFirst(),

    /** Those of the ids that there are. */
    findAll: (db: Db, ids: readonly string[]): Promise<MonitorRow[]> =>
      ids.length === 0 ? Promise.resolve([]) : rows(db).where('id', 'in', ids).execute(),

    findNamed: (db: Db, names: readonly string[]): Promise<MonitorRow[]> =>
      names.length === 0 ? Promise.resolve([]) : rows(db).where('name', 'in', names).execute(),

    /** By name, after one of them. */
    list(
      db: Db,
      filter: MonitorFilter,
      { limit, after }: { readonly limit: number; readonly after?: string | undefined },
    ): Promise<MonitorRow[]> {
      const { q, label = [], status, health } = filter
      let found = rows(db).orderBy('name').limit(limit)
      if (after !== undefined) found = found.where('name', '>', after)
      if (status !== undefined) found = found.where('status', '=', status)
      if (health !== undefined) found = found.where('health', '=', health)
      for (const selector of label) found = found.where(hasLabel(labels, selector))
      if (q !== undefined) found = found.where(sql<boolean>`position(lower(${q}) in ${textOf}) > 0`)
      return found.execute()
    },

    async insert(
      trx: Trx,
      made: {
        readonly id: string
        readonly body: MonitorBody
        readonly heartbeatHash: string | null
        readonly status: 'active' | 'paused'
        readonly pauseReason?: string
        readonly forkedFrom?: string
      },
      change: MonitorChange,
    ): Promise<MonitorRow> {
      const isPaused = made.status === 'paused'
      const row = await trx
        .insertInto('monitors')
        .values({
          ...{ id: made.id, namespace, name: made.body.name, version: 1, status: made.status },
          body: JSON.stringify(made.body),
          paused_at: isPaused ? change.at : null,
          pause_reason: isPaused ? (made.pauseReason ?? '') : null,
          health: 'unknown',
          health_since: change.at,
          memory: JSON.stringify(freshMemory),
          heartbeat_hash: made.heartbeatHash,
          forked_from: made.forkedFrom ?? null,
          created_at: change.at,
          updated_at: change.at,
        })
        .returning(columns)
        .executeTakeFirstOrThrow()
      await audit(trx, change, row)
      return row
    },

    /** Changes what people decide of it. */
    async update(
      trx: Trx,
      id: string,
      change: MonitorChange,
      to: Omit<Updateable<MonitorTable>, 'id' | 'namespace'>,
    ): Promise<MonitorRow> {
      const row = await trx
        .updateTable('monitors')
        .set({ ...to, updated_at: change.at })
        .where('id', '=', id)
        .returning(columns)
        .executeTakeFirstOrThrow()
      await audit(trx, change, row)
      return row
    },

    /** Remembers what a look came to. */
    async remember(
      trx: Trx,
      id: string,
      to: Omit<Updateable<MonitorTable>, 'id' | 'namespace' | 'memory_revision'>,
    ): Promise<void> {
      await trx
        .updateTable('monitors')
        .set({ ...to, memory_revision: sql`memory_revision + 1` })
        .where('id', '=', id)
        .execute()
    },

    async remove(trx: Trx, monitor: NamedRow, change: MonitorChange): Promise<void> {
      await trx.deleteFrom('monitors').where('id', '=', monitor.id).execute()
      await audit(trx, change, monitor)
    },

    findByFeed: (db: Db, hash: string): Promise<MonitorRow | undefined> =>
      rows(db).where('feed_hash', '=', hash).executeTakeFirst(),

    /** Those that are to look again. */
    listActive: (db: Db) =>
      db
        .selectFrom('monitors')
        .select(['id', 'health', 'updated_at'])
        .where('namespace', '=', namespace)
        .where('status', '=', 'active')
        .execute(),

    /** Somebody gave a sign of life at a monitor's address. @returns whether there is such an address. */
    async beat(db: Db, hash: string, at: Date): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('monitors')
        .set({ heartbeat_at: at })
        .where('namespace', '=', namespace)
        .where('heartbeat_hash', '=', hash)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async countByHealth(db: Db): Promise<Readonly<Record<string, number>>> {
      const found = await db
        .selectFrom('monitors')
        .select((of) => ['health', of.fn.countAll<string>().as('count')])
        .where('namespace', '=', namespace)
        .groupBy('health')
        .execute()
      return Object.fromEntries(found.map(({ health, count }) => [health, Number(count)]))
    },
  }
}

type NamedRow = Pick<MonitorRow, 'id' | 'name' | 'version'>
