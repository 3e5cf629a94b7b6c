import { sql, type Kysely, type Selectable } from 'kysely'
import type { FactoryTables, OutboxKind, OutboxTable } from '../tables.ts'

type Db = Kysely<FactoryTables>
export type OutboxRow = Selectable<OutboxTable>

/** A thing to be done, as it is written in the transaction that decides it. */
export interface NewOutboxRow {
  readonly id: string
  readonly kind: OutboxKind
  /** What it is about: of one kind there is one row about a thing. */
  readonly ref: string
  readonly payload?: Readonly<Record<string, unknown>>
  readonly dueAt: Date
}

export interface ClaimRequest {
  readonly kinds: readonly OutboxKind[]
  readonly now: Date
  /** Nobody else gets the rows until then. */
  readonly until: Date
  readonly limit: number
}

export type OutboxStore = ReturnType<typeof createOutboxStore>

/** What is still to be done in one namespace. */
export function createOutboxStore(namespace: string) {
  return {
    /** Adds a row; one about the same thing only becomes due at another time. */
    async put(db: Db, row: NewOutboxRow, now: Date): Promise<void> {
      await db
        .insertInto('outbox')
        .values({
          id: row.id,
          namespace,
          kind: row.kind,
          ref: row.ref,
          payload: JSON.stringify(row.payload ?? {}),
          due_at: row.dueAt,
          claimed_until: null,
          last_error: null,
          created_at: now,
        })
        .onConflict((conflict) =>
          conflict.columns(['kind', 'ref']).doUpdateSet({ due_at: row.dueAt }),
        )
        .execute()
    },

    /** Takes rows that are due, in order. */
    async claim(db: Db, asked: ClaimRequest): Promise<OutboxRow[]> {
      const { kinds, now, until, limit } = asked
      const due = db
        .selectFrom('outbox')
        .select('id')
        .where('namespace', '=', namespace)
        .where('kind', 'in', kinds)
        .where('due_at', '<=', now)
        .where((or) => or('claimed_until', 'is', null).or('claimed_until', '<', now))
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit)
        .forUpdate()
        .skipLocked()
      const rows = await db
        .updateTable('outbox')
        .set({ claimed_until: until, attempts: sql<number>`attempts + 1` })
        .where('id', 'in', due)
        .returningAll()
        .execute()
      return rows.toSorted(inOrder)
    },

    /**
     * When the next row that nobody has taken is due, or a taken one is given up.
     *
     * A hundred thousand rows may be held back: the first of those that nobody has taken is found by the index,
     * and a taken one that is due later than it cannot be given up before.
     */
    async nextDueAt(db: Db, kinds: readonly OutboxKind[]): Promise<Date | undefined> {
      const rows = db
        .selectFrom('outbox')
        .where('namespace', '=', namespace)
        .where('kind', 'in', kinds)
      const firstFree = rows
        .select('due_at')
        .where('claimed_until', 'is', null)
        .orderBy('due_at')
        .orderBy('id')
        .limit(1)
      const row = await rows
        .select((of) =>
          of.fn.min(sql<Date>`greatest(due_at, coalesce(claimed_until, due_at))`).as('at'),
        )
        .where('due_at', '<=', sql<Date>`coalesce(${firstFree}, 'infinity')`)
        .executeTakeFirst()
      return row?.at ?? undefined
    },

    /** Removes a row that is done. @returns false when it is not there any more: somebody else did it. */
    async remove(db: Db, id: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('outbox')
        .where('id', '=', id)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },

    /** Removes rows that are done. @returns those that were there still. */
    async removeAll(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
      if (ids.length === 0) return new Set()
      const rows = await db.deleteFrom('outbox').where('id', 'in', ids).returning('id').execute()
      return new Set(rows.map(({ id }) => id))
    },

    async removeAbout(db: Db, kind: OutboxKind, ref: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('outbox')
        .where('kind', '=', kind)
        .where('ref', '=', ref)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },

    /** Gives rows back: at once when nothing was tried, later when it failed. */
    async release(
      db: Db,
      ids: readonly string[],
      { dueAt, error }: { readonly dueAt?: Date; readonly error: string },
    ): Promise<void> {
      if (ids.length === 0) return
      await db
        .updateTable('outbox')
        .set({ claimed_until: null, last_error: error, ...(dueAt ? { due_at: dueAt } : {}) })
        .where('id', 'in', ids)
        .execute()
    },

    /** How many wait, and since when the oldest has been due. */
    async depth(db: Db, now: Date): Promise<{ rows: number; oldestDueAt: Date | undefined }> {
      const found = await db
        .selectFrom('outbox')
        .select((of) => [of.fn.countAll<string>().as('rows'), of.fn.min('due_at').as('oldest')])
        .where('namespace', '=', namespace)
        .where('due_at', '<=', now)
        .executeTakeFirst()
      return { rows: Number(found?.rows ?? 0), oldestDueAt: found?.oldest ?? undefined }
    },
  }
}

function inOrder(one: OutboxRow, other: OutboxRow): number {
  return one.due_at.getTime() - other.due_at.getTime() || (one.id < other.id ? -1 : 1)
}
