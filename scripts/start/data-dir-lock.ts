import { join } from 'node:path'
import { displayPath } from '../paths.ts'
import { isTaken, takeLock, type LockFile } from '../../apps/server/src/platform/lock-file.ts'
import { SetupError } from '../setup-error.ts'
import type { StartOptions } from './options.ts'

/** Two servers on one database file would lose each other's writes. */
export function lockDataDir({ dataDir, host, port }: StartOptions): LockFile {
  const lock = takeLock(join(dataDir, 'start.lock'), `gateway on http://${host}:${port}`)
  if (isTaken(lock)) return lock
  throw new SetupError(`temporal-registry is running already on ${displayPath(dataDir)}.`, {
    why: `It is pid ${lock.pid}, ${lock.purpose}.`,
    remedies: [
      `use that one, or end it: kill ${lock.pid}`,
      'or start a second one beside it: --data-dir, --port, --temporal-port and --ui-port',
    ],
  })
}
