import { setTimeout as sleep } from 'node:timers/promises'

/** Lets so many through a second, evenly; 0 is no limit. */
export function createPace(perSecond: number, now: () => number = Date.now): () => Promise<void> {
  if (perSecond === 0) return async () => {}
  const everyMs = 1000 / perSecond
  let nextMs = 0
  return async () => {
    const waitMs = nextMs - now()
    nextMs = Math.max(nextMs, now()) + everyMs
    if (waitMs > 0) await sleep(waitMs)
  }
}
