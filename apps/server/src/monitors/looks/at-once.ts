import { Context } from '@temporalio/activity'
import { Problem } from '@temporal-registry/contract/problem'
import type { RunFailure } from '@temporal-registry/contract/runs'
import type { ClaimRun } from '../../task-factory/runs/claiming.ts'
import type { RunRow } from '../../task-factory/runs/store.ts'
import type { RunClaim } from '../../task-factory/workflow/messages.ts'
import type { Probes } from '../probes/probes.ts'
import type { MonitorWithState } from '../store.ts'
import type { Judgement } from '../tables.ts'
import type { BegunLook, LookClaim, LookPlan, LookStep } from '../workflow/messages.ts'
import { refusalOf, verdictOf, type Judge } from './judging.ts'
import { occasionOf } from './occasion.ts'
import type { ParentsFor } from './parents.ts'
import type { Recording } from './recording.ts'
import type { Found } from './store.ts'

/** A run that is claimed, and the monitor that it is of, unless that was deleted. */
export interface ClaimedRun {
  readonly plan: LookPlan
  readonly monitor: MonitorWithState | undefined
}

/** What a run has to do, by the monitor as it is now. */
export function claimedRunOf(
  run: Pick<RunRow, 'id' | 'definition_id' | 'version_used'>,
  monitor: MonitorWithState | undefined,
): ClaimedRun {
  const { probe, compare } = monitor?.body ?? {}
  const plan = {
    run_id: run.id,
    monitor_id: run.definition_id,
    version: run.version_used,
    is_slow: probe?.search !== undefined,
    asks_judge: compare?.judge !== undefined,
  }
  return { plan, monitor }
}

/** A probe that takes longer is asked again, by an activity that has more time. */
const soonMs = 3_000

type Seen = { readonly found: Found } | { readonly failure: RunFailure }

/**
 * Claims, looks, judges and writes down, as far as nobody has to be waited for: of such a look only the claim and what
 * came of it are written, each in a transaction. What is repeated after a crash meets the run as it left it.
 */
export function createLookAtOnce(deps: {
  readonly claim: ClaimRun<ClaimedRun>
  readonly probes: Pick<Probes, 'look'>
  readonly secrets: { read(name: string): Promise<string> }
  readonly judge: Judge
  readonly parentsFor: ParentsFor
  readonly recording: Recording
  /** Writes down what was found, and how it was judged, for activities that go on with it. */
  readonly keep: (plan: LookPlan, found: Found, judgement?: Judgement) => Promise<void>
}): (claim: LookClaim) => Promise<BegunLook> {
  const { probes, secrets, judge, parentsFor, recording, keep } = deps

  async function lookSoon(monitor: MonitorWithState): Promise<Seen | LookStep> {
    const { cancellationSignal: cancelled } = Context.current()
    const tooLong = AbortSignal.timeout(soonMs)
    const signal = AbortSignal.any([cancelled, tooLong])
    try {
      const looking = probes.look(monitor.body.probe, occasionOf(monitor, { signal, secrets }))
      return { found: await Promise.race([looking, aborted(signal)]) }
    } catch (error) {
      cancelled.throwIfAborted()
      // It was not over soon, which is no fault of what it looks at.
      if (tooLong.aborted) return { next: 'look' }
      if (!(error instanceof Problem) || error.status >= 500) return { next: 'look_again' }
      return { failure: { ...refusalOf(error), non_retryable: true } }
    }
  }

  async function judged(
    plan: LookPlan,
    monitor: MonitorWithState,
    found: Found,
  ): Promise<LookStep> {
    const { cancellationSignal: signal } = Context.current()
    try {
      const judgement = await judge(monitor, found, signal)
      const parents = await parentsFor(plan, monitor, verdictOf(judgement))
      if (parents.length > 0) {
        await keep(plan, found, judgement)
        return { next: 'ask_parents', judged: { failure: null, parents } }
      }
      const recorded = await recording.recordSeen(plan, monitor, { found, judgement })
      if (!recorded.is_stale) return { next: 'nothing', outcome: 'succeeded', recorded }
      await keep(plan, found)
      return { next: 'judge', failure: null }
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      await keep(plan, found)
      return failed(plan, monitor, refusalOf(error))
    }
  }

  async function failed(
    plan: LookPlan,
    monitor: MonitorWithState,
    failure: RunFailure,
  ): Promise<LookStep> {
    const parents = await parentsFor(plan, monitor, 'failed')
    if (parents.length > 0) return { next: 'ask_parents', judged: { failure, parents } }
    const recorded = await recording.recordSeen(plan, monitor, { failure })
    if (recorded.is_stale) return { next: 'judge', failure }
    return { next: 'nothing', outcome: 'failed', recorded }
  }

  async function step({ plan, monitor }: ClaimedRun): Promise<LookStep> {
    if (plan.is_slow) return { next: 'look' }
    // Whoever judges it sees that it has changed, or is gone.
    if (monitor?.version !== plan.version) return { next: 'judge', failure: null }
    const seen = await lookSoon(monitor)
    if ('next' in seen) return seen
    if ('failure' in seen) return failed(plan, monitor, seen.failure)
    if (!plan.asks_judge) return judged(plan, monitor, seen.found)
    await keep(plan, seen.found)
    return { next: 'judge', failure: null }
  }

  return async (claim) => {
    const claimed = await deps.claim(runClaimOf(claim))
    if (!claimed.go) return claimed
    return { go: true, plan: claimed.plan.plan, ...(await step(claimed.plan)) }
  }
}

/** To the path of all runs a monitor is what is run. */
export function runClaimOf({ monitor_id: id, ...of }: LookClaim): RunClaim {
  return { ...of, ...(id === undefined ? {} : { definition_id: id }) }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    // As whoever aborts says.
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
