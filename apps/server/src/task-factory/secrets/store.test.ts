import { createKeyRing, generateKey } from '@temporal-registry/sdk/codec'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { createCipher } from './cipher.ts'
import { createSecrets } from './secrets.ts'
import { createSecretStore, type SecretTables } from './store.ts'

const database = await openTestDatabase()
const tables = database.of<SecretTables>()
const at = new Date('2026-11-21T12:00:00.000Z')
const [older, newer] = [generateKey('older'), generateKey('newer')]

const secretsOf = (keys = [older], namespace = 'default') =>
  createSecrets({
    namespace,
    store: createSecretStore(tables, namespace),
    cipher: createCipher(keys.length === 0 ? undefined : createKeyRing(keys)),
    now: () => at,
  })
const secrets = secretsOf()

test('a value is read as it was put, and stands nowhere in the database', async () => {
  const value = 'hunter2 • geheim'

  const stored = await secrets.put('mail', { value, description: 'For mails' }, 'alice')

  expect(await secrets.read('mail')).toBe(value)
  expect(stored).toEqual({
    ...{ name: 'mail', key_id: 'older', version: 1, description: 'For mails' },
    ...{ created_at: at, updated_at: at },
  })
  const rows = await tables.query((db) => db.selectFrom('secrets').selectAll().execute())
  const audit = await tables.query((db) => db.selectFrom('audit_log').selectAll().execute())
  expect(rows[0]?.ciphertext.includes('hunter2')).toBe(false)
  expect(JSON.stringify([rows, audit])).not.toContain('hunter2')
  expect(audit).toMatchObject([{ actor: 'alice', action: 'secret.put', subject: 'secret:mail' }])
})

test('a new value counts, and keeps the description where none is given', async () => {
  await secrets.put('mail', { value: 'first', description: 'For mails' }, 'alice')

  const again = await secrets.put('mail', { value: 'second' }, 'bob')

  expect(again).toMatchObject({ version: 2, description: 'For mails' })
  expect(await secrets.read('mail')).toBe('second')
})

test('an older key still reads while a newer one writes; without it the key is named', async () => {
  await secrets.put('mail', { value: 'kept' }, 'alice')

  const rotated = secretsOf([newer, older])
  expect(await rotated.read('mail')).toBe('kept')
  expect((await rotated.put('other', { value: 'new' }, 'alice')).key_id).toBe('newer')
  await expect(secretsOf([newer]).read('mail')).rejects.toMatchObject({
    code: 'secret-unreadable',
    message: expect.stringContaining('older'),
  })
})

test('a value that was moved to another name does not open', async () => {
  await secrets.put('mail', { value: 'mine' }, 'alice')
  await tables.query((db) => db.updateTable('secrets').set({ name: 'stolen' }).execute())

  await expect(secrets.read('stolen')).rejects.toMatchObject({ code: 'secret-unreadable' })
})

test('without keys nothing is stored, and it is said why', async () => {
  await expect(secretsOf([]).put('mail', { value: 'x' }, 'alice')).rejects.toMatchObject({
    code: 'secrets-not-configured',
  })
  expect(await secrets.missing(['mail'])).toEqual(['mail'])
})

test('a list is by name and without values; what is deleted is missing', async () => {
  for (const name of ['b', 'a', 'c']) await secrets.put(name, { value: 'value' }, 'alice')
  await secretsOf([older], 'other').put('z', { value: 'value' }, 'alice')

  expect((await secrets.list({ limit: 2 })).map(({ name }) => name)).toEqual(['a', 'b'])
  expect((await secrets.list({ limit: 2, after: 'b' })).map(({ name }) => name)).toEqual(['c'])
  await secrets.remove('b', 'alice')
  expect(await secrets.missing(['a', 'b', 'z'])).toEqual(['b', 'z'])
  await expect(secrets.remove('b', 'alice')).rejects.toMatchObject({ code: 'secret-not-found' })
  await expect(secrets.read('b')).rejects.toMatchObject({ code: 'secret-not-found' })
})
