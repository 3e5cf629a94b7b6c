/** Remembers what is new for a while; what is too much of it is forgotten, the oldest first. */
export interface Recent<T> {
  keep(id: string, value: T, size: number): void
  find(id: string): T | undefined
}

export function createRecent<T>(most: {
  /** Of all together, in the unit of `keep`. */
  readonly size: number
  readonly ms: number
}): Recent<T> {
  const kept = new Map<
    string,
    { readonly value: T; readonly size: number; readonly untilMs: number }
  >()
  let total = 0

  function forgetOld(nowMs: number): void {
    for (const [id, { size, untilMs }] of kept) {
      if (total <= most.size && untilMs > nowMs) return
      kept.delete(id)
      total -= size
    }
  }

  return {
    keep(id, value, size) {
      const nowMs = performance.now()
      kept.set(id, { value, size, untilMs: nowMs + most.ms })
      total += size
      forgetOld(nowMs)
    },
    find(id) {
      forgetOld(performance.now())
      return kept.get(id)?.value
    },
  }
}
