/** Something that is to be done once, by a replica that may come up before what it needs. */
export interface UntilDone {
  start(): void
  /** Nothing is tried any more. */
  close(): void
}

/** Tries until it succeeds. */
export function createUntilDone(
  work: () => Promise<void>,
  { retryMs, onFault }: { readonly retryMs: number; readonly onFault: (error: unknown) => void },
): UntilDone {
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  async function tryOnce(): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (isClosed) return
      onFault(error)
      timer = setTimeout(() => void tryOnce(), retryMs)
    }
  }

  return {
    start: () => void tryOnce(),
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
