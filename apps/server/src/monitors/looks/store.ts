import type { RunFailure } from '@temporal-registry/contract/runs'
import type { ProbeEvidence } from '@temporal-registry/contract/probes'
import { sql, type Insertable, type Kysely, type Selectable } from 'kysely'
import type { AlertTable, Judgement, MonitorTables, ObservationTable } from '../tables.ts'

type Db = Kysely<MonitorTables>
export type ObservationRow = Selectable<ObservationTable>
export type AlertRow = Selectable<AlertTable>

/** A larger state is written down once, and left out where several are told. */
const smallStateBytes = 4_096
export const smallStateOnly = sql<string>`case when octet_length(state::text) <= ${sql.lit(smallStateBytes)} then state end`

/** What a probe found. */
export interface Found {
  readonly state: unknown
  readonly evidence: ProbeEvidence
  readonly verdict?: { readonly holds: boolean; readonly explanation: string } | undefined
}

/** Whose look it was: the run, and the version of the monitor that it was made by. */
interface LookOf {
  readonly runId: string
  readonly monitorId: string
  readonly version: number
}

export interface HistoryFilter {
  readonly monitorId?: string | undefined
  readonly statuses?: readonly ObservationRow['status'][] | undefined
  readonly holds?: boolean | undefined
  /** Rows older than this one. */
  readonly before?: string | undefined
}

export interface AlertFilter {
  readonly monitorId?: string | undefined
  readonly isTold?: boolean | undefined
  /** True: those that nobody was told of; false: the others. */
  readonly isMuted?: boolean | undefined
  readonly edges?: readonly AlertRow['edge'][] | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  /** Rows older than this one. */
  readonly before?: string | undefined
}

export type LookStore = ReturnType<typeof createLookStore>

