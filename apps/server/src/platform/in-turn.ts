/** Lets so many pieces of work be under way at once; the others wait for their turn, in order. */
export function createInTurn(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let underWay = 0

  return async (work) => {
    if (underWay >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else underWay++
    try {
      return await work()
    } finally {
      // The place is handed on rather than given back: nobody who comes later can take it.
      const next = waiting.shift()
      if (next) next()
      else underWay--
    }
  }
}
