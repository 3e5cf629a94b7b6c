import type { WorkerEntry } from '../workflow/messages.ts'

/** What may be different after a change. */
export interface Touched {
  /** Anything may be. */
  readonly all: boolean
  readonly types: ReadonlySet<string>
  readonly workers: ReadonlySet<string>
  readonly taskQueues: ReadonlySet<string>
}

/** After a change of which nobody knows what it is about. */
export const anything: Touched = {
  all: true,
  types: new Set(),
  workers: new Set(),
  taskQueues: new Set(),
}

/** Where nothing has changed. */
export const nothing: Touched = { ...anything, all: false }

/** These types and workers, and the types and task queues of the workers. */
export function touchedBy(
  workers: ReadonlyMap<string, WorkerEntry>,
  ids: readonly string[],
  types: readonly string[] = [],
): Touched {
  const entries = ids.flatMap((id) => workers.get(id) ?? [])
  return {
    all: false,
    types: new Set([...types, ...entries.flatMap((entry) => entry.workflows)]),
    workers: new Set(ids),
    taskQueues: new Set(entries.map((entry) => entry.task_queue)),
  }
}

/** What either may have made different. */
export function joined(one: Touched, other: Touched): Touched {
  return {
    all: one.all || other.all,
    types: new Set([...one.types, ...other.types]),
    workers: new Set([...one.workers, ...other.workers]),
    taskQueues: new Set([...one.taskQueues, ...other.taskQueues]),
  }
}
