import { sql, type Kysely } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { isUniqueViolation } from './database-problems.ts'

interface Notes {
  notes: { id: number; text: string; data: unknown; at: Date }
}

const database = await openTestDatabase()
const notes = database.of<Notes>()
const note = (id: number, text = 'a') => ({ id, text, data: {}, at: new Date(0) })
const count = (db: Kysely<Notes>) =>
  db
    .selectFrom('notes')
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirst()

beforeAll(() =>
  notes.query((db) =>
    sql`create table notes (id bigint primary key, text text, data jsonb, at timestamptz)`.execute(
      db,
    ),
  ),
)

test('values come back as they went in, and numbers of 64 bits as numbers', async () => {
  const row = {
    id: 2 ** 53 - 1,
    text: 'ä 😀 \\ \' "',
    data: { list: [1, null, { deep: true }] },
    at: new Date('2026-03-29T01:30:00.123Z'),
  }

  await notes.query((db) => db.insertInto('notes').values(row).execute())

  expect(await notes.query((db) => db.selectFrom('notes').selectAll().execute())).toEqual([row])
  expect(await notes.query(count)).toEqual({ count: 1 })
})

test('a date without a time is text, whatever zone the process is in', async () => {
  const { rows } = await notes.query((db) => sql`select date '2026-11-21' as day`.execute(db))

  expect(rows).toEqual([{ day: '2026-11-21' }])
})

test('a table is empty when a test begins', async () => {
  expect(await notes.query(count)).toEqual({ count: 0 })
})

test('a transaction holds together, or does nothing', async () => {
  const failing = notes.transaction(async (trx) => {
    await trx.insertInto('notes').values(note(1)).execute()
    throw new Error('on second thoughts')
  })

  await expect(failing).rejects.toThrow('on second thoughts')
  expect(await notes.query(count)).toEqual({ count: 0 })

  await notes.transaction((trx) =>
    trx
      .insertInto('notes')
      .values([note(1), note(2)])
      .execute(),
  )
  expect(await notes.query(count)).toEqual({ count: 2 })
})

test('a statement beside a transaction is refused within it: PGlite would wait for ever', async () => {
  const nested = notes.transaction(() => notes.query(count))

  await expect(nested).rejects.toThrow('Within a transaction, statements go through it')
  expect(await notes.query(count)).toEqual({ count: 0 })
})

test('however much is done behind those who wait, they are answered before it is over', async () => {
  const behind = database.background<Notes>()
  const answered: string[] = []
  const slow = (db: Kysely<Notes>) => sql`select pg_sleep(0.02)`.execute(db)

  const work = Promise.all(
    Array.from({ length: 30 }, async () => {
      await behind.query(slow)
      answered.push('behind')
    }),
  )
  await notes.query(count)
  answered.push('asked')
  await work

  expect(answered.indexOf('asked')).toBeLessThan(20)
  await expect(notes.transaction(() => behind.query(count))).rejects.toThrow('go through it')
})

test('a transaction that others got in the way of is run again', async () => {
  let runs = 0
  const done = await notes.transaction(async (trx) => {
    runs += 1
    await trx.insertInto('notes').values(note(runs)).execute()
    if (runs < 3) await sql`do $$ begin raise sqlstate '40001'; end $$`.execute(trx)
    return runs
  })

  expect(done).toBe(3)
  expect(await notes.query(count)).toEqual({ count: 1 })
})

test('one that never gets through is a problem that says when to come again', async () => {
  const refused = notes.transaction((trx) =>
    sql`do $$ begin raise sqlstate '40P01'; end $$`.execute(trx),
  )

  await expect(refused).rejects.toMatchObject({
    code: 'database-busy',
    extras: { retry_after_seconds: 1 },
  })
})

test('a value that is taken is told from every other fault, by the name of its index', async () => {
  const insert = () => notes.query((db) => db.insertInto('notes').values(note(1)).execute())
  await insert()
  const twice = await insert().catch((error: unknown) => error)
  const unknown = await notes
    .query((db) => sql`select nothing`.execute(db))
    .catch((error: unknown) => error)

  expect(isUniqueViolation(twice)).toBe(true)
  expect(isUniqueViolation(twice, 'notes_pkey')).toBe(true)
  expect(isUniqueViolation(twice, 'other')).toBe(false)
  expect(isUniqueViolation(unknown)).toBe(false)
})

test('text with NUL is refused as what a caller can mend', async () => {
  const insert = (values: object) =>
    notes.query((db) =>
      db
        .insertInto('notes')
        .values({ ...note(1), ...values })
        .execute(),
    )

  await expect(insert({ text: 'a\u0000b' })).rejects.toMatchObject({ code: 'body-unsafe' })
  await expect(insert({ data: { a: '\u0000' } })).rejects.toMatchObject({ code: 'body-unsafe' })
})

test('statements at once are each answered with their own rows', async () => {
  const ids = Array.from({ length: 200 }, (_, at) => at)
  await Promise.all(
    ids.map((id) => notes.query((db) => db.insertInto('notes').values(note(id)).execute())),
  )

  const found = await Promise.all(
    ids.map((id) =>
      notes.query((db) =>
        db.selectFrom('notes').select('id').where('id', '=', id).executeTakeFirst(),
      ),
    ),
  )

  expect(found.map((row) => row?.id)).toEqual(ids)
})

test('a row of megabytes goes in and comes out whole', async () => {
  const text = 'ö'.repeat(4_000_000)
  await notes.query((db) => db.insertInto('notes').values(note(1, text)).execute())

  const row = await notes.query((db) => db.selectFrom('notes').select('text').executeTakeFirst())

  expect(row?.text === text).toBe(true)
})
