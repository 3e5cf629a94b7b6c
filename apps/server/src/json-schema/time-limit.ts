import { createContext, Script } from 'node:vm'

import { isObject } from './json.ts'

export class TimeLimitPassed extends Error {
  override readonly name = 'TimeLimitPassed'
}

/**
 * V8 can stop a running function only for a script that was started with a time limit. It
 * then stops whatever that script has called, also functions of this realm and native
 * regular expressions, and no `catch` or `finally` in them gets hold of it.
 */
const context = createContext()
const script = new Script('run()')

/**
 * Runs a function to its end, or throws `TimeLimitPassed`. Costs 0.15 ms: V8 starts a thread
 * to watch the clock. What the stopped function was changing is in an unknown state after.
 */
export function runWithin<T>(millis: number, run: () => T): T {
  // The clock is the wall's. On a machine that is busy elsewhere it goes on without us, so
  // it is final only if the function has had half of that time for itself.
  for (const limit of [millis, 2 * millis]) {
    const before = process.threadCpuUsage()
    context['run'] = run
    try {
      return script.runInContext(context, { timeout: limit })
    } catch (error) {
      if (!isTimeout(error)) throw error
      const { user, system } = process.threadCpuUsage(before)
      if ((user + system) / 1000 > millis / 2) break
    } finally {
      context['run'] = undefined
    }
  }
  throw new TimeLimitPassed()
}

function isTimeout(error: unknown): boolean {
  // Made in the script's realm, so it is not an instance of this one's `Error`.
  return isObject(error) && error['code'] === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
