/** Lets through so many a second, in bursts of at most one second's worth. */
export interface TokenBucket {
  /** Takes one if there is one. */
  tryTake(nowMs: number): boolean
}

export function createTokenBucket(perSecond: number): TokenBucket {
  let tokens = perSecond
  let filledAtMs = 0
  return {
    tryTake(nowMs) {
      if (filledAtMs === 0) filledAtMs = nowMs
      tokens = Math.min(perSecond, tokens + ((nowMs - filledAtMs) / 1000) * perSecond)
      filledAtMs = nowMs
      if (tokens < 1) return false
      tokens--
      return true
    },
  }
}
