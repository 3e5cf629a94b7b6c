import { beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { createAuditLog, writeAudit, type AuditTables } from './store.ts'

const database = await openTestDatabase()
const tables = database.of<AuditTables>()
const at = new Date()

async function write(actor: string, action: string, subject: string, namespace = 'default') {
  await tables.transaction((trx) => writeAudit(trx, { namespace, at, actor, action, subject }))
}

const log = createAuditLog(tables, 'default')

beforeEach(async () => {
  await write('alice', 'monitor.create', 'monitor:1')
  await write('bob', 'monitor.put', 'monitor:1')
  await write('alice', 'secret.put', 'secret:mail')
  await write('alice', 'monitor.create', 'monitors:no-kind-of-ours')
  await write('alice', 'secret.put', 'secret:elsewhere', 'other')
})

const subjects = async (filter: Parameters<typeof log.list>[0], limit = 10) =>
  (await log.list(filter, { limit })).map(({ actor, subject }) => `${actor} ${subject}`)

test('changes are listed with the newest first, of one namespace', async () => {
  expect(await subjects({})).toEqual([
    'alice monitors:no-kind-of-ours',
    'alice secret:mail',
    'bob monitor:1',
    'alice monitor:1',
  ])
})

test('a subject is one thing, or all of a kind', async () => {
  expect(await subjects({ subject: 'monitor:1' })).toEqual(['bob monitor:1', 'alice monitor:1'])
  expect(await subjects({ subject: 'monitor' })).toEqual(['bob monitor:1', 'alice monitor:1'])
  expect(await subjects({ subject: 'mon' })).toEqual([])
})

test('changes are found by who made them, what was done, and when', async () => {
  const soon = new Date(Date.now() + 60_000)

  expect(await subjects({ actor: 'bob' })).toEqual(['bob monitor:1'])
  expect(await subjects({ action: 'secret.put' })).toEqual(['alice secret:mail'])
  expect(await subjects({ from: soon })).toEqual([])
  expect(await subjects({ to: soon })).toHaveLength(4)
})

test('a page goes on before the last id of the one before', async () => {
  const first = await log.list({}, { limit: 3 })

  const rest = await log.list({}, { limit: 3, beforeId: first.at(-1)?.id })

  expect(rest.map(({ actor }) => actor)).toEqual(['alice'])
})
