import { Problem } from '@temporal-registry/contract/problem'
import type { StartBody } from '@temporal-registry/contract/dispatch'
import type { Target } from '@temporal-registry/contract/workers'
import type { ViewedType } from '../registry/registry.ts'

/** Where a run goes, and why there. */
export interface Route {
  readonly taskQueue: string
  readonly reason: string
}

type Wanted = NonNullable<StartBody['target']>

/** Targets of a type that a caller's `target` admits. */
export function candidatesOf(type: ViewedType, wanted: Wanted = {}): readonly Target[] {
  const labels = Object.entries(wanted.labels ?? {})
  const hasLabels = (workerId: string) => {
    const worker = type.workers.find(({ entry }) => entry.worker_id === workerId)
    return labels.every(([name, value]) => worker?.entry.labels[name] === value)
  }
  return type.targets.filter(
    (target) =>
      (wanted.task_queue === undefined || target.task_queue === wanted.task_queue) &&
      (labels.length === 0 || target.workers.some(hasLabels)),
  )
}

/**
 * Chooses among the ready targets in turn: Temporal balances between the workers of one queue, and
 * nobody but us between queues.
 */
export function chooseReady(candidates: readonly Target[], turn: number): Route | undefined {
  const ready = candidates.filter((target) => target.state === 'ready')
  const target = ready[turn % ready.length]
  if (!target) return undefined
  return {
    taskQueue: target.task_queue,
    reason:
      ready.length === 1
        ? 'the only ready target'
        : `one of ${ready.length} ready targets, in turn`,
  }
}

/** Where a run waits when no target is ready: the best there is, or the queue the spec names. */
export function chooseQueue(
  type: ViewedType,
  candidates: readonly Target[],
  wanted: Wanted = {},
): Route {
  const [best] = candidates.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  const taskQueue = best?.task_queue ?? wanted.task_queue ?? type.spec.task_queue
  const state = best ? `is ${best.state}` : 'has no worker'
  return { taskQueue, reason: `queued: no target is ready, and this one ${state}` }
}

const order: readonly Target['state'][] = ['ready', 'suspect', 'draining', 'gone']

/** The refusal when nothing is ready: what each target lacks. */
export function noReadyTarget(type: ViewedType, candidates: readonly Target[]): Problem {
  const why =
    candidates.length > 0
      ? candidates
          .map((target) => `${target.task_queue} is ${target.state}: ${target.reason}`)
          .join('; ')
      : type.targets.length > 0
        ? 'no target has what `target` asks for'
        : type.reason
  return new Problem('no-ready-target', `«${type.spec.workflow_type}» cannot be run now: ${why}`, {
    workflow_type: type.spec.workflow_type,
    targets: candidates,
    retry_after_seconds: 5,
  })
}
