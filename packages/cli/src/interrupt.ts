/** What was waited for, or how it stood when somebody pressed Ctrl-C. */
export interface Waited<T> {
  readonly isInterrupted: boolean
  readonly value: T
}

/**
 * Waits for something that goes on by itself: Ctrl-C ends the waiting, and not the command, which then says
 * what stays. A second one ends the command.
 *
 * @param wait stops when the signal aborts, and tells how things stand each time it has looked.
 */
export async function untilInterrupted<T>(
  standing: T,
  wait: (signal: AbortSignal, tell: (value: T) => void) => Promise<T>,
): Promise<Waited<T>> {
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  let last = standing
  process.once('SIGINT', interrupt)
  try {
    const value = await wait(interruption.signal, (seen) => {
      last = seen
    })
    return { isInterrupted: false, value }
  } catch (error) {
    if (!interruption.signal.aborted) throw error
    return { isInterrupted: true, value: last }
  } finally {
    process.off('SIGINT', interrupt)
  }
}
