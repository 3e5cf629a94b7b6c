/** How long a caller waits, and what ends the wait before. */
export interface Patience {
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** Ends, with nothing, when the time is over or the signal aborts. */
export function endOf({ timeoutMs, signal }: Patience) {
  const { promise: end, resolve } = Promise.withResolvers<undefined>()
  const stop = () => resolve(undefined)
  const timer = setTimeout(stop, timeoutMs)
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop)
  return {
    end,
    forget() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    },
  }
}
