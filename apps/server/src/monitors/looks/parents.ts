import type { Tables } from '../../platform/database/database.ts'
import { edgeRulesOf } from '../rules/edge-rules.ts'
import { wouldTell } from '../rules/edges.ts'
import { mutedBy, parentsToAsk } from '../rules/muting.ts'
import type { MonitorRow, MonitorStore } from '../store.ts'
import type { MonitorTables } from '../tables.ts'
import type { LookPlan } from '../workflow/messages.ts'

/** Ids of the parents that are to look before a look is told, if it would be. */
export type ParentsFor = (
  plan: LookPlan,
  monitor: MonitorRow,
  verdict: Parameters<typeof wouldTell>[1],
) => Promise<readonly string[]>

export function createParentsFor(deps: {
  readonly tables: Tables<MonitorTables>
  readonly store: Pick<MonitorStore, 'findNamed'>
  /** When a run was decided. */
  readonly firedAt: (runId: string) => Promise<Date | undefined>
  readonly now: () => Date
}): ParentsFor {
  const { tables, store, firedAt, now } = deps
  return async (plan, monitor, verdict) => {
    const { body, memory } = monitor
    const names = body.parents ?? []
    if (names.length === 0) return []
    if (!wouldTell(memory, verdict, edgeRulesOf(body), now())) return []
    const parents = await tables.query((db) => store.findNamed(db, names))
    if (mutedBy(monitor, parents, now()) !== undefined) return []
    const since = (await firedAt(plan.run_id)) ?? now()
    return parentsToAsk(parents, since).map(({ id }) => id)
  }
}
