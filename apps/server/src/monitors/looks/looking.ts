import { Context } from '@temporalio/activity'
import { Problem } from '@temporal-registry/contract/problem'
import type { RunFailure } from '@temporal-registry/contract/runs'
import { asFailure } from '../../platform/activity-failures.ts'
import type { Tables } from '../../platform/database/database.ts'
import type { ClaimRun } from '../../task-factory/runs/claiming.ts'
import type { Probes } from '../probes/probes.ts'
import { parentsToAsk } from '../rules/muting.ts'
import type { MonitorRow, MonitorStore } from '../store.ts'
import type { Judgement, MonitorTables } from '../tables.ts'
import type { JudgedLook, LookActivities, LookPlan } from '../workflow/messages.ts'
import { refusalOf, verdictOf, type Judge } from './judging.ts'
import { occasionOf } from './occasion.ts'
import { createLookAtOnce, runClaimOf, type ClaimedRun } from './at-once.ts'
import { createParentsFor } from './parents.ts'
import type { Recording } from './recording.ts'
import { foundIn, type Found, type LookStore } from './store.ts'

export interface LookingDeps {
  readonly tables: Tables<MonitorTables>
  readonly store: MonitorStore
  readonly looks: LookStore
  readonly claim: ClaimRun<ClaimedRun>
  readonly probes: Pick<Probes, 'look'>
  readonly secrets: { read(name: string): Promise<string> }
  readonly judge: Judge
  readonly recording: Recording
  /** When a run was decided. */
  readonly firedAt: (runId: string) => Promise<Date | undefined>
  /** Lets a monitor look, unless one has done so under the same key. */
  readonly lookNow: (monitor: MonitorRow, key: string) => Promise<unknown>
  readonly endRun: (runId: string) => Promise<void>
  readonly now: () => Date
}

/** Of looks at parents that were asked for at about one time, one is made. */
const askedTogetherMs = 10_000

/** Makes the Temporal activities of `MonitoringWorkflow`. Each may be repeated: what is done stays done. */
export function createLookActivities(deps: LookingDeps): LookActivities {
  const { tables, store, looks, probes, secrets, judge, now } = deps
  const parentsFor = createParentsFor(deps)
  const atOnce = createLookAtOnce({ ...deps, parentsFor, keep })

  async function keep(plan: LookPlan, found: Found, judgement?: Judgement): Promise<void> {
    const { run_id: runId, monitor_id: monitorId, version } = plan
    await tables.query(async (db) => {
      await looks.put(db, { runId, monitorId, version }, found, now())
      if (judgement) await looks.judge(db, runId, judgement)
    })
  }

  async function look(plan: LookPlan): Promise<void> {
    const monitor = await tables.query((db) => store.findWithState(db, plan.monitor_id))
    if (!monitor) throw new Problem('monitor-not-found', 'The monitor was deleted meanwhile')
    // Another one would be held against what this one remembers.
    if (monitor.version !== plan.version) return
    const { cancellationSignal: signal } = Context.current()
    const occasion = occasionOf(monitor, { signal, secrets })
    const found = await probes.look(monitor.body.probe, occasion)
    await keep(plan, found)
  }

  async function judged(plan: LookPlan, failure: RunFailure | null): Promise<JudgedLook> {
    const { monitor, observation } = await tables.query(async (db) => ({
      monitor: await store.findWithState(db, plan.monitor_id),
      observation: await looks.find(db, plan.run_id),
    }))
    if (monitor?.version !== plan.version || observation?.status === 'succeeded')
      return { failure, parents: [] }
    if (failure) return { failure, parents: await parentsFor(plan, monitor, 'failed') }
    if (!observation) throw new Error(`The look of run ${plan.run_id} found nothing`)
    try {
      const { cancellationSignal: signal } = Context.current()
      const judgement = await judge(monitor, foundIn(observation), signal)
      await tables.query((db) => looks.judge(db, plan.run_id, judgement))
      return { failure, parents: await parentsFor(plan, monitor, verdictOf(judgement)) }
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      return { failure: refusalOf(error), parents: await parentsFor(plan, monitor, 'failed') }
    }
  }

  return {
    lookAtOnce: (claim) => asFailure(() => atOnce(claim)),
    claimLook: (claim) =>
      asFailure(async () => {
        const claimed = await deps.claim(runClaimOf(claim))
        return claimed.go ? { go: true, plan: claimed.plan.plan } : claimed
      }),
    look: (plan) => asFailure(() => look(plan)),
    judgeLook: (plan, failure) => asFailure(() => judged(plan, failure)),
    recordLook: (plan, failure) => asFailure(() => deps.recording.record(plan, failure)),
    cancelLook: ({ run_id: runId }) => asFailure(() => deps.endRun(runId)),

    askParents: (_plan, parentIds) =>
      asFailure(async () => {
        const key = `parents:${Math.floor(now().getTime() / askedTogetherMs)}`
        const parents = await tables.query((db) => store.findAll(db, parentIds))
        for (const parent of parents) await deps.lookNow(parent, key)
      }),

    haveParentsLooked: ({ run_id: runId }, parentIds) =>
      asFailure(async () => {
        const since = (await deps.firedAt(runId)) ?? now()
        const parents = await tables.query((db) => store.findAll(db, parentIds))
        return parentsToAsk(parents, since).length === 0
      }),
  }
}
