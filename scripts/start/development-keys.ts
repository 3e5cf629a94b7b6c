import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKey } from '@temporal-registry/sdk/codec'

/**
 * The variables by which gateway and patterns worker get keys: the user's own, or a key for development
 * that is made at the first start and kept in the data folder for its owner alone.
 */
export function encryptionEnv(
  dataDir: string,
  env: NodeJS.ProcessEnv,
): { readonly gateway: NodeJS.ProcessEnv; readonly patterns: NodeJS.ProcessEnv } {
  const own = ['TEMPORAL_REGISTRY_ENCRYPTION_KEYS', 'TEMPORAL_REGISTRY_ENCRYPTION_KEYS_FILE']
  if (own.some((name) => env[name])) return { gateway: {}, patterns: {} }
  const file = join(dataDir, 'encryption-keys')
  makeKeys(file)
  const keys = { TEMPORAL_REGISTRY_ENCRYPTION_KEYS_FILE: file }
  // Workers without the key serve the same namespace: what the gateway writes they have to read.
  const reading = { TEMPORAL_REGISTRY_ENCRYPTION_ACTIVE_KEY: 'none' }
  return { gateway: { ...keys, ...reading }, patterns: keys }
}

function makeKeys(file: string): void {
  try {
    readFileSync(file)
  } catch {
    const { id, key } = generateKey('development')
    writeFileSync(file, `${id}:${key}\n`, { mode: 0o600, flag: 'wx' })
  }
}
