import {
  activityBackfillLimits as limits,
  type ActivityBackfill,
  type ActivityBackfillBody,
  type ActivityBackfillPreview,
  type ActivityBackfillStatus,
  type Recovery,
} from '@temporal-registry/contract/activity-backfills'
import { Problem } from '@temporal-registry/contract/problem'
import type { Tables } from '../../platform/database/database.ts'
import { hashOfJson } from '../../platform/json-hash.ts'
import { writeAudit, type AuditEntry } from '../audit/store.ts'
import type { Definitions, StoredDefinition } from '../definitions/definitions.ts'
import { endedStatuses } from '../runs/run-states.ts'
import type { RunCount, RunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import type { FlowStore } from '../triggers/flow-store.ts'
import type { OutboxStore } from '../triggers/outbox-store.ts'
import { occurrenceKeyOf } from '../triggers/timed.ts'
import type { BackfillRow, BackfillStore, NewBackfill } from './backfill-store.ts'
import type { FindOccurrences } from './occurrences.ts'

/** Runs of a resume that may be open, or wait for each other, at one time. */
const recoveringParallel = 10

/** Who asks for a backfill; the same key gives the same one. */
export interface BackfillContext {
  readonly actor: string
  readonly key: string
}

/** Backfills of activity definitions; `ref` is a name or an id. */
export interface Backfills {
  /** @throws Problem `activity-definition-not-found`, `activity-definition-unscheduled`, `backfill-too-large` */
  preview(ref: string, body: ActivityBackfillBody): Promise<ActivityBackfillPreview>
  /** @throws Problem as `preview`, `activity-definition-inactive` */
  create(
    ref: string,
    body: ActivityBackfillBody,
    context: BackfillContext,
  ): Promise<ActivityBackfill>
  /** @throws Problem `activity-definition-not-found`, `activity-backfill-not-found` */
  get(ref: string, id: string): Promise<ActivityBackfill>
  /** The newest first. @throws Problem `activity-definition-not-found` */
  list(
    ref: string,
    filter: {
      readonly status?: ActivityBackfillStatus | undefined
      readonly before?: string | undefined
    },
    limit: number,
  ): Promise<readonly ActivityBackfill[]>
  /** Makes no more runs of one that runs. @throws Problem as `get` */
  cancel(ref: string, id: string, actor: string): Promise<ActivityBackfill>
  /**
   * Resumes a definition, and says what decides about the times that passed.
   *
   * @throws Problem as `preview`, `activity-definition-inactive`
   */
  resume(
    ref: string,
    recover: Recovery,
    actor: string,
  ): Promise<{ readonly stored: StoredDefinition; readonly backfill: ActivityBackfill | null }>
  /** Wakes the workflows of those that run and that none has looked at for a while. */
  wakeUnseen(): Promise<void>
}

export function createBackfills(deps: {
  readonly namespace: string
  readonly tables: Tables<FactoryTables>
  readonly backfills: BackfillStore
  readonly definitions: Pick<Definitions, 'get' | 'resume'>
  readonly findOccurrences: FindOccurrences
  readonly flow: FlowStore
  readonly outbox: OutboxStore
  readonly runs: RunStore
  readonly wake: () => void
  readonly newId: () => string
  readonly now: () => Date
}): Backfills {
  const { namespace, tables, backfills, definitions, flow, outbox, runs, wake, newId, now } = deps

  type Trx = Parameters<Parameters<typeof tables.transaction>[0]>[0]

  /** Has the workflow of a backfill look at it, and begins it where it has not begun. */
  const rouse = (db: Parameters<OutboxStore['put']>[0], id: string) => {
    const payload = { backfill_id: id }
    const row = { id: newId(), kind: 'backfill' as const, ref: id, payload, dueAt: now() }
    return outbox.put(db, row, now())
  }

  const audit = (trx: Trx, { definitionId, ...entry }: Note) =>
    writeAudit(trx, { namespace, at: now(), subject: `definition:${definitionId}`, ...entry })

  async function answersOf(rows: readonly BackfillRow[]): Promise<ActivityBackfill[]> {
    const ids = rows.map(({ id }) => id)
    const counts = await tables.query((db) => runs.countOfBackfills(db, ids))
    return rows.map((row) =>
      answerOf(
        row,
        counts.filter(({ backfillId }) => backfillId === row.id),
      ),
    )
  }

  async function answerTo(row: BackfillRow | undefined): Promise<ActivityBackfill> {
    const [answer] = row ? await answersOf([row]) : []
    if (!answer) throw new Error('A backfill that was just written is gone')
    return answer
  }

  async function find(ref: string, id: string): Promise<BackfillRow> {
    const row = await tables.query((db) => backfills.find(db, id))
    // Of a definition that is gone they are addressed by its id.
    if (row?.definition_id === ref) return row
    const stored = await definitions.get(ref)
    if (row?.definition_id === stored.id) return row
    throw new Problem('activity-backfill-not-found', `«${stored.name}» has no backfill «${id}»`)
  }

  /** @throws Problem `validation-failed`, `backfill-too-large` */
  async function look(stored: StoredDefinition, body: ActivityBackfillBody) {
    const span = { from: new Date(body.from), to: new Date(body.to) }
    if (span.to < span.from) throw misplaced('/to', 'must not be before from')
    if (!body.dry_run && span.to > now()) throw misplaced('/to', 'must not be in the future')
    const found = await deps.findOccurrences(stored, span, limits.maxOccurrences)
    if (found.times.length > limits.maxOccurrences) throw tooLarge(limits.maxOccurrences)
    return found
  }

  return {
    async preview(ref, body) {
      const stored = await definitions.get(ref)
      const { times } = await look(stored, body)
      const keys = times.map((time) => occurrenceKeyOf(new Date(time)))
      const ran = await tables.query((db) => flow.ranFor(db, stored.id, keys))
      return {
        planned: times.length,
        ran_already: ran.size,
        first_at: times[0] ?? null,
        last_at: times.at(-1) ?? null,
        times: times.slice(0, limits.previewTimes),
      }
    },

    async create(ref, body, { actor, key }) {
      const stored = await definitions.get(ref)
      const known = { definition_id: stored.id, key_hash: hashOfJson(key) }
      const before = await tables.query((db) => backfills.findByKey(db, known))
      if (before) return answerTo(before)
      assertActive(stored)
      const found = await look(stored, body)
      const max = body.max_occurrences ?? limits.defaultMaxOccurrences
      if (found.times.length > max) throw tooLarge(max, found.times.length)
      const row: NewBackfill = {
        ...known,
        ...{ id: newId(), definition_name: stored.name, origin: 'request', recover: null, actor },
        from_at: new Date(body.from),
        force: body.force ?? false,
        max_parallel: body.max_parallel ?? 1,
        per_minute: body.per_minute ?? limits.maxPerMinute,
        found,
      }
      const added = await tables.transaction(async (trx) => {
        await backfills.add(trx, row, now())
        const standing = await backfills.findByKey(trx, known)
        if (standing?.id !== row.id) return standing
        const { from, to, force = false } = body
        const details = { backfill_id: row.id, from, to, planned: found.times.length, force }
        await audit(trx, { definitionId: stored.id, actor, action: 'backfill.create', details })
        await rouse(trx, row.id)
        return standing
      })
      wake()
      return answerTo(added)
    },

    async get(ref, id) {
      return answerTo(await find(ref, id))
    },

    async list(ref, filter, limit) {
      const { id: definitionId } = await definitions.get(ref)
      return answersOf(
        await tables.query((db) => backfills.list(db, { ...filter, definitionId }, limit)),
      )
    },

    async cancel(ref, id, actor) {
      const { definition_id: definitionId } = await find(ref, id)
      await tables.transaction(async (trx) => {
        const reason = `Cancelled by ${actor}`
        if (!(await backfills.end(trx, id, { status: 'cancelled', reason }, now()))) return
        const details = { backfill_id: id }
        await audit(trx, { definitionId, actor, action: 'backfill.cancel', details })
        await rouse(trx, id)
      })
      wake()
      return answerTo(await tables.query((db) => backfills.find(db, id)))
    },

    async resume(ref, recover, actor) {
      const stored = await definitions.get(ref)
      const { id: definitionId, paused_at: pausedAt } = stored
      const known = { definition_id: definitionId, key_hash: hashOfJson(['resume', pausedAt]) }
      const isOnClock = stored.enabled && stored.body.trigger.schedule !== undefined
      if (pausedAt && recover !== 'none') {
        if (!stored.enabled) throw inactive(stored, 'It is disabled')
        await look(stored, { from: pausedAt.toISOString(), to: now().toISOString() })
      }
      if (pausedAt && isOnClock) {
        const row: NewBackfill = {
          ...known,
          ...{ id: newId(), definition_name: stored.name, origin: 'resume', recover, actor },
          ...{ from_at: pausedAt, force: false, max_parallel: recoveringParallel },
          per_minute: limits.maxPerMinute,
        }
        // Before it is resumed, and waiting until it is: what was missed is not forgotten in between.
        await tables.query((db) => backfills.add(db, row, now()))
      }
      const resumed = await definitions.resume(ref, actor)
      const backfill = await tables.transaction(async (trx) => {
        if (!pausedAt || !isOnClock) return undefined
        const standing = await backfills.findByKey(trx, known)
        if (standing) await rouse(trx, standing.id)
        return standing
      })
      wake()
      return { stored: resumed.stored, backfill: backfill ? await answerTo(backfill) : null }
    },

    async wakeUnseen() {
      const before = new Date(now().getTime() - unseenMs)
      const ids = await tables.query((db) => backfills.listUnseen(db, before))
      for (const id of ids) await tables.query((db) => rouse(db, id))
      if (ids.length > 0) wake()
    },
  }
}

/** Their workflows look at them once a minute at least. */
const unseenMs = 90_000

type Note = Pick<AuditEntry, 'actor' | 'action' | 'details'> & { readonly definitionId: string }

function answerOf(row: BackfillRow, counts: readonly RunCount[]): ActivityBackfill {
  const sumOf = (statuses: readonly string[]) =>
    counts.reduce((sum, { status, count }) => sum + (statuses.includes(status) ? count : 0), 0)
  const finished = sumOf(endedStatuses)
  const { outcomes } = row
  return {
    id: row.id,
    definition: { id: row.definition_id, name: row.definition_name },
    ...{ origin: row.origin, recover: row.recover, status: row.status, reason: row.reason },
    from: row.from_at.toISOString(),
    to: row.to_at?.toISOString() ?? null,
    ...{ force: row.force, max_parallel: row.max_parallel, per_minute: row.per_minute },
    ...{ planned: row.planned, decided: row.decided, outcomes },
    started: outcomes.started ?? 0,
    duplicate: outcomes.duplicate ?? 0,
    open: counts.reduce((sum, { count }) => sum + count, 0) - finished,
    finished,
    failed: sumOf(['failed']),
    actor: row.actor,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  }
}

function assertActive(stored: StoredDefinition): void {
  if (!stored.enabled) throw inactive(stored, 'It is disabled')
  const { paused_at: at, pause_reason: reason } = stored
  if (at) throw inactive(stored, `It is paused since ${at.toISOString()}: ${reason}`)
}

function inactive({ name }: StoredDefinition, why: string): Problem {
  return new Problem('activity-definition-inactive', `«${name}» makes no runs. ${why}`)
}

function misplaced(pointer: string, detail: string): Problem {
  const errors = [{ pointer, detail }]
  return new Problem('validation-failed', `${pointer} ${detail}`, { errors })
}

function tooLarge(max: number, occurrences?: number): Problem {
  const figure = occurrences ?? `more than ${max}`
  const detail = `There are ${figure} occurrences; ${max} are the most`
  return new Problem('backfill-too-large', detail, {
    max_occurrences: max,
    ...(occurrences === undefined ? {} : { occurrences }),
  })
}
