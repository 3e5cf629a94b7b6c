import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKey, KeyRingError, readKeyRing, type KeyRing } from '@temporal-registry/sdk/codec'
import { ConfigError, keyRingOf, type Config } from '../../config/config.ts'

/**
 * The keys of secrets: those of the configuration; beside an embedded database, one that is made there.
 * Nothing where there are neither.
 *
 * @throws ConfigError
 */
export function secretKeyRing({
  secrets,
  database,
}: Pick<Config, 'secrets' | 'database'>): KeyRing | undefined {
  const configured = keyRingOf(secrets)
  if (configured || database.url !== '' || database.data_dir === '') return configured
  try {
    return readKeyRing({ keysFile: madeKeyFile(database.data_dir) }, {})
  } catch (error) {
    if (!(error instanceof KeyRingError)) throw error
    throw new ConfigError(`The key of secrets beside the database cannot be used: ${error.message}`)
  }
}

/** A file with a key that only we may read. Two processes that begin at once have the same. */
function madeKeyFile(folder: string): string {
  const path = join(folder, 'secrets.key')
  const { id, key } = generateKey()
  const unfinished = `${path}.${id}`
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(unfinished, `${id}:${key}\n`, { mode: 0o600, flag: 'wx' })
    // Either the whole file is there under its name, or none.
    linkSync(unfinished, path)
  } catch (error) {
    if (!(error instanceof Error && Reflect.get(error, 'code') === 'EEXIST')) throw error
  } finally {
    rmSync(unfinished, { force: true })
  }
  return path
}
