import { KeyRingError, readKeyRing, type KeyRing } from '@temporal-registry/sdk/codec'
import type { Config } from './schema.ts'

type Encryption = Config['temporal']['encryption']
type Keys = Config['secrets']

/** The keys of a configuration, or nothing where there are none. @throws KeyRingError */
export function keyRingOf({
  keys,
  keys_file: keysFile,
  active_key: activeKey,
}: Keys): KeyRing | undefined {
  if (keys.length === 0 && keysFile === '') return undefined
  return readKeyRing({ keys: keys.join('\n'), keysFile, activeKey }, {})
}

/** What is wrong with the keys of a section, in sentences; a key is in none of them. */
export function keyFaults(section: string, keys: Keys): string[] {
  try {
    if (keyRingOf(keys)) return []
  } catch (error) {
    if (!(error instanceof KeyRingError)) throw error
    return error.faults.map((fault) => `${section}: ${fault}`)
  }
  return keys.active_key === '' ? [] : [`${section}.active_key is set, but there are no keys`]
}

/** The same for encryption, and for what is of use with it only. */
export function encryptionFaults(encryption: Encryption): string[] {
  const { keys, keys_file: keysFile, ui_origins: origins } = encryption
  const hasKeys = keys.length > 0 || keysFile !== ''
  return [
    ...keyFaults('temporal.encryption', encryption),
    ...(origins.length === 0 || hasKeys
      ? []
      : ['temporal.encryption.ui_origins is set, but there are no keys']),
  ]
}
