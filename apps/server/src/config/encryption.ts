import { KeyRingError, readKeyRing, type KeyRing } from '@temporal-registry/sdk/codec'
import type { Config } from './schema.ts'

type Encryption = Config['temporal']['encryption']

/** The keys of a configuration, or nothing where there are none. @throws KeyRingError */
export function keyRingOf(encryption: Encryption): KeyRing | undefined {
  const { keys, keys_file: keysFile, active_key: activeKey } = encryption
  if (keys.length === 0 && keysFile === '') return undefined
  return readKeyRing({ keys: keys.join('\n'), keysFile, activeKey }, {})
}

/** What is wrong with the keys, in sentences; a key is in none of them. */
export function encryptionFaults(encryption: Encryption): string[] {
  const { active_key: activeKey, ui_origins: origins } = encryption
  try {
    if (keyRingOf(encryption)) return []
  } catch (error) {
    if (!(error instanceof KeyRingError)) throw error
    return error.faults.map((fault) => `temporal.encryption: ${fault}`)
  }
  return [
    ...(activeKey === '' ? [] : ['temporal.encryption.active_key is set, but there are no keys']),
    ...(origins.length === 0
      ? []
      : ['temporal.encryption.ui_origins is set, but there are no keys']),
  ]
}
