import type { MonitorBody } from '@temporal-registry/contract/monitor'
import type { MonitorPreview } from '@temporal-registry/contract/monitor-history'
import { Problem } from '@temporal-registry/contract/problem'
import type { Tables } from '../../platform/database/database.ts'
import type { MakeAlerts } from '../alerts/alerts.ts'
import type { Probes } from '../probes/probes.ts'
import { edgeRulesOf } from '../rules/edge-rules.ts'
import { afterLook, freshMemory, type Verdict } from '../rules/edges.ts'
import { mutedBy } from '../rules/muting.ts'
import type { MonitorRow, MonitorStore } from '../store.ts'
import type { MonitorTables } from '../tables.ts'
import { refusalOf, verdictOf, type Judge } from './judging.ts'
import { occasionOf } from './occasion.ts'
import type { Found } from './store.ts'

/** Says what a look would find and tell; stores and tells nothing. */
export type Preview = (body: MonitorBody) => Promise<MonitorPreview>

/** What a caller waits for, milliseconds. */
const patienceMs = 30_000

export function createPreview(deps: {
  readonly tables: Tables<MonitorTables>
  readonly store: MonitorStore
  readonly probes: Pick<Probes, 'look'>
  readonly secrets: { read(name: string): Promise<string> }
  readonly judge: Judge
  readonly makeAlerts: MakeAlerts
  readonly now: () => Date
}): Preview {
  const { tables, store, probes, secrets, judge, makeAlerts, now } = deps

  /** As it stands, or as it would stand if it were saved. */
  async function standing(body: MonitorBody): Promise<MonitorRow & { readonly state: unknown }> {
    const found = await tables.query((db) => store.findWithState(db, body.name))
    return found ? { ...found, body } : { ...unsaved(body, now()), state: null }
  }

  async function tidingsOf(monitor: MonitorRow & { readonly state: unknown }) {
    let found: Found | undefined
    try {
      const signal = AbortSignal.timeout(patienceMs)
      found = await probes.look(monitor.body.probe, occasionOf(monitor, { signal, secrets }))
      const judgement = await judge(monitor, found, AbortSignal.timeout(patienceMs))
      const { comparison } = judgement
      return { found, verdict: verdictOf(judgement), comparison, failure: null }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const failure = refusalOf(error)
      return { found, verdict: 'failed' as const, comparison: undefined, failure }
    }
  }

  return async (body) => {
    const monitor = await standing(body)
    const { found, verdict, comparison, failure } = await tidingsOf(monitor)
    const parents = await tables.query((db) => store.findNamed(db, body.parents ?? []))
    const at = now()
    const muted = mutedBy(monitor, parents, at)
    const rules = edgeRulesOf(body)
    const { edges } = afterLook(monitor.memory, verdict, rules, {
      ...{ now: at, isMuted: muted !== undefined },
    })
    const alerts = await makeAlerts(monitor, edges, {
      ...{ mutedBy: muted, observationId: null, found, previous: monitor.state },
      ...{ comparison, failure, now: at },
    })
    return {
      looked: found !== undefined,
      state: found?.state ?? null,
      evidence: found?.evidence ?? null,
      failure,
      comparison: comparison ?? null,
      holds: holdsOf(verdict),
      would_tell: alerts.map(({ edge, subject, text, muted_by }) => ({
        ...{ edge, subject, text, muted_by },
      })),
    }
  }
}

function holdsOf(verdict: Verdict): boolean | null {
  return verdict === 'failed' ? null : verdict.holds
}

function unsaved(body: MonitorBody, now: Date): MonitorRow {
  return {
    ...{ id: '', name: body.name, version: 0, body, status: 'active', health: 'unknown' },
    ...{ paused_at: null, pause_reason: null, suppressed_until: null, suppress_reason: null },
    ...{ health_since: now, health_reason: null, memory: freshMemory, memory_revision: 0 },
    ...{ last_look_at: null, last_alert_at: null, heartbeat_hash: null, heartbeat_at: null },
    ...{ feed_hash: null, forked_from: null, created_at: now, updated_at: now },
  }
}
