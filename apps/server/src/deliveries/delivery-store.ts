import type {
  AboutKind,
  DeliveryFailure,
  DeliveryStatus,
  EndedStatus,
} from '@temporal-registry/contract/deliveries'
import { sql, type Insertable, type Kysely, type Updateable } from 'kysely'
import { hasEnded } from './delivery-states.ts'
import type { AttemptRow, DeliveryRow, DeliveryTables } from './tables.ts'

type Db = Kysely<DeliveryTables>
type NewDelivery = Omit<Insertable<DeliveryTables['deliveries']>, 'namespace'>

export interface DeliveryFilter {
  readonly channel?: string | undefined
  readonly statuses?: readonly DeliveryStatus[] | undefined
  readonly aboutKind?: AboutKind | undefined
  readonly aboutId?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly before?: string | undefined
}

/** What an attempt came to. */
export interface AttemptEnd {
  readonly outcome: 'delivered' | 'failed'
  readonly status: number | null
  readonly tookMs: number
  readonly failure: DeliveryFailure | null
  readonly excerpt: string | null
}

export type DeliveryStore = ReturnType<typeof createDeliveryStore>

/** Deliveries of one namespace, their attempts, and the lanes that keep them in order. */
export function createDeliveryStore(namespace: string) {
  const all = (db: Db) => db.selectFrom('deliveries').selectAll().where('namespace', '=', namespace)

  const change = async (
    db: Db,
    id: string,
    set: Updateable<DeliveryTables['deliveries']>,
  ): Promise<void> => {
    await db.updateTable('deliveries').set(set).where('id', '=', id).execute()
  }

  const freeLane = async (db: Db, { channel, id }: Pick<DeliveryRow, 'channel' | 'id'>) => {
    await db
      .updateTable('delivery_lanes')
      .set({ active_id: null })
      .where('namespace', '=', namespace)
      .where('channel', '=', channel)
      .where('active_id', '=', id)
      .execute()
  }

  function filtered(db: Db, filter: DeliveryFilter) {
    const { channel, statuses, aboutKind, aboutId, from, to, before } = filter
    let rows = all(db)
    if (channel !== undefined) rows = rows.where('channel', '=', channel)
    if (statuses !== undefined) rows = rows.where('status', 'in', statuses)
    if (aboutKind !== undefined) rows = rows.where('about_kind', '=', aboutKind)
    if (aboutId !== undefined) {
      rows = rows.where((of) =>
        of.or([of('about_id', '=', aboutId), sql<boolean>`also_about @> array[${aboutId}]`]),
      )
    }
    if (from !== undefined) rows = rows.where('created_at', '>=', from)
    if (to !== undefined) rows = rows.where('created_at', '<', to)
    if (before !== undefined) rows = rows.where('id', '<', before)
    return rows
  }

  return {
    change,
    freeLane,

    /** Writes deliveries; those of a message that their channel has already are left as they are. */
    async add(db: Db, rows: readonly NewDelivery[]): Promise<void> {
      if (rows.length === 0) return
      const channels = [...new Set(rows.map(({ channel }) => channel))].toSorted()
      await db
        .insertInto('delivery_lanes')
        .values(channels.map((channel) => ({ namespace, channel, active_id: null })))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await db
        .insertInto('deliveries')
        .values(rows.map((row) => ({ ...row, namespace })))
        .onConflict((conflict) => conflict.columns(['namespace', 'channel', 'key']).doNothing())
        .execute()
    },

    find: (db: Db, id: string): Promise<DeliveryRow | undefined> =>
      all(db).where('id', '=', id).executeTakeFirst(),

    /** One as it is until the transaction ends. */
    hold: (db: Db, id: string): Promise<DeliveryRow | undefined> =>
      all(db).where('id', '=', id).forUpdate().executeTakeFirst(),

    ofMessage: (db: Db, key: string, channels: readonly string[]): Promise<DeliveryRow[]> =>
      all(db).where('key', '=', key).where('channel', 'in', channels).execute(),

    list: (db: Db, filter: DeliveryFilter, limit: number): Promise<DeliveryRow[]> =>
      filtered(db, filter).orderBy('id', 'desc').limit(limit).execute(),

    async count(db: Db, filter: DeliveryFilter): Promise<number> {
      const found = await filtered(db, filter)
        .clearSelect()
        .select((of) => of.fn.countAll<string>().as('rows'))
        .executeTakeFirst()
      return Number(found?.rows ?? 0)
    },

    /** The oldest of a filter, for their next round. */
    holdOldest: (db: Db, filter: DeliveryFilter, limit: number): Promise<DeliveryRow[]> =>
      filtered(db, filter).orderBy('id').limit(limit).forUpdate().skipLocked().execute(),

    async requeue(db: Db, ids: readonly string[], at: Date): Promise<void> {
      if (ids.length === 0) return
      await db
        .updateTable('deliveries')
        .set({
          ...{ status: 'queued', queued_at: at, round_attempts: 0, failure: null },
          ...{ next_attempt_at: null, begin_at: null, ended_at: null },
          round: sql<number>`round + 1`,
        })
        .where('id', 'in', ids)
        .execute()
    },

    /** Gives each lane that is free its oldest delivery. @returns how many. */
    async fillLanes(db: Db, { at, limit }: { at: Date; limit: number }): Promise<number> {
      const { rows } = await sql<{ channel: string; active_id: string }>`
        update delivery_lanes as lane set active_id = head.id
        from (
          select free.channel, oldest.id
          from delivery_lanes as free
          cross join lateral (
            select id from deliveries as one
            where one.namespace = free.namespace and one.channel = free.channel
              and one.status = 'queued'
            order by id limit 1
          ) as oldest
          where free.namespace = ${namespace} and free.active_id is null
          limit ${limit}
          for update of free skip locked
        ) as head
        where lane.namespace = ${namespace} and lane.channel = head.channel
        returning lane.channel, lane.active_id`.execute(db)
      if (rows.length === 0) return 0
      const begun = await db
        .updateTable('deliveries')
        .set({ status: 'sending', begin_at: at })
        .where(
          'id',
          'in',
          rows.map(({ active_id: id }) => id),
        )
        .where('status', '=', 'queued')
        .returning('id')
        .execute()
      // It may have been sent between the look at the queue and the lane's lock.
      const taken = new Set(begun.map(({ id }) => id))
      for (const { channel, active_id: id } of rows) {
        if (!taken.has(id)) await freeLane(db, { channel, id })
      }
      return begun.length
    },

    /** Takes deliveries whose workflow is to be begun; nobody else gets them until then. */
    async takeToBegin(
      db: Db,
      { at, until, limit }: { at: Date; until: Date; limit: number },
    ): Promise<string[]> {
      const due = db
        .selectFrom('deliveries')
        .select('id')
        .where('namespace', '=', namespace)
        .where('begin_at', '<=', at)
        .orderBy('begin_at')
        .limit(limit)
        .forUpdate()
        .skipLocked()
      const rows = await db
        .updateTable('deliveries')
        .set({ begin_at: until })
        .where('id', 'in', due)
        .returning('id')
        .execute()
      return rows.map(({ id }) => id)
    },

    /** Gives one back that was taken `until`, unless its workflow has been heard of since. */
    async beginLater(db: Db, id: string, { until, at }: { until: Date; at: Date }): Promise<void> {
      await db
        .updateTable('deliveries')
        .set({ begin_at: at })
        .where('id', '=', id)
        .where('begin_at', '=', until)
        .execute()
    },

    async nextBeginAt(db: Db): Promise<Date | undefined> {
      const row = await db
        .selectFrom('deliveries')
        .select((of) => of.fn.min('begin_at').as('at'))
        .where('namespace', '=', namespace)
        .where('begin_at', 'is not', null)
        .executeTakeFirst()
      return row?.at ?? undefined
    },

    /** Writes down that an attempt begins; one that was open before was interrupted. */
    async openAttempt(
      db: Db,
      delivery: Pick<DeliveryRow, 'id' | 'round'>,
      { number, at }: { number: number; at: Date },
    ): Promise<void> {
      const { id, round } = delivery
      await db
        .updateTable('delivery_attempts')
        .set({ outcome: 'interrupted' })
        .where('delivery_id', '=', id)
        .where('outcome', '=', 'open')
        .execute()
      await db
        .insertInto('delivery_attempts')
        .values({ delivery_id: id, number, round, at, outcome: 'open' })
        .execute()
    },

    async endAttempt(db: Db, id: string, number: number, end: AttemptEnd): Promise<void> {
      await db
        .updateTable('delivery_attempts')
        .set({
          ...{ outcome: end.outcome, status: end.status, took_ms: end.tookMs },
          failure: end.failure && JSON.stringify(end.failure),
          response_excerpt: end.excerpt,
        })
        .where('delivery_id', '=', id)
        .where('number', '=', number)
        .execute()
    },

    attempts: (db: Db, id: string): Promise<AttemptRow[]> =>
      db
        .selectFrom('delivery_attempts')
        .selectAll()
        .where('delivery_id', '=', id)
        .orderBy('number')
        .execute(),

    /** Ends a delivery that is held, and lets the next of its channel have its turn. @returns false when it had ended. */
    async end(
      db: Db,
      delivery: DeliveryRow,
      { status, failure, at }: { status: EndedStatus; failure: DeliveryFailure | null; at: Date },
    ): Promise<boolean> {
      if (hasEnded(delivery.status)) return false
      await change(db, delivery.id, {
        ...{ status, ended_at: at, next_attempt_at: null, begin_at: null },
        failure: failure && JSON.stringify(failure),
      })
      await freeLane(db, delivery)
      return true
    },

    /** How many stand how, of those that are open or dead, and since when the oldest waits. */
    async standing(
      db: Db,
    ): Promise<{ counts: Record<string, number>; oldestAt: Date | undefined }> {
      const rows = await db
        .selectFrom('deliveries')
        .select((of) => [
          'status',
          of.fn.countAll<string>().as('rows'),
          of.fn.min('queued_at').as('oldest'),
        ])
        .where('namespace', '=', namespace)
        .where('status', 'in', ['queued', 'sending', 'retrying', 'dead'])
        .groupBy('status')
        .execute()
      const oldest = rows
        .filter(({ status }) => status !== 'dead')
        .map(({ oldest: at }) => at)
        .toSorted((one, other) => one.getTime() - other.getTime())
      return {
        counts: Object.fromEntries(rows.map(({ status, rows: count }) => [status, Number(count)])),
        oldestAt: oldest[0],
      }
    },

    /**
     * Notes that a recipient is sent something. With a limit: false, and nothing noted, when it has had that
     * many within the hour before. Who asks about the same recipient at once waits.
     */
    async noteSend(
      db: Db,
      { recipient, limit, at }: { recipient: string; limit: number; at: Date },
    ): Promise<boolean> {
      const place = `${namespace}\n${recipient}`
      await sql`select pg_advisory_xact_lock(hashtextextended(${place}, 4))`.execute(db)
      const since = new Date(at.getTime() - 3_600_000)
      const found = await db
        .selectFrom('recipient_sends')
        .select((of) => of.fn.countAll<string>().as('rows'))
        .where('namespace', '=', namespace)
        .where('recipient', '=', recipient)
        .where('at', '>', since)
        .executeTakeFirst()
      if (Number(found?.rows ?? 0) >= limit) return false
      await db.insertInto('recipient_sends').values({ namespace, recipient, at }).execute()
      return true
    },
  }
}
