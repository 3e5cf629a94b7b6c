import { readFileSync } from 'node:fs'

/** How long a thread has had a processor, in milliseconds. */
export interface ProcessorClock {
  busyMillis(): number
}

/**
 * Linux says it of each thread. A thread could be asked for its own share, but is silent while it is deep in
 * something, and while it has none. Where nobody can be asked, all threads but this one are taken for it: one that
 * has a processor is stopped in time, and one that has none is not, unless others of the process are busy.
 *
 * @param taskPath where the system tells of the thread, as the thread itself found
 */
export function createProcessorClock(taskPath: string | undefined): ProcessorClock {
  const own = taskPath === undefined ? undefined : ownBusyMillis(taskPath)
  if (taskPath === undefined || own === undefined) return { busyMillis: othersBusyMillis }
  let last = own
  return {
    // A thread that has just ended has no more time than it had.
    busyMillis: () => (last = ownBusyMillis(taskPath) ?? last),
  }
}

/** Nanoseconds that the thread had a processor, that it waited for one, and how often it had one. */
function ownBusyMillis(taskPath: string): number | undefined {
  try {
    const [nanoseconds = ''] = readFileSync(`${taskPath}/schedstat`, 'latin1').split(' ')
    const millis = Number(nanoseconds) / 1e6
    // Kernels that do not count say 0; one that has loaded its modules had some.
    return millis > 0 ? millis : undefined
  } catch {
    return undefined
  }
}

function othersBusyMillis(): number {
  const all = process.cpuUsage()
  const own = process.threadCpuUsage()
  return (all.user + all.system - own.user - own.system) / 1000
}
