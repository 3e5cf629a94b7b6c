import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readKeyRing } from '@temporal-registry/sdk/codec'
import { expect, test } from 'vitest'
import { encryptionEnv } from './development-keys.ts'

test('a key is made once, for its owner alone; the patterns write with it and the gateway reads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-'))
  const file = join(folder, 'encryption-keys')

  const { gateway, patterns } = encryptionEnv(folder, {})
  const made = readFileSync(file, 'utf8')
  encryptionEnv(folder, {})

  expect(readFileSync(file, 'utf8')).toBe(made)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readKeyRing({}, patterns).activeKeyId).toBe('development')
  expect(readKeyRing({}, gateway)).toMatchObject({
    activeKeyId: undefined,
    keyIds: ['development'],
  })
  rmSync(folder, { recursive: true })
})

test("a user's own keys are taken as they are", () => {
  const env = { TEMPORAL_REGISTRY_ENCRYPTION_KEYS: 'a:…' }

  expect(encryptionEnv('/nowhere', env)).toEqual({ gateway: {}, patterns: {} })
})
