import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/database.ts'
import { createLog } from '../platform/log.ts'
import { createRetention } from './retention.ts'
import { retentionRules } from './rules.ts'
import { createRetentionStore } from './store.ts'

interface Tables {
  letters: { id: number; sent_at: Date | null }
  replies: { letter: number; payload: string }
}

const database = await openTestDatabase()
const tables = database.of<Tables>()
const now = new Date('2026-11-21T12:00:00Z')
const store = createRetentionStore(database)

beforeAll(() =>
  tables.query(async (db) => {
    await sql`create table letters (id bigint primary key, sent_at timestamptz)`.execute(db)
    await sql`create table replies (letter bigint, payload jsonb not null default '{}')`.execute(db)
  }),
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

test('a row that another table names stays, however old it is', async () => {
  await tables.query(async (db) => {
    await sql`insert into letters select at, '2020-01-01' from generate_series(1, 5) as at`.execute(db) // prettier-ignore
    await sql`insert into replies values (2, '{}'), (null, '{"letter": 4}')`.execute(db)
  })
  const unlessNamedIn = [
    { table: 'replies', columns: { letter: 'id' } },
    { table: 'replies', columns: { 'payload.letter': 'id' } },
  ]

  const count = await store.deleteSome({ table: 'letters', column: 'sent_at', days: 30, unlessNamedIn }, now, 100) // prettier-ignore

  const left = await tables.query((db) =>
    db.selectFrom('letters').select('id').orderBy('id').execute(),
  )
  expect(count).toBe(3)
  expect(left.map(({ id }) => id)).toEqual([2, 4])
})

test('each rule of the configuration is about a table and a column that there are', async () => {
  const rules = retentionRules({
    ...{ interval_seconds: 3_600, events_days: 1, runs_days: 1, trigger_log_days: 1 },
    ...{ occurrences_days: 1, audit_log_days: 1, deliveries_days: 1 },
    ...{ observations_days: 1, alerts_days: 1 },
  })

  for (const rule of rules) expect(await store.deleteSome(rule, now, 10)).toBe(0)
})
