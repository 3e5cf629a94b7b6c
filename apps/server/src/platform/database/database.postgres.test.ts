import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestPostgres } from '../../../test/postgres-server.ts'
import { eventually } from '../../../test/wait.ts'
import { createLog } from '../log.ts'
import { createDatabase, type Database } from './database.ts'
import type { MigrationError, readMigrations } from './migrations.ts'

const limits = { data_dir: '', pool_size: 3, statement_timeout_seconds: 1 }

function open(url: string, migrations: ReturnType<typeof readMigrations> = []) {
  const database = createDatabase({ url, ...limits }, migrations, createLog('fatal'))
  const refusals: MigrationError[] = []
  database.start((refusal) => refusals.push(refusal))
  return { database, refusals, [Symbol.asyncDispose]: () => database.close() }
}

const ask = (database: Database) => database.of().query((db) => sql`select 1`.execute(db))
const isUp = (database: Database) => database.status()?.state === 'up'

test('PostgreSQL may come after the gateway, go away, and come back', async () => {
  await using server = await createTestPostgres()
  await using opened = open(server.url())
  const { database } = opened

  await eventually(() => database.status()?.detail)
  expect(database.status()).toMatchObject({ engine: 'postgresql', state: 'opening' })
  await expect(ask(database)).rejects.toMatchObject({
    code: 'database-unavailable',
    extras: { retry_after_seconds: 1 },
  })

  await server.start()
  await eventually(() => isUp(database))
  expect(await ask(database)).toMatchObject({ rows: [{ '?column?': 1 }] })

  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    const underWay = database.of().query((db) => sql`select pg_sleep(30)`.execute(db))
    await Promise.all([
      expect(underWay).rejects.toMatchObject({ code: 'database-unavailable' }),
      server.end(signal),
    ])
    await eventually(() => database.status()?.state === 'away')
    await expect(ask(database)).rejects.toMatchObject({ code: 'database-unavailable' })

    await server.start()
    await eventually(() => isUp(database))
    expect(await ask(database)).toMatchObject({ rows: [{ '?column?': 1 }] })
  }
})

test('PostgreSQL that nobody asks anything is missed all the same', async () => {
  await using server = await createTestPostgres()
  await server.start()
  await using opened = open(server.url())
  await eventually(() => isUp(opened.database))

  await server.end('SIGINT')

  await eventually(() => opened.database.status()?.state === 'away')
})

test('a statement that takes too long is stopped, and a connection that is ended is replaced', async () => {
  await using server = await createTestPostgres()
  await server.start()
  await using opened = open(server.url())
  const { database } = opened
  await eventually(() => isUp(database))

  await expect(
    database.of().query((db) => sql`select pg_sleep(30)`.execute(db)),
  ).rejects.toMatchObject({ code: 'database-busy' })
  await database
    .of()
    .transaction(async (trx) => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx)
    })
    .catch(() => {})
  expect(await ask(database)).toMatchObject({ rows: [{ '?column?': 1 }] })
  expect(isUp(database)).toBe(true)
})

test('a migration that cannot be applied is told once, and no statement is run', async () => {
  await using server = await createTestPostgres()
  await server.start()
  const bad = { version: 1, name: '0001-bad', sql: 'nonsense', checksum: '' }
  await using opened = open(server.url(), [bad])
  const { database, refusals } = opened

  await eventually(() => refusals.length > 0)

  expect(refusals.map(({ message }) => message)).toEqual([
    expect.stringContaining('Migration 0001-bad fails'),
  ])
  expect(database.status()).toMatchObject({ state: 'opening', detail: refusals[0]?.message })
  await expect(ask(database)).rejects.toMatchObject({ code: 'database-unavailable' })
})

test('a wrong password is told without showing it', async () => {
  const url = 'postgresql://someone:hunter2@127.0.0.1:1/none'
  await using opened = open(url)

  await eventually(() => opened.database.status()?.detail)

  expect(JSON.stringify(opened.database.status())).not.toContain('hunter2')
})
