import type { TargetState, WorkflowStatus } from '@temporal-registry/contract/workflow-status'
import type { WorkerEntry } from '../workflow/messages.ts'

/**
 * Worker liveness. A lease is `live` while its worker beats; `draining` when the worker asked for no
 * more work (it still beats); `expired` a TTL after the last beat; `frozen` when it expired together
 * with most others, which says more about this gateway or the network than about the workers.
 * A worker that leaves is forgotten at once; an expired one is collected by the registry workflow.
 */
export type LeaseState = 'live' | 'draining' | 'expired' | 'frozen'

/** What Temporal last said of the pollers of a task queue. */
export type PollerEvidence =
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'unknown'; readonly detail: string; readonly checkedAtMs: number }
  | {
      readonly kind: 'checked'
      readonly lastPollAtMs: number | null
      readonly checkedAtMs: number
      /** A poll lasts up to 60 s; a poller that began none for this long is not there any more. */
      readonly staleAfterMs: number
    }

/** What keeps a type from being started whatever its targets, and the code of the refusal that says so. */
export interface TypeFault {
  readonly code: 'schema-invalid' | 'search-attribute-not-ready' | 'search-attribute-conflict'
  readonly detail: string
}

export interface TargetReadiness {
  readonly state: TargetState
  readonly reason: string
}

/** Whether a task queue can be dispatched to: a lease and a poller must both speak for it. */
export function targetReadiness(
  leases: readonly LeaseState[],
  evidence: PollerEvidence,
): TargetReadiness {
  const held =
    leases.find((lease) => lease === 'live') ?? leases.find((lease) => lease === 'frozen')
  if (held) return byEvidence(held, evidence)
  if (leases.includes('draining')) {
    return { state: 'draining', reason: 'Its workers are draining: they take no new runs' }
  }
  return { state: 'gone', reason: 'The leases of its workers have run out' }
}

function byEvidence(lease: 'live' | 'frozen', evidence: PollerEvidence): TargetReadiness {
  const holding =
    lease === 'live'
      ? 'a worker holds a lease'
      : 'its lease ran out together with most others, and is kept for now'
  switch (evidence.kind) {
    case 'unchecked':
      return { state: 'suspect', reason: `Pollers not checked yet; ${holding}` }
    case 'unknown':
      return {
        state: 'ready',
        reason: `Pollers could not be checked (${evidence.detail}); ${holding}`,
      }
    case 'checked':
      return byPoll(holding, evidence)
    default:
      return evidence satisfies never
  }
}

function byPoll(
  holding: string,
  { lastPollAtMs, checkedAtMs, staleAfterMs }: Extract<PollerEvidence, { kind: 'checked' }>,
): TargetReadiness {
  if (lastPollAtMs === null) {
    return { state: 'suspect', reason: `Temporal sees no poller on it; ${holding}` }
  }
  if (checkedAtMs - lastPollAtMs > staleAfterMs) {
    return {
      state: 'suspect',
      reason: `Its last poll began over ${staleAfterMs / 1000} s before Temporal was asked; ${holding}`,
    }
  }
  return { state: 'ready', reason: `Temporal sees a poller, and ${holding}` }
}

/** Where a lease stands, mass expiry aside. */
export function leaseState(worker: WorkerEntry, lastSeenMs: number, nowMs: number): LeaseState {
  if (nowMs - lastSeenMs > worker.ttl_seconds * 1000) return 'expired'
  return worker.draining ? 'draining' : 'live'
}

const order: readonly TargetState[] = ['ready', 'suspect', 'draining', 'gone']

/** A type's status: its own fault if it has one, else the best of its targets. */
export function workflowStatus(
  spec: { readonly enabled: boolean; readonly fault: TypeFault | undefined },
  targets: readonly TargetReadiness[],
): { status: WorkflowStatus; reason: string } {
  if (!spec.enabled) return { status: 'disabled', reason: 'An operator disabled it' }
  if (spec.fault) return { status: 'unavailable', reason: spec.fault.detail }
  for (const state of order) {
    const best = targets.find((target) => target.state === state)
    if (best) return { status: state, reason: best.reason }
  }
  return { status: 'gone', reason: 'No worker serves it' }
}

/** How many leases must have expired at once, of how many, before expiry is no longer believed. */
const massExpiry = { minWorkers: 10, withinMs: 60_000 }

/**
 * The workers whose expiry is not believed: most of them went within a minute, so it is more likely
 * that beats did not reach the gateway. Ends by itself as the minute passes.
 */
export function frozenWorkers(
  workers: readonly { readonly id: string; readonly expiredAtMs: number }[],
  nowMs: number,
): ReadonlySet<string> {
  const recent = workers.filter(
    ({ expiredAtMs }) => expiredAtMs < nowMs && nowMs - expiredAtMs < massExpiry.withinMs,
  )
  const live = workers.filter(({ expiredAtMs }) => expiredAtMs >= nowMs)
  const counted = recent.length + live.length
  const isMass = counted >= massExpiry.minWorkers && recent.length * 2 > counted
  return new Set(isMass ? recent.map(({ id }) => id) : [])
}
