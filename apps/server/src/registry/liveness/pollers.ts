import { status as Code } from '@grpc/grpc-js'
import type { Config } from '../../config/config.ts'
import { api, type proto } from '../../platform/proto.ts'
import { grpcStatusOf } from '../../platform/temporal-problems.ts'
import type { Temporal } from '../../platform/temporal.ts'
import { createTokenBucket } from '../../platform/token-bucket.ts'
import { targetReadiness, type PollerEvidence } from './readiness.ts'
import type { View } from '../view.ts'

/** A queue known to be polled is looked at this often; one that just lost or found its poller more often. */
const intervalMs = { settled: 10_000, unsettled: 500 }
/** For so long after its state changed, a queue without a poller is looked at often: it is likely starting. */
const unsettledForMs = 60_000
/** Queues looked at for the first time do not wait for the budget: a replica that has just begun knows none. */
const firstLooksAtOnce = 20
const tickMs = 100
const deadlineMs = 5_000

const { TaskQueueType } = api.enums.v1

export interface PollerChecks {
  /** Looks at one queue now, budget or not. */
  checkNow(taskQueue: string): Promise<void>
  /** Begins to look at every queue of the view in turn. */
  start(): void
  close(): void
  pendingCount(): number
  /** Why pollers cannot be checked, or nothing. */
  fault(): string | undefined
}

interface Check {
  checkedAtMs: number
  changedAtMs: number
  isUnderWay: boolean
}

/**
 * Asks Temporal who polls each task queue that has a lease, within a budget of calls a second:
 * `DescribeTaskQueue` counts against Temporal Cloud's visibility limit.
 */
export function createPollerChecks(
  { connection, namespace, fault: linkFault }: Temporal,
  view: View,
  limits: Pick<Config['registry'], 'poller_checks_per_second' | 'stale_poll_seconds'>,
  now: () => number,
): PollerChecks {
  const bucket = createTokenBucket(limits.poller_checks_per_second)
  const staleAfterMs = limits.stale_poll_seconds * 1000
  const checks = new Map<string, Check>()
  let fault: string | undefined
  let timer: NodeJS.Timeout | undefined

  async function checkNow(taskQueue: string): Promise<void> {
    const check = checkOf(taskQueue)
    check.isUnderWay = true
    const before = stateOf(view.evidenceOf(taskQueue))
    const found = (lastPollAtMs: number | null) =>
      view.setEvidence(taskQueue, {
        kind: 'checked',
        lastPollAtMs,
        checkedAtMs: now(),
        staleAfterMs,
      })
    try {
      const answer = await connection.withDeadline(now() + deadlineMs, () =>
        connection.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name: taskQueue },
          taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        }),
      )
      const polls = (answer.pollers ?? []).map(({ lastAccessTime }) => msOf(lastAccessTime))
      fault = undefined
      found(polls.length === 0 ? null : Math.max(...polls))
    } catch (error) {
      const grpc = grpcStatusOf(error)
      fault = grpc?.details ?? String(error)
      // A name that Temporal does not take has no pollers.
      if (grpc?.code === Code.INVALID_ARGUMENT) found(null)
      // Temporal being away says nothing about pollers: what was known of them stands.
      else if (linkFault() === undefined) {
        view.setEvidence(taskQueue, { kind: 'unknown', detail: fault, checkedAtMs: now() })
      }
    } finally {
      check.isUnderWay = false
      check.checkedAtMs = now()
      if (stateOf(view.evidenceOf(taskQueue)) !== before) check.changedAtMs = now()
    }
  }

  function checkOf(taskQueue: string): Check {
    const known = checks.get(taskQueue)
    if (known) return known
    const made = { checkedAtMs: 0, changedAtMs: now(), isUnderWay: false }
    checks.set(taskQueue, made)
    return made
  }

  function dueQueues(): string[] {
    const queues = view.taskQueues()
    for (const taskQueue of checks.keys()) if (!queues.has(taskQueue)) checks.delete(taskQueue)
    return [...queues]
      .filter(([, workers]) => workers.some(({ lease }) => lease !== 'expired'))
      .map(([taskQueue]) => ({ taskQueue, check: checkOf(taskQueue) }))
      .filter(({ taskQueue, check }) => !check.isUnderWay && dueAtMs(taskQueue, check) <= now())
      .toSorted((a, b) => a.check.checkedAtMs - b.check.checkedAtMs)
      .map(({ taskQueue }) => taskQueue)
  }

  function underWayCount(): number {
    return [...checks.values()].filter(({ isUnderWay }) => isUnderWay).length
  }

  function dueAtMs(taskQueue: string, check: Check): number {
    const isUnsettled =
      stateOf(view.evidenceOf(taskQueue)) !== 'ready' && now() - check.changedAtMs < unsettledForMs
    return check.checkedAtMs + (isUnsettled ? intervalMs.unsettled : intervalMs.settled)
  }

  function tick(): void {
    if (linkFault() === undefined) {
      for (const taskQueue of dueQueues()) {
        const isFirst = view.evidenceOf(taskQueue).kind === 'unchecked'
        if (isFirst ? underWayCount() >= firstLooksAtOnce : !bucket.tryTake(now())) break
        void checkNow(taskQueue)
      }
    }
    timer = setTimeout(tick, tickMs)
  }

  return {
    checkNow,
    start: tick,
    close: () => clearTimeout(timer),
    pendingCount: () => dueQueues().length,
    fault: () => fault,
  }
}

function stateOf(evidence: PollerEvidence): string {
  return targetReadiness(['live'], evidence).state
}

function msOf(time: proto.api.taskqueue.v1.IPollerInfo['lastAccessTime']): number {
  return Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1_000_000
}
