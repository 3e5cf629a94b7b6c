import { activityBackfillLimits } from '@temporal-registry/contract/activity-backfills'
import type { Tables } from '../../platform/database/database.ts'
import { unlessGone, type Definitions } from '../definitions/definitions.ts'
import type { FactoryTables } from '../tables.ts'
import type { LedgerStore } from '../triggers/ledger-store.ts'
import type { BackfillActivities } from '../workflow/backfill-messages.ts'
import type { BackfillStore } from './backfill-store.ts'
import type { FindOccurrences } from './occurrences.ts'

/** More than this that a resume does not run for are one row of the ledger. */
const { maxOccurrences } = activityBackfillLimits

/**
 * Finds the times that a definition missed while it was paused, once its schedule fires again: up to then the
 * times are the resume's to decide, and from then on the schedule's. Of a time that both see one makes a run.
 */
export function createPlanning(deps: {
  readonly tables: Tables<FactoryTables>
  readonly backfills: BackfillStore
  readonly definitions: Pick<Definitions, 'get'>
  /** Sees that its schedule is as the definition says. */
  readonly follow: (definitionId: string) => Promise<unknown>
  readonly findOccurrences: FindOccurrences
  readonly ledger: LedgerStore
  readonly newId: () => string
  readonly now: () => Date
}): BackfillActivities['planBackfill'] {
  const { tables, backfills, definitions, ledger, newId, now } = deps

  return async (id) => {
    const row = await tables.query((db) => backfills.find(db, id))
    if (row?.status !== 'running' || row.planned !== null) return
    const stored = await definitions.get(row.definition_id).catch(unlessGone)
    // Whoever looks at the backfill next says what has become of its definition.
    if (!stored?.body.trigger.schedule) return
    await deps.follow(stored.id)
    const span = { from: row.from_at, to: now() }
    // A few more may have come since the resume was taken.
    const max = maxOccurrences + (row.recover === 'none' ? 0 : 1_000)
    const found = await deps.findOccurrences(stored, span, max)
    if (found.times.length <= max) return tables.query((db) => backfills.plan(db, id, found))
    await tables.transaction(async (trx) => {
      const held = await backfills.hold(trx, id)
      if (held?.planned !== null) return
      const reason = `More than ${max} times passed while the definition was paused`
      const details = { from: span.from.toISOString(), to: span.to.toISOString(), more_than: max }
      const entry = { id: newId(), at: now(), triggerKind: 'schedule' as const, definition: stored }
      const what = { stage: 'occurrence' as const, outcome: 'missed' as const, reason, details }
      await ledger.add(trx, [{ ...entry, ...what }])
      await backfills.plan(trx, id, { toAt: span.to, times: [] })
    })
  }
}
