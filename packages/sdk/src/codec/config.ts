import { readFileSync } from 'node:fs'
import { createKeyRing, KeyRingError, parseKeys, type KeyRing } from './key-ring.ts'

/** Where the keys are. Each defaults to its environment variable; an empty one counts as absent. */
export interface KeyRingSource {
  /** `id:key` entries, on lines or between commas. Default: `TEMPORAL_REGISTRY_ENCRYPTION_KEYS`. */
  readonly keys?: string | undefined
  /** Path of a file with the same. Default: `TEMPORAL_REGISTRY_ENCRYPTION_KEYS_FILE`. */
  readonly keysFile?: string | undefined
  /**
   * Id of the key that writes. Default: `TEMPORAL_REGISTRY_ENCRYPTION_ACTIVE_KEY`, else the first key. With
   * `none` nothing is encrypted and everything read.
   */
  readonly activeKey?: string | undefined
}

/**
 * Reads a key ring from a file or from the environment, in the same variables as the gateway.
 *
 * @throws KeyRingError where there is no key, or one that cannot be used.
 */
export function readKeyRing(
  source: KeyRingSource = {},
  env: NodeJS.ProcessEnv = process.env,
): KeyRing {
  const isGiven = source.keys !== undefined || source.keysFile !== undefined
  const keys = source.keys ?? (isGiven ? '' : (env['TEMPORAL_REGISTRY_ENCRYPTION_KEYS'] ?? ''))
  const keysFile =
    source.keysFile ?? (isGiven ? '' : (env['TEMPORAL_REGISTRY_ENCRYPTION_KEYS_FILE'] ?? ''))
  const activeKey = source.activeKey ?? env['TEMPORAL_REGISTRY_ENCRYPTION_ACTIVE_KEY'] ?? ''
  if (keys !== '' && keysFile !== '') {
    throw new KeyRingError(['the keys are given twice, as a text and as a file'])
  }
  if (keys === '' && keysFile === '') {
    throw new KeyRingError([
      'there is no key: set TEMPORAL_REGISTRY_ENCRYPTION_KEYS or TEMPORAL_REGISTRY_ENCRYPTION_KEYS_FILE',
    ])
  }
  return createKeyRing(parseKeys(keysFile === '' ? keys : readKeysFile(keysFile)), activeKey)
}

/** @throws KeyRingError */
export function readKeysFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new KeyRingError([`the file of keys ${path} cannot be read: ${why}`])
  }
}
