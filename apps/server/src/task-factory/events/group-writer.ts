/** Writes many callers' rows at once: whoever comes while a write is under way shares the next. */
export type GroupWriter<T, R> = (items: readonly T[]) => Promise<readonly R[]>

interface Waiting<T, R> {
  readonly items: readonly T[]
  readonly resolve: (results: readonly R[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Groups writes without delaying any: the first is written at once. A group that fails for what one of its
 * members holds is written member by member, so that nobody is refused for another's sake.
 */
export function createGroupWriter<T, R>({
  write,
  maxItems,
  atOnce,
  isForAll,
}: {
  /** Answers for each item, in order. */
  readonly write: (items: readonly T[]) => Promise<readonly R[]>
  readonly maxItems: number
  /** Writes under way at once. */
  readonly atOnce: number
  /** Whether a failure concerns whatever is written. */
  readonly isForAll: (error: unknown) => boolean
}): GroupWriter<T, R> {
  const waiting: Waiting<T, R>[] = []
  let underWay = 0

  function flush(): void {
    while (underWay < atOnce && waiting.length > 0) {
      underWay++
      void writeGroup(takeGroup()).finally(() => {
        underWay--
        flush()
      })
    }
  }

  function takeGroup(): Waiting<T, R>[] {
    let size = 0
    const end = waiting.findIndex(({ items }, at) => (size += items.length) > maxItems && at > 0)
    return waiting.splice(0, end === -1 ? waiting.length : end)
  }

  async function writeGroup(group: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await write(group.flatMap(({ items }) => items))
      let at = 0
      for (const { items, resolve } of group) resolve(results.slice(at, (at += items.length)))
    } catch (error) {
      if (group.length > 1 && !isForAll(error)) {
        for (const one of group) await writeGroup([one])
      } else {
        for (const { reject } of group) reject(error)
      }
    }
  }

  return (items) =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject })
      flush()
    })
}
