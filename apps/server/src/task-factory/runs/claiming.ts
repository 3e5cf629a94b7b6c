import type { OverlapPolicy } from '@temporal-registry/contract/schedule-body'
import type { Tables } from '../../platform/database/database.ts'
import type { FactoryTables } from '../tables.ts'
import type { Decide } from '../triggers/decide.ts'
import type { DecidingVersion } from '../triggers/candidate.ts'
import type { LedgerEntry, LedgerStore } from '../triggers/ledger-store.ts'
import { occurrenceKeyOf, type TimedCandidate } from '../triggers/timed.ts'
import type { Claimed, RunClaim, RunPlan } from '../workflow/messages.ts'
import type { RunRow, RunStore } from './store.ts'

export type ClaimRun<Plan = RunPlan> = (claim: RunClaim) => Promise<Claimed<Plan>>

/** Why a fire makes no run. */
export type FireRefusal = Pick<LedgerEntry, 'outcome' | 'reason' | 'details'>

/** Says whether a fire that comes late makes a run, and what that run minds of others that are open. */
export type JudgeFire = (
  definition: DecidingVersion,
  scheduledFor: Date,
) => Promise<{ readonly refusal: FireRefusal } | { readonly overlap?: OverlapPolicy }>

/** Lets a workflow have its run: one that a decision made for it, or one that a schedule's fire makes now. */
export function createClaimRun<Plan>(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly ledger: LedgerStore
  /** The version that is in force. */
  readonly current: (id: string) => Promise<DecidingVersion | undefined>
  readonly timedCandidate: TimedCandidate
  readonly judgeFire: JudgeFire
  readonly decide: Decide
  /** What a run has to do. */
  readonly planOf: (run: RunRow) => Promise<Plan>
  readonly onFire: (fire: { readonly lagSeconds: number }) => void
  readonly newId: () => string
  readonly now: () => Date
}): ClaimRun<Plan> {
  const { tables, runs, ledger, newId, now } = deps

  return async (claim) => {
    if (claim.run_id !== undefined) return claimMade(claim, claim.run_id)
    return (await claimedBefore(claim)) ?? claimFire(claim)
  }

  async function go(run: RunRow): Promise<Claimed<Plan>> {
    return { go: true, plan: await deps.planOf(run) }
  }

  /** A claim may be repeated: its answer was lost, or the workflow was reset. */
  async function claimedBefore(claim: RunClaim): Promise<Claimed<Plan> | undefined> {
    const own = await tables.query((db) => runs.findByWorkflow(db, claim))
    return own && (own.status === 'running' ? go(own) : ended(`It has ${own.status}`))
  }

  async function claimMade(claim: RunClaim, runId: string): Promise<Claimed<Plan>> {
    const own = await tables.query((db) =>
      runs.move(db, runId, ['starting'], {
        status: 'running',
        started_at: now(),
        workflow_id: claim.workflow_id,
        workflow_run_id: claim.workflow_run_id,
      }),
    )
    if (own) return go(own)
    const before = await claimedBefore(claim)
    if (before) return before
    const run = await tables.query((db) => runs.find(db, runId))
    return ended(run ? `The run is ${run.status} already` : 'There is no such run any more')
  }

  async function claimFire(claim: RunClaim): Promise<Claimed<Plan>> {
    const definition = await deps.current(claim.definition_id ?? '')
    if (!definition) return ended('There is no such definition any more')
    const scheduledFor = new Date(claim.scheduled_for ?? now())
    deps.onFire({ lagSeconds: (now().getTime() - scheduledFor.getTime()) / 1000 })
    const verdict = await deps.judgeFire(definition, scheduledFor)
    if ('refusal' in verdict) return refused(definition, scheduledFor, verdict.refusal)
    const { overlap } = verdict
    const timed = { scheduledFor, overlap }
    const made = await deps.timedCandidate(definition, timed)
    if ('failure' in made) {
      return refused(definition, scheduledFor, { outcome: 'failed', reason: made.failure })
    }
    const begun = { workflowId: claim.workflow_id, runId: claim.workflow_run_id }
    const candidate = { ...made.candidate, begun }
    const { outcome, reason, run } = await tables.transaction(async (trx) => {
      const decision = await deps.decide(trx, candidate)
      const { runId, isQueued } = decision
      const goes = decision.outcome === 'started' && !isQueued && runId !== undefined
      return { ...decision, run: goes ? await runs.find(trx, runId) : undefined }
    })
    return run ? go(run) : { go: false, outcome, reason }
  }

  async function refused(
    definition: DecidingVersion,
    scheduledFor: Date,
    refusal: FireRefusal,
  ): Promise<Claimed<never>> {
    const entry = {
      id: newId(),
      at: now(),
      triggerKind: 'schedule' as const,
      definition,
      occurrenceKey: occurrenceKeyOf(scheduledFor),
      stage: 'occurrence' as const,
      ...refusal,
    }
    await tables.transaction(async (trx) => {
      // A claim may be repeated; the ledger says once what came of a fire.
      const of = { definitionId: definition.id, occurrenceKey: entry.occurrenceKey }
      if ((await ledger.list(trx, of, 1)).length === 0) await ledger.add(trx, [entry])
    })
    return { go: false, outcome: refusal.outcome, reason: refusal.reason }
  }
}

function ended(reason: string): Claimed<never> {
  return { go: false, outcome: 'duplicate', reason }
}
