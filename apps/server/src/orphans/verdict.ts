import type { OrphanReason } from '@temporal-registry/contract/orphans'
import { targetReadiness, type View } from '../registry/registry.ts'

/** Where a run or a schedule's action belongs. */
export interface Place {
  readonly workflowType: string
  readonly taskQueue: string
}

/** Why nobody is known to serve a place, and when somebody last was. */
export interface Verdict {
  readonly reason: OrphanReason
  readonly detail: string
  readonly sinceMs: number | null
}

/** What Temporal said of the pollers of a task queue that the registry does not know. */
export type Look =
  | { readonly kind: 'polled' }
  | { readonly kind: 'silent'; readonly lastPollAtMs: number | null }
  | { readonly kind: 'unasked'; readonly why: string }

/** True where only Temporal can tell who serves a place: the registry knows no worker there. */
export function isUnknownQueue(view: Pick<View, 'taskQueues'>, taskQueue: string): boolean {
  return !view.taskQueues().has(taskQueue)
}

/** Why a place has no ready target, or nothing when it has one. `look` is for queues unknown to the view. */
export function verdictOf(
  view: Pick<View, 'findType' | 'taskQueues' | 'evidenceOf'>,
  { workflowType, taskQueue }: Place,
  look: Look | undefined,
): Verdict | undefined {
  const workers = view.taskQueues().get(taskQueue)
  if (!workers) return ofUnknownQueue(workflowType, look)

  const evidence = view.evidenceOf(taskQueue)
  const lastSeenMs = workers.reduce((latest, worker) => Math.max(latest, worker.lastSeenMs), 0)
  const lastPollAtMs = evidence.kind === 'checked' ? evidence.lastPollAtMs : null
  const type = view.findType(workflowType)
  const target = type?.targets.find((candidate) => candidate.task_queue === taskQueue)
  const { state, reason } = target ?? targetReadiness(leasesOf(workers), evidence)
  if (state !== 'ready') {
    if (state === 'suspect' && evidence.kind === 'unchecked') return verdict('unchecked', reason)
    return verdict(state, reason, state === 'suspect' ? lastPollAtMs : lastSeenMs)
  }
  if (target) return undefined
  const elsewhere = type?.targets.map((candidate) => candidate.task_queue) ?? []
  const served = elsewhere.length > 0 ? `; it is served on ${elsewhere.join(', ')}` : ''
  return verdict(
    'unregistered',
    `The task queue has a ready worker, but none there announces «${workflowType}»${served}`,
    lastSeenMs,
  )
}

function ofUnknownQueue(workflowType: string, look: Look | undefined): Verdict {
  switch (look?.kind) {
    case 'polled':
      return verdict(
        'unregistered',
        `Somebody polls the task queue, but no worker of the registry announces «${workflowType}» there`,
      )
    case 'silent':
      return verdict(
        'no-poller',
        'The registry knows no worker on the task queue, and Temporal sees no poller',
        look.lastPollAtMs,
      )
    case 'unasked':
    case undefined:
      return verdict(
        'unchecked',
        look?.why ??
          'The registry does not know the task queue, and Temporal has not been asked yet',
      )
    default:
      return look satisfies never
  }
}

function verdict(reason: OrphanReason, detail: string, sinceMs: number | null = null): Verdict {
  return { reason, detail, sinceMs }
}

function leasesOf(
  workers: readonly { readonly lease: Parameters<typeof targetReadiness>[0][number] }[],
) {
  return workers.map(({ lease }) => lease)
}
