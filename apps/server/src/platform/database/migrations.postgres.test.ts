import { mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { freshPostgres } from '../../../test/database.ts'
import { appliedMigrations, migrate, readMigrations } from './migrations.ts'

const database = await freshPostgres()
const pool = new pg.Pool({ connectionString: database.url, max: 10 })
afterAll(async () => {
  await pool.end()
  await database.remove()
})

/** A schema of its own stands for a database of its own. */
async function inSchema<T>(name: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query(`create schema if not exists ${name}`)
    await client.query(`set search_path = ${name}`)
    return await work(client)
  } finally {
    client.release(true)
  }
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const first = { '0001-boxes.sql': 'create table boxes (id int); create table lids (id int);' }
const second = { '0002-more.sql': 'insert into boxes select generate_series(1, 3);' }

test('migrations are applied once, in their order, and those that came later on top', async () => {
  await inSchema('once', async (client) => {
    const names = async (files: Record<string, string>) =>
      (await migrate(client, readMigrations(folderWith(files)))).map(({ name }) => name)

    expect(await names(first)).toEqual(['0001-boxes'])
    expect(await names({ ...first, ...second })).toEqual(['0002-more'])
    expect(await names({ ...first, ...second })).toEqual([])
    expect((await client.query('select id from boxes')).rowCount).toBe(3)
  })
})

test('five processes that start at once apply each migration once, and all go on', async () => {
  const slow = { '0001-slow.sql': `${first['0001-boxes.sql']} select pg_sleep(0.2);` }
  const migrations = readMigrations(folderWith({ ...slow, ...second }))
  await inSchema('together', async () => {})

  const applied = await Promise.all(
    [1, 2, 3, 4, 5].map(() => inSchema('together', (client) => migrate(client, migrations))),
  )

  expect(
    applied
      .flat()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['0001-slow', '0002-more'])
  await inSchema('together', async (client) => {
    expect((await client.query('select id from boxes')).rowCount).toBe(3)
  })
})

test('a migration that fails leaves nothing of itself, and what came before it stays', async () => {
  const bad = { '0002-bad.sql': 'create table half (id int); select 1 / 0;' }
  await inSchema('failing', async (client) => {
    const attempt = migrate(client, readMigrations(folderWith({ ...first, ...bad })))

    await expect(attempt).rejects.toThrow(
      'Migration 0002-bad fails, and was taken back: division by zero',
    )
    expect((await appliedMigrations(client)).map(({ name }) => name)).toEqual(['0001-boxes'])
    expect((await client.query("select to_regclass('half') as half")).rows).toEqual([
      { half: null },
    ])
  })
})

test('a file that was changed after it was applied is refused, line ends apart', async () => {
  const folder = folderWith(first)
  const path = join(folder, '0001-boxes.sql')
  await inSchema('changed', async (client) => {
    await migrate(client, readMigrations(folder))
    writeFileSync(path, `${first['0001-boxes.sql']}\r\n`)

    await expect(migrate(client, readMigrations(folder))).rejects.toThrow(
      'Migration 0001-boxes is not the one that was applied to this database (as 0001-boxes): its text has changed.',
    )
    writeFileSync(path, 'one\ntwo')
    const [unix] = readMigrations(folder)
    writeFileSync(path, 'one\r\ntwo')
    expect(readMigrations(folder)[0]?.checksum).toBe(unix?.checksum)
  })
})

test('a database that is newer than the code is refused, and told by what it has', async () => {
  await inSchema('newer', async (client) => {
    await migrate(client, readMigrations(folderWith({ ...first, ...second })))

    await expect(migrate(client, readMigrations(folderWith(first)))).rejects.toThrow(
      'The database is newer than this version: it has migration 0002-more, and the last one known here is 0001-boxes.',
    )
  })
})

test('files that are not numbered without a gap are refused before anything is done', () => {
  const folder = folderWith({ ...first, '0003-gap.sql': '' })

  expect(() => readMigrations(folder)).toThrow(/0003-gap.sql cannot be a migration/)
  renameSync(join(folder, '0003-gap.sql'), join(folder, '2-two.sql'))
  expect(() => readMigrations(folder)).toThrow(/2-two.sql cannot be a migration/)
})
