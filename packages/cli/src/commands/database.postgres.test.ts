import { randomUUID } from 'node:crypto'
import { afterAll, expect, inject, test } from 'vitest'
import { inDatabase, withDatabase } from '../../../../apps/server/test/postgres-setup.ts'
import { runCli } from '../../test/run-cli.ts'

const { url: server } = inject('postgres')
const name = `registry_test_${randomUUID().replaceAll('-', '')}`
const url = withDatabase(server, name)
await inDatabase(server, (client) => client.query(`create database ${name}`))
afterAll(() => inDatabase(server, (client) => client.query(`drop database ${name} with (force)`)))

const database = (verb: 'status' | 'migrate', ...flags: string[]) =>
  runCli(['database', verb, ...flags], { env: { DATABASE_URL: url } })

test(
  'an empty database lacks everything, is migrated once by however many, and is up to date then',
  { timeout: 120_000 },
  async () => {
    const empty = await database('status')
    const [one, other] = await Promise.all([
      database('migrate', '--json'),
      database('migrate', '--json'),
    ])
    const done = [one, other].map(({ stdout }) => JSON.parse(stdout).done)
    const after = await database('status')
    const again = await database('migrate')

    expect(empty).toMatchObject({ code: 3, stderr: expect.stringMatching(/ lacks \d+$/m) })
    expect(empty.stdout).toMatch(/^0001-task-factory +missing$/m)
    expect([one.code, other.code]).toEqual([0, 0])
    expect(done.flat()).toEqual([...new Set(done.flat())])
    expect(done.flat()).toContain('0001-task-factory')
    expect(after).toMatchObject({ code: 0, stderr: expect.stringMatching(/ is up to date$/m) })
    expect(after.stdout).toMatch(/^0001-task-factory +\d{4}-\d\d-\d\dT[\d:]+Z$/m)
    expect(again).toMatchObject({ code: 0, stdout: expect.not.stringContaining('now') })
    expect(after.stderr).not.toContain('test@')
  },
)

test(
  'a database that is newer is refused, and one that does not answer is told from it',
  { timeout: 120_000 },
  async () => {
    const row = `insert into schema_migrations (version, name, checksum) values (9999, '9999-later', '')`
    await database('migrate')
    await inDatabase(url, (client) => client.query(row))

    const newer = await database('migrate')
    const away = await runCli(['database', 'status'], {
      env: { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' },
    })
    const none = await runCli(['database', 'status'])

    expect(newer).toMatchObject({ code: 3, stderr: expect.stringContaining('9999-later') })
    expect(away).toMatchObject({ code: 5, stderr: expect.stringContaining('does not answer') })
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('DATABASE_URL') })
  },
)
