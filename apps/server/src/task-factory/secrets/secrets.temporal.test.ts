import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { freshPgliteFolder } from '../../../test/pglite-folder.ts'
import { parseConfig } from '../../config/config.ts'
import { secretKeyRing } from './key-ring.ts'

let folder = ''
let gateway: TestGateway

beforeAll(async () => {
  folder = await freshPgliteFolder()
  gateway = await startTestGateway({ database: `{ data_dir: '${folder}' }` })
})
afterAll(async () => {
  await gateway.close()
  rmSync(folder, { recursive: true, force: true })
})

const newName = () => `s-${randomUUID().slice(0, 8)}`

test('a secret is stored, replaced, listed and deleted, and its value is in no answer', async () => {
  const name = newName()
  const { secrets } = gateway.client

  const stored = await secrets.put(name, { value: 'hunter2-hunter2', description: 'For mails' })
  const replaced = await secrets.put(name, { value: 'hunter3-hunter3' })
  const listed = await Array.fromAsync(secrets.all())

  expect(stored).toMatchObject({ name, version: 1, description: 'For mails' })
  expect(replaced).toMatchObject({ version: 2, description: 'For mails' })
  expect(listed.map((one) => one.name)).toContain(name)
  expect(JSON.stringify([stored, replaced, listed])).not.toContain('hunter')
  await secrets.delete(name)
  await expect(secrets.delete(name)).rejects.toMatchObject({ code: 'secret-not-found' })
})

test('the key beside an embedded database is ours alone to read, and stays the same', () => {
  const path = join(folder, 'secrets.key')
  const before = readFileSync(path, 'utf8')

  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(before).toMatch(/^[\w.-]+:[A-Za-z0-9+/]{43}=\n$/)
  secretKeyRing(configOf(`database: { data_dir: '${folder}' }`))
  expect(readFileSync(path, 'utf8')).toBe(before)
})

test('configured keys are used rather than one beside the database', () => {
  const empty = mkdtempSync(join(tmpdir(), 'secret-keys-'))
  const key = Buffer.alloc(32, 7).toString('base64')

  const configured = secretKeyRing(
    configOf(`database: { data_dir: '${empty}' }\nsecrets: { keys: ['mine:${key}'] }`),
  )

  expect(configured?.activeKeyId).toBe('mine')
  expect(() => statSync(join(empty, 'secrets.key'))).toThrow('ENOENT')
  expect(secretKeyRing(configOf('database: { url: "postgresql://db/app" }'))).toBeUndefined()
  rmSync(empty, { recursive: true })
})

test('a definition that names a secret which is not there is taken, with a warning', async () => {
  const [name, known] = [newName(), newName()]
  await gateway.client.secrets.put(known, { value: 'value' })
  const task = (secret: string) => ({
    name: 'call',
    http: { url: 'https://example.com', bearer_secret: secret },
  })
  const bodyOf = (secret: string) => ({ name, trigger: { manual: {} }, tasks: [task(secret)] })

  const doubted = await gateway.client.activityDefinitions.put(name, bodyOf('absent'))
  const clear = await gateway.client.activityDefinitions.put(name, bodyOf(known))

  expect(doubted.warnings).toMatchObject([{ pointer: '/tasks/0/http/bearer_secret' }])
  expect(clear.warnings).toEqual([])
})

function configOf(more: string) {
  const yaml = `
temporal: { address: 'localhost:7233', namespace: default }
registry: { workflow_id: r, workflow_type: temporal-registry.v1, task_queue: q }
${more}`
  return parseConfig(yaml, {}, 'the test')
}
