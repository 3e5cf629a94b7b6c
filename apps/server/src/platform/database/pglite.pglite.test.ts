import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { freshPgliteFolder } from '../../../test/pglite-folder.ts'
import { eventually } from '../../../test/wait.ts'
import { createLog } from '../log.ts'
import { createDatabase } from './database.ts'
import { migrationsFolder, readMigrations } from './migrations.ts'
import { openPgliteFolder } from './pglite.ts'

async function folder(): Promise<string> {
  const path = await freshPgliteFolder()
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function open(dataDir: string) {
  const limits = { url: '', pool_size: 1, statement_timeout_seconds: 30 }
  const database = createDatabase(
    { data_dir: dataDir, ...limits },
    readMigrations(migrationsFolder),
    createLog('fatal'),
  )
  database.start(() => {})
  return { database, [Symbol.asyncDispose]: () => database.close() }
}

/** Making a new database computes for seconds, and more on a busy machine. */
const openMs = 60_000

/** Another process that opens the folder, writes a row and stays. */
async function startHolder(dataDir: string) {
  const module = new URL('./pglite.ts', import.meta.url).href
  const program = `
    const { openPgliteFolder } = await import('${module}')
    const { pool } = await openPgliteFolder(process.argv[1])
    await pool.query('create table kept (id int)')
    await pool.query('insert into kept values (1)')
    console.log('open')
    setInterval(() => {}, 1000)`
  const args = ['--input-type=module', '-e', program, dataDir]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

test('a folder that another process has is refused by its pid, and taken over when that was killed', async () => {
  const path = await folder()
  const holder = await startHolder(path)
  await using opened = open(path)
  const { database } = opened

  const detail = await eventually(() => database.status()?.detail)
  expect(detail).toMatch(new RegExp(`is in use by pid ${holder.pid} .*DATABASE_URL`))
  await expect(database.of().query((db) => sql`select 1`.execute(db))).rejects.toMatchObject({
    code: 'database-unavailable',
    message: detail,
  })

  holder.kill('SIGKILL')
  await eventually(() => database.status()?.state === 'up', openMs)
  const { rows } = await database.of().query((db) => sql`select id from kept`.execute(db))
  expect(rows).toEqual([{ id: 1 }])
})

test('a folder is free again when the database is closed', async () => {
  const path = await folder()
  {
    await using opened = open(path)
    await eventually(() => opened.database.status()?.state === 'up', openMs)
  }

  const engine = await openPgliteFolder(path)
  await engine.close()

  expect(readdirSync(path)).not.toContain('database.lock')
})

test('while a statement computes, the process goes on with everything else', async () => {
  await using opened = open(await folder())
  const { database } = opened
  await eventually(() => database.status()?.state === 'up', openMs)
  let ticks = 0
  const timer = setInterval(() => (ticks += 1), 10)

  await database
    .of()
    .query((db) => sql`select count(*) from generate_series(1, 3000000)`.execute(db))
  clearInterval(timer)

  expect(ticks).toBeGreaterThan(5)
})

test('a transaction that its connection left open does not go on in the next', async () => {
  const engine = await openPgliteFolder(await folder())
  const client = await engine.pool.connect()
  await client.query('begin')
  await client.query('create table half (id int)')
  client.release(true)

  const { rows } = await engine.pool.query("select to_regclass('half') as half")

  expect(rows).toEqual([{ half: null }])
  await engine.close()
})

test('what a process left that was killed while it made the database is put aside', async () => {
  const path = await folder()
  rmSync(join(path, 'made'))
  rmSync(join(path, 'pglite', 'global'), { recursive: true })

  const engine = await openPgliteFolder(path)
  await engine.pool.query('select 1')
  await engine.close()

  expect(existsSync(join(path, 'made'))).toBe(true)
  expect(readdirSync(path).filter((name) => name.startsWith('pglite.unfinished-'))).toHaveLength(1)
})
