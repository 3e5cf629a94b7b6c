import type { Config } from '../../config/config.ts'
import type { Engine } from './engine.ts'
import { openPgliteFolder } from './pglite.ts'
import { openPostgres, placeOf } from './postgres.ts'

/** Where the configured database is, for people: no user and no password. Empty where there is none. */
export function databasePlace({ url, data_dir: folder }: Config['database']): string {
  return url === '' ? folder : placeOf(url)
}

/** Opens the configured database. @throws FolderHeldError */
export async function openEngine(config: Config['database']): Promise<Engine> {
  return config.url === '' ? openPgliteFolder(config.data_dir) : openPostgres(config)
}
