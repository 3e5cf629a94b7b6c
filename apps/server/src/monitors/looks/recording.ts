import type { RunFailure } from '@temporal-registry/contract/runs'
import type { Transaction } from 'kysely'
import type { Tables } from '../../platform/database/database.ts'
import type { RunStore } from '../../task-factory/runs/store.ts'
import type { FactoryTables } from '../../task-factory/tables.ts'
import type { MakeAlerts, NewAlert, TellAlerts } from '../alerts/alerts.ts'
import { edgeRulesOf } from '../rules/edge-rules.ts'
import { afterLook, type Step } from '../rules/edges.ts'
import { mutedBy } from '../rules/muting.ts'
import type { MonitorRow, MonitorStore, MonitorWithState } from '../store.ts'
import type { Judgement, MonitorTables } from '../tables.ts'
import type { LookPlan, Recorded } from '../workflow/messages.ts'
import { verdictOf } from './judging.ts'
import { foundIn, type Found, type LookStore } from './store.ts'

/** What a look came to, before it is held against the rules. */
type Seen =
  | { readonly found: Found; readonly judgement: Judgement }
  | { readonly failure: RunFailure }

export interface Recording {
  /** Of a look that was written down as it went. */
  record(plan: LookPlan, failure: RunFailure | null): Promise<Recorded>
  /** Of a look of which nothing is written yet, by the monitor as it was before. */
  recordSeen(plan: LookPlan, monitor: MonitorWithState, seen: Seen): Promise<Recorded>
}

/** What a look came to, ready to be written. */
interface Outcome {
  readonly monitor: MonitorRow
  readonly step: Step
  readonly alerts: readonly NewAlert[]
  readonly failure: RunFailure | null
  readonly seen?: { readonly found: Found; readonly judgement: Judgement } | undefined
}

/** Another look, or a person, was faster, or the monitor is gone: nothing is written. */
class StaleLook extends Error {}

/**
 * Writes down what a look came to: observation, memory, alerts, deliveries and the end of its run, all in one
 * transaction. The run is the fence: what is repeated after a crash finds it ended, and tells nobody twice.
 */
export function createRecording(deps: {
  readonly tables: Tables<MonitorTables>
  readonly store: MonitorStore
  readonly looks: LookStore
  readonly runs: RunStore
  readonly makeAlerts: MakeAlerts
  readonly tell: TellAlerts
  readonly endRun: (runId: string, reason: string) => Promise<void>
  /** Deliveries may wait to be sent. */
  readonly onTold: () => void
  /** The schedule of a monitor that is completed goes. */
  readonly onCompleted: (monitorId: string) => void
  readonly now: () => Date
}): Recording {
  const { tables, store, looks, runs, makeAlerts, tell, now } = deps
  type Trx = Transaction<MonitorTables>

  async function outcomeOf(
    plan: LookPlan,
    { state: previous, ...monitor }: MonitorWithState,
    seen: Seen,
  ): Promise<Outcome> {
    const parents = await tables.query((db) => store.findNamed(db, monitor.body.parents ?? []))
    const at = now()
    const muted = mutedBy(monitor, parents, at)
    const sight = 'found' in seen ? seen : undefined
    const failure = 'failure' in seen ? seen.failure : null
    const verdict = sight ? verdictOf(sight.judgement) : 'failed'
    const rules = edgeRulesOf(monitor.body)
    const step = afterLook(monitor.memory, verdict, rules, {
      now: at,
      isMuted: muted !== undefined,
    })
    const alerts = await makeAlerts(monitor, step.edges, {
      ...{ mutedBy: muted, observationId: plan.run_id },
      ...{ found: sight?.found, previous, comparison: sight?.judgement.comparison },
      ...{ failure, now: at },
    })
    return { monitor, step, alerts, failure, seen: sight }
  }

  async function write(trx: Trx, plan: LookPlan, outcome: Outcome): Promise<boolean> {
    const { monitor, step, failure, seen } = outcome
    const { run_id: runId, monitor_id: monitorId, version } = plan
    const at = now()
    const ended = await runs.end(
      trx.$pickTables<keyof FactoryTables>(),
      runId,
      endingOf(failure),
      at,
    )
    if (!ended) return false
    const standing = await store.lock(trx, monitorId)
    if (!standing) throw new StaleLook()
    const judgedBy = seen?.judgement.memory_revision ?? monitor.memory_revision
    if (standing.memory_revision !== judgedBy || standing.version !== version) throw new StaleLook()
    if (seen) {
      const { evidence, state } = seen.found
      const isSameState = monitor.memory.state_hash === evidence.hash
      await looks.putSucceeded(trx, { runId, monitorId, version }, { ...seen, isSameState }, at)
      const isNewState = seen.judgement.hash === evidence.hash && !isSameState
      await remember(trx, outcome, isNewState ? { state: JSON.stringify(state) } : {})
    } else if (failure) {
      const { failures } = step.memory
      await looks.putFailed(trx, { runId, monitorId, version }, { failure, failures }, at)
      await remember(trx, outcome, {})
    }
    // Who has completed it meanwhile wants to hear no more of it.
    if (standing.status !== 'completed') await tell(trx, outcome.alerts)
    return true
  }

  async function remember(
    trx: Trx,
    { monitor, step, alerts, failure }: Outcome,
    state: { readonly state?: string },
  ): Promise<void> {
    const at = now()
    const { memory, health, isCompleted } = step
    const isTold = alerts.some(({ muted_by: muted }) => muted === null)
    // Whether there is a next time, a look does not know.
    const isMoved = health !== monitor.health && monitor.health !== 'stalled'
    await store.remember(trx, monitor.id, {
      memory: JSON.stringify(memory),
      ...state,
      ...(isMoved ? { health, health_since: at, health_reason: failure?.message ?? null } : {}),
      last_look_at: at,
      ...(isTold ? { last_alert_at: at } : {}),
      ...(isCompleted ? { status: 'completed' as const } : {}),
    })
  }

  async function recordSeen(
    plan: LookPlan,
    standing: MonitorWithState,
    seen: Seen,
  ): Promise<Recorded> {
    const outcome = await outcomeOf(plan, standing, seen)
    try {
      await tables.transaction((trx) => write(trx, plan, outcome))
    } catch (error) {
      if (error instanceof StaleLook) return { is_stale: true }
      throw error
    }
    const { step, alerts, monitor } = outcome
    if (alerts.length > 0) deps.onTold()
    if (step.isCompleted) deps.onCompleted(monitor.id)
    return { is_stale: false, health: step.health, alerts: alerts.map(({ edge }) => edge) }
  }

  return {
    recordSeen,
    async record(plan, failure) {
      const { monitor, observation } = await tables.query(async (db) => ({
        monitor: await store.findWithState(db, plan.monitor_id),
        observation: failure ? undefined : await looks.find(db, plan.run_id),
      }))
      if (monitor?.version !== plan.version) {
        await tables.query((db) => looks.drop(db, plan.run_id))
        await deps.endRun(plan.run_id, 'The monitor was changed or deleted meanwhile')
        return { is_stale: false }
      }
      if (failure) return recordSeen(plan, monitor, { failure })
      if (!observation?.judgement) throw new Error('The look has not been judged')
      const { judgement } = observation
      return recordSeen(plan, monitor, { found: foundIn(observation), judgement })
    },
  }
}

function endingOf(failure: RunFailure | null) {
  if (!failure) return { status: 'succeeded' as const, stage: 'tasks' as const }
  return {
    status: 'failed' as const,
    stage: 'context' as const,
    reason: failure.message,
    failure,
  }
}
