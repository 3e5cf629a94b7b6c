import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/database.ts'
import { createLog } from '../platform/log.ts'
import { createRetention } from './retention.ts'
import { createRetentionStore } from './store.ts'

interface Tables {
  letters: { id: number; sent_at: Date | null }
}

const database = await openTestDatabase()
const tables = database.of<Tables>()
const now = new Date('2026-11-21T12:00:00Z')
const store = createRetentionStore(database)

beforeAll(() =>
  tables.query((db) =>
    sql`create table letters (id bigint primary key, sent_at timestamptz)`.execute(db),
  ),
)

const retention = createRetention({
  store,
  rules: [{ table: 'letters', column: 'sent_at', days: 30 }],
  schedules: { ensureRetention: async () => {} },
  intervalSeconds: 3_600,
  log: createLog('fatal'),
  now: () => now,
})

test('rows past their time go, in chunks, and what is younger or has not happened yet stays', async () => {
  await tables.query((db) =>
    sql`insert into letters
      select at, ${now}::timestamptz - interval '30 days' - at * interval '1 second'
      from generate_series(1, 2500) as at`.execute(db),
  )
  await tables.query((db) =>
    db
      .insertInto('letters')
      .values([
        { id: 9_001, sent_at: new Date('2026-10-22T12:00:00Z') },
        { id: 9_002, sent_at: now },
        { id: 9_003, sent_at: null },
      ])
      .execute(),
  )

  const stretch = await retention.activities.deleteExpired()

  expect(stretch).toEqual({ deleted: { letters: 2_500 }, more: false })
  const left = await tables.query((db) =>
    db.selectFrom('letters').select('id').orderBy('id').execute(),
  )
  expect(left.map(({ id }) => id)).toEqual([9_001, 9_002, 9_003])
})

test('a chunk is no larger than its limit', async () => {
  await tables.query((db) =>
    sql`insert into letters select at, '2020-01-01' from generate_series(1, 25) as at`.execute(db),
  )
  const rule = { table: 'letters', column: 'sent_at', days: 30 }

  expect(await store.deleteSome(rule, now, 10)).toBe(10)
  expect(await store.deleteSome(rule, now, 100)).toBe(15)
  expect(await store.deleteSome(rule, now, 100)).toBe(0)
})
