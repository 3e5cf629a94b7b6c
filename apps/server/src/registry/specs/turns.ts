/** So long may a piece of work hold up what else waits; a workflow task of the registry has 2 s in all. */
const turnMs = 10

/** Long work, done in turns with everything else. */
export interface Turns {
  /** Does the pieces in order, after those of earlier callers. */
  run<T>(pieces: readonly (() => T)[]): Promise<T[]>
}

/**
 * Lets the event loop go on while there is work for seconds.
 *
 * Checking a schema takes milliseconds, and after a deployment there are thousands to check. Done as
 * they come they would stop heartbeats, health checks and the registry's own worker meanwhile.
 */
export function createTurns(): Turns {
  let turnBeganMs = 0
  let last: Promise<unknown> = Promise.resolve()

  async function runAll<T>(pieces: readonly (() => T)[]): Promise<T[]> {
    const results: T[] = []
    for (const piece of pieces) {
      if (performance.now() - turnBeganMs > turnMs) {
        await new Promise(setImmediate)
        turnBeganMs = performance.now()
      }
      results.push(piece())
    }
    return results
  }

  return {
    run(pieces) {
      const done = last.then(() => runAll(pieces))
      last = done.catch(() => undefined)
      return done
    },
  }
}
