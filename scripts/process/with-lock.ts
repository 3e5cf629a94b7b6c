import { setTimeout as delay } from 'node:timers/promises'
import { isTaken, takeLock, type LockHolder } from '../../apps/server/src/platform/lock-file.ts'

/** Does `work` alone; others who want the same wait, which `onWait` may tell the user. */
export async function withLock<T>(
  path: string,
  { onWait, stop }: { onWait: (holder: LockHolder) => void; stop: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const lock = takeLock(path, 'build')
    if (!isTaken(lock)) {
      onWait(lock)
      await delay(500, undefined, { signal: stop })
      continue
    }
    try {
      return await work()
    } finally {
      lock.release()
    }
  }
}
