import { Context } from '@temporalio/activity'

/** Says every so often that a Temporal activity goes on, and hears when it is no longer wanted. */
export async function whileAlive<T>(
  everyMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { cancellationSignal, heartbeat } = Context.current()
  const timer = setInterval(heartbeat, everyMs)
  try {
    return await work(cancellationSignal)
  } finally {
    clearInterval(timer)
  }
}
