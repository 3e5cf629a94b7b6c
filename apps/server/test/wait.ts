import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until a condition gives a value, and fails with its last error when it does not. Longer than any
 * condition takes on a machine that others starve, and less than the time that a test has by default.
 */
export async function eventually<T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 28_000,
): Promise<T> {
  let last: unknown = new Error('The condition did not come to hold')
  for (const giveUpAtMs = Date.now() + timeoutMs; Date.now() < giveUpAtMs; await sleep(25)) {
    try {
      const value = await condition()
      if (value !== undefined && value !== false) return value
    } catch (error) {
      last = error
    }
  }
  throw last
}