/** What looks of monitors found, and what was told of it, in one namespace. */
export function createLookStore(namespace: string) {
  const keyOf = ({ runId, monitorId, version }: LookOf, at: Date) => ({
    ...{ id: runId, namespace, monitor_id: monitorId, version, at },
  })

  return {
    /** Writes down what a run's probe found; the first word holds. */
    async put(db: Db, look: LookOf, found: Found, at: Date): Promise<void> {
      const { state, evidence, verdict } = found
      await db
        .insertInto('observations')
        .values({
          ...keyOf(look, at),
          status: 'looked',
          state: JSON.stringify(state),
          state_hash: evidence.hash,
          evidence: JSON.stringify(evidence),
          holds: verdict?.holds ?? null,
          explanation: verdict?.explanation ?? null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async putFailed(
      db: Db,
      look: LookOf,
      { failure, failures }: { readonly failure: RunFailure; readonly failures: number },
      at: Date,
    ): Promise<void> {
      const failed = {
        status: 'failed' as const,
        failure: JSON.stringify(failure),
        failures,
      }
      await db
        .insertInto('observations')
        .values({
          ...keyOf(look, at),
          ...failed,
        })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(failed))
        .execute()
    },

    find: (db: Db, runId: string): Promise<ObservationRow | undefined> =>
      db
        .selectFrom('observations')
        .selectAll()
        .where('namespace', '=', namespace)
        .where('id', '=', runId)
        .executeTakeFirst(),

    async judge(db: Db, runId: string, judgement: Judgement): Promise<void> {
      await db
        .updateTable('observations')
        .set({ judgement: JSON.stringify(judgement) })
        .where('id', '=', runId)
        .where('status', '=', 'looked')
        .execute()
    },

    /** Forgets what a look found that nobody is to judge any more. */
    async drop(db: Db, runId: string): Promise<void> {
      await db
        .deleteFrom('observations')
        .where('id', '=', runId)
        .where('status', '=', 'looked')
        .execute()
    },

    /** A large state that is the one before is not kept twice. */
    async putSucceeded(
      db: Db,
      look: LookOf,
      seen: { readonly found: Found; readonly judgement: Judgement; readonly isSameState: boolean },
      at: Date,
    ): Promise<void> {
      const { state, evidence, verdict } = seen.found
      const text = JSON.stringify(state)
      const isKept = !seen.isSameState || Buffer.byteLength(text) <= smallStateBytes
      const succeeded = {
        status: 'succeeded' as const,
        state: isKept ? text : null,
        state_hash: evidence.hash,
        evidence: JSON.stringify(evidence),
        holds: seen.judgement.holds,
        explanation: verdict?.explanation ?? null,
        judgement: JSON.stringify(seen.judgement),
      }
      await db
        .insertInto('observations')
        .values({
          ...keyOf(look, at),
          ...succeeded,
        })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(succeeded))
        .execute()
    },

    /** Newest first. */
    list(db: Db, filter: HistoryFilter, limit: number): Promise<ObservationRow[]> {
      const { monitorId, statuses, holds, before } = filter
      let found = db.selectFrom('observations').selectAll().where('namespace', '=', namespace)
      if (monitorId !== undefined) found = found.where('monitor_id', '=', monitorId)
      if (statuses?.length) found = found.where('status', 'in', statuses)
      if (holds !== undefined) found = found.where('holds', '=', holds)
      if (before !== undefined) found = found.where('id', '<', before)
      return found.orderBy('id', 'desc').limit(limit).execute()
    },

    /** The state that an observation saw, which an earlier one may hold. */
    async stateAt(db: Db, { monitor_id: monitorId, id, state, state_hash: hash }: ObservationRow) {
      if (state !== null || hash === null) return state
      const earlier = await db
        .selectFrom('observations')
        .select('state')
        .where('monitor_id', '=', monitorId)
        .where('state_hash', '=', hash)
        .where('state', 'is not', null)
        .where('id', '<', id)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return earlier?.state ?? null
    },

    async addAlerts(db: Db, alerts: readonly Omit<Insertable<AlertTable>, 'namespace'>[]) {
      if (alerts.length === 0) return
      await db
        .insertInto('alerts')
        .values(alerts.map((alert) => ({ ...alert, namespace })))
        .execute()
    },

    /** Newest first. */
    alerts(db: Db, filter: AlertFilter, limit: number): Promise<AlertRow[]> {
      let found = db.selectFrom('alerts').selectAll().where('namespace', '=', namespace)
      if (filter.monitorId !== undefined) found = found.where('monitor_id', '=', filter.monitorId)
      if (filter.before !== undefined) found = found.where('id', '<', filter.before)
      if (filter.isTold) found = found.where('told_at', 'is not', null)
      if (filter.isMuted !== undefined) {
        found = found.where('muted_by', filter.isMuted ? 'is not' : 'is', null)
      }
      if (filter.edges?.length) found = found.where('edge', 'in', filter.edges)
      if (filter.from) found = found.where('at', '>=', filter.from)
      if (filter.to) found = found.where('at', '<=', filter.to)
      return found.orderBy('id', 'desc').limit(limit).execute()
    },

    /** Takes the alerts of digests that are due: all of a digest, when its oldest is. */
    async takeDue(db: Db, now: Date): Promise<AlertRow[]> {
      const due = db
        .selectFrom('alerts')
        .select('digest')
        .where('namespace', '=', namespace)
        .where('told_at', 'is', null)
        .where('digest_due_at', '<=', now)
      return db
        .updateTable('alerts')
        .set({ told_at: now })
        .where('namespace', '=', namespace)
        .where('told_at', 'is', null)
        .where('digest', 'in', due)
        .returningAll()
        .execute()
    },
  }
}

/** What an observation says that its probe found. */
export function foundIn({ id, state, evidence, holds, explanation }: ObservationRow): Found {
  if (evidence === null) throw new Error(`The observation ${id} has no evidence`)
  const verdict = explanation === null ? {} : { verdict: { holds: holds === true, explanation } }
  return { state, evidence, ...verdict }
}
