import type { RegistryChange } from '@temporal-registry/contract/changes'
import type { LoggedChange } from './change-log.ts'
import { targetReadiness } from '../liveness/readiness.ts'
import { anything, type Touched } from './touched.ts'
import type { View, ViewedWorker } from '../view.ts'

type Facts = Omit<RegistryChange, 'kind' | 'revision' | 'at_epoch'>
type Found = Omit<LoggedChange, 'change'> & { kind: RegistryChange['kind']; facts: Facts }
type Labels = Readonly<Record<string, string>>

interface KnownType {
  readonly revision: number
  readonly state: string
  readonly reason: string
  readonly labels: Labels
}

interface KnownWorker {
  readonly lease: string
  /** All it said, to tell a renewal from news. */
  readonly said: string
  readonly taskQueue: string
  readonly types: readonly string[]
  readonly labels: Labels
}

interface KnownTarget {
  readonly state: string
  readonly reason: string
  readonly types: readonly string[]
  readonly labels: readonly Labels[]
}

/** Tells what is different in a view since it was asked last, looking only at what was touched. */
export interface Differ {
  changesIn(touched: Touched): LoggedChange[]
}

export function createDiffer(view: View, now: () => number): Differ {
  const types = new Map<string, KnownType>()
  const workers = new Map<string, KnownWorker>()
  const targets = new Map<string, KnownTarget>()

  function* typeChanges(name: string): Generator<Found> {
    const before = types.get(name)
    const viewed = view.findType(name)
    if (!viewed) {
      types.delete(name)
      if (before) yield found('type.removed', { workflow_type: name }, [name], [before.labels])
      return
    }
    const { spec, revision, status: state, reason } = viewed
    const after: KnownType = { revision, state, reason, labels: spec.labels }
    types.set(name, after)
    const about = [[name], [spec.labels]] as const
    if (before?.revision !== revision) {
      const facts = { workflow_type: name, version: spec.version, task_queue: spec.task_queue }
      yield found('type.stored', facts, ...about)
    }
    if (before?.state === state && before.reason === reason) return
    const previous = before === undefined ? {} : { previous_state: before.state }
    yield found('type.status', { workflow_type: name, state, ...previous, reason }, ...about)
  }

  function* workerChanges(id: string): Generator<Found> {
    const before = workers.get(id)
    const viewed = view.findWorker(id)
    if (!viewed) {
      workers.delete(id)
      if (!before) return
      const facts = { worker_id: id, task_queue: before.taskQueue, previous_state: before.lease }
      yield found('worker.left', facts, before.types, [before.labels])
      return
    }
    const after = knownWorker(viewed)
    workers.set(id, after)
    const facts = { worker_id: id, task_queue: after.taskQueue, state: after.lease }
    const about = [
      [...new Set([...after.types, ...(before?.types ?? [])])],
      [after.labels],
    ] as const
    if (!before) yield found('worker.joined', { ...facts, version: viewed.entry.version }, ...about)
    else if (before.said !== after.said)
      yield found('worker.updated', { ...facts, version: viewed.entry.version }, ...about)
    if (!before || before.lease === after.lease) return
    yield found(`worker.${viewed.lease}`, { ...facts, previous_state: before.lease }, ...about)
  }

  function* targetChanges(taskQueue: string): Generator<Found> {
    const before = targets.get(taskQueue)
    const polling = view.taskQueues().get(taskQueue) ?? []
    const leases = polling.map(({ lease }) => lease)
    const { state, reason } = targetReadiness(leases, view.evidenceOf(taskQueue))
    const about = {
      types: [...new Set(polling.flatMap(({ entry }) => entry.workflows))],
      labels: polling.map(({ entry }) => entry.labels),
    }
    if (polling.length > 0) targets.set(taskQueue, { state, reason, ...about })
    else targets.delete(taskQueue)
    if (before?.state === state && before.reason === reason) return
    if (!before && polling.length === 0) return
    const previous = before === undefined ? {} : { previous_state: before.state }
    const { types: known, labels } = polling.length > 0 || !before ? about : before
    yield found(
      'target.state',
      { task_queue: taskQueue, state, ...previous, reason },
      known,
      labels,
    )
  }

  const differ: Differ = {
    changesIn(touched) {
      const ids = touched.all ? union(workers.keys(), view.workerIds()) : touched.workers
      const names = touched.all ? union(types.keys(), view.typeNames()) : touched.types
      const queues = touched.all
        ? union(targets.keys(), view.taskQueues().keys())
        : touched.taskQueues
      const stamp = { revision: view.revision(), at_epoch: now() / 1000 }
      return [
        ...[...ids].flatMap((id) => [...workerChanges(id)]),
        ...[...queues].flatMap((queue) => [...targetChanges(queue)]),
        ...[...names].flatMap((name) => [...typeChanges(name)]),
      ].map(({ kind, facts, ...about }) => ({ change: { kind, ...stamp, ...facts }, ...about }))
    },
  }
  // What is there at the beginning is no change.
  differ.changesIn(anything)
  return differ
}

function found(
  kind: Found['kind'],
  facts: Facts,
  types: readonly string[],
  labels: readonly Labels[],
): Found {
  return { kind, facts, types, labels }
}

function knownWorker({ entry, lease }: ViewedWorker): KnownWorker {
  const { task_queue: taskQueue, workflows: types, labels } = entry
  const said = JSON.stringify([taskQueue, types, labels, entry.version, entry.ttl_seconds])
  return { lease, said, taskQueue, types, labels }
}

function union<T>(one: Iterable<T>, other: Iterable<T>): Set<T> {
  return new Set([...one, ...other])
}
