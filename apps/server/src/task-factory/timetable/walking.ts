import { setTimeout as sleep } from 'node:timers/promises'
import type { Tables } from '../../platform/database/database.ts'
import { unlessGone, type Definitions } from '../definitions/definitions.ts'
import type { RunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import { LimitReached, type Decide } from '../triggers/decide.ts'
import type { DecidingVersion } from '../triggers/candidate.ts'
import type { FlowStore } from '../triggers/flow-store.ts'
import type { LedgerEntry, LedgerStore } from '../triggers/ledger-store.ts'
import { inForce } from '../triggers/matching.ts'
import { nextSlot, type Pace } from '../triggers/pace.ts'
import { occurrenceKeyOf, type TimedCandidate } from '../triggers/timed.ts'
import type { BackfillActivities, BackfillLook } from '../workflow/backfill-messages.ts'
import type { BackfillRow, BackfillStore } from './backfill-store.ts'
import { caughtUp } from './misfire.ts'

/** How long one look goes on while there is something to do: it runs within a workflow task. */
const stretchMs = 2_000
/** Waits that are no longer are part of a look. */
const shortMs = 200
/** Times that are written off in one transaction. */
const writtenOffAtOnce = 200
const waitMs = {
  /** For a run to end: whoever ends it wakes the workflow. */
  run: 60_000,
  /** For a definition that may not run to be enabled or resumed. */
  definition: 5_000,
}

const over: BackfillLook = { is_over: true, is_unplanned: false, wait_ms: 0 }
const again: BackfillLook = { is_over: false, is_unplanned: false, wait_ms: 0 }
const unplanned: BackfillLook = { is_over: false, is_unplanned: true, wait_ms: 0 }
const later = (ms: number): BackfillLook => ({ ...again, wait_ms: Math.max(1, Math.ceil(ms)) })

/**
 * Decides about the times of backfills, one after another. Each is decided in one transaction that holds the
 * backfill and counts its open runs, so that however many replicas look at it, and whenever they die, a time is
 * decided once and `max_parallel` holds.
 */
export function createWalk(deps: {
  readonly tables: Tables<FactoryTables>
  readonly backfills: BackfillStore
  readonly definitions: Pick<Definitions, 'get'>
  readonly timedCandidate: TimedCandidate
  readonly decide: Decide
  readonly flow: FlowStore
  readonly ledger: LedgerStore
  readonly runs: RunStore
  /** Something was put into the outbox. */
  readonly wake: () => void
  readonly newId: () => string
  readonly now: () => Date
}): BackfillActivities['advanceBackfill'] {
  const { tables, backfills, flow, ledger, runs, newId, now } = deps

  return async (id) => {
    const until = now().getTime() + stretchMs
    await tables.query((db) => backfills.touch(db, id, now()))
    for (;;) {
      const look = await step(id)
      const isShort = look.wait_ms <= shortMs && !look.is_over && !look.is_unplanned
      if (!isShort || now().getTime() >= until) return look
      if (look.wait_ms > 0) await sleep(look.wait_ms)
    }
  }

  async function step(id: string): Promise<BackfillLook> {
    const row = await tables.query((db) => backfills.find(db, id))
    if (row?.status !== 'running') return over
    if (row.planned !== null && row.decided >= row.planned) return untilRunsEnd(row)
    const stored = await deps.definitions.get(row.definition_id).catch(unlessGone)
    if (!stored) return fail(row, 'The definition was deleted')
    if (!stored.body.trigger.schedule) return fail(row, 'The definition has no times any more')
    const definition = inForce(stored)
    if (definition.pausedBecause !== undefined) return waitFor(row, definition.pausedBecause)
    if (row.planned === null) return unplanned
    return (await writeOff(row, definition)) ?? decideNext(row, definition)
  }

  async function untilRunsEnd({ id }: BackfillRow): Promise<BackfillLook> {
    const open = await tables.query((db) => runs.countOpenOfBackfill(db, id))
    if (open > 0) return later(waitMs.run)
    await tables.query((db) => backfills.end(db, id, { status: 'finished' }, now()))
    return over
  }

  async function fail({ id }: BackfillRow, reason: string): Promise<BackfillLook> {
    await tables.query((db) => backfills.end(db, id, { status: 'failed', reason }, now()))
    return over
  }

  async function waitFor({ id }: BackfillRow, reason: string): Promise<BackfillLook> {
    await tables.query((db) => backfills.touch(db, id, now(), reason))
    return later(waitMs.definition)
  }

  /** Times that a resume does not run for are in the ledger; nothing where there are none (any more). */
  async function writeOff(
    row: BackfillRow,
    definition: DecidingVersion,
  ): Promise<BackfillLook | undefined> {
    const { id, recover, planned, decided } = row
    const left = (planned ?? 0) - (recover === 'latest' ? 1 : 0) - decided
    if ((recover !== 'none' && recover !== 'latest') || left <= 0) return undefined
    const count = Math.min(left, writtenOffAtOnce)
    await tables.transaction(async (trx) => {
      await flow.lock(trx, row.definition_id)
      const held = await backfills.hold(trx, id)
      if (held?.decided !== decided) return
      const times = await backfills.timesFrom(trx, id, decided, count)
      const keys = times.map((time) => occurrenceKeyOf(new Date(time)))
      // Just before the pause, or just after it, the schedule itself may have fired.
      const ran = await flow.ranFor(trx, row.definition_id, keys)
      const missed = keys.filter((key) => !ran.has(key))
      const outcome = recover === 'none' ? 'missed' : 'superseded'
      const entries = missed.map((key) =>
        entryOf(definition, key, { outcome, reason: whyNot(held) }),
      )
      await ledger.add(trx, entries)
      await backfills.advance(trx, held, { [outcome]: missed.length, duplicate: ran.size })
    })
    return again
  }

  function entryOf(
    definition: DecidingVersion,
    occurrenceKey: string,
    what: Pick<LedgerEntry, 'outcome' | 'reason'>,
    triggerKind: LedgerEntry['triggerKind'] = 'schedule',
  ): LedgerEntry {
    const stage = 'occurrence' as const
    return { id: newId(), at: now(), triggerKind, definition, occurrenceKey, stage, ...what }
  }

  async function decideNext(row: BackfillRow, definition: DecidingVersion): Promise<BackfillLook> {
    const { id, decided, max_parallel: maxParallel, actor, force } = row
    const [time = ''] = await tables.query((db) => backfills.timesFrom(db, id, decided, 1))
    const scheduledFor = new Date(time)
    const key = occurrenceKeyOf(scheduledFor)
    const kind = row.origin === 'resume' ? 'schedule' : 'backfill'
    const attempt = force ? (await lastAttempt(row, key)) + 1 : 1
    const mayOverlap = row.origin === 'request' && maxParallel > 1
    const overlap = mayOverlap ? ('allow_all' as const) : caughtUp(definition.body)
    const timed = { scheduledFor, kind, attempt, overlap, actor, backfillId: id } as const
    const made = await deps.timedCandidate(definition, timed)
    try {
      return await tables.transaction(async (trx) => {
        await flow.lock(trx, row.definition_id)
        const held = await backfills.hold(trx, id)
        if (held?.decided !== decided) return again
        // Somebody else may have forced an attempt meanwhile.
        if (force && (await flow.lastAttempt(trx, row.definition_id, key)) + 1 !== attempt)
          return again
        const slot = nextSlot(paceOf(held), held.next_at ?? undefined, now())
        if (slot.at > now()) return later(slot.at.getTime() - now().getTime())
        if ((await runs.countOpenOfBackfill(trx, id)) >= maxParallel) return later(waitMs.run)
        if ('failure' in made) {
          const what = { outcome: 'failed' as const, reason: made.failure }
          await ledger.add(trx, [entryOf(definition, key, what, kind)])
          await backfills.advance(trx, held, { failed: 1 })
          return again
        }
        const { outcome } = await deps.decide(trx, made.candidate)
        const nextAt = outcome === 'started' ? slot.nextAt : undefined
        await backfills.advance(trx, held, { [outcome]: 1 }, nextAt)
        return again
      })
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error
      await tables.query((db) => backfills.touch(db, id, now(), error.message))
      return later(Math.min(waitMs.run, error.freeAt.getTime() - now().getTime()))
    } finally {
      deps.wake()
    }
  }

  function lastAttempt({ definition_id: id }: BackfillRow, key: string): Promise<number> {
    return tables.query((db) => flow.lastAttempt(db, id, key))
  }
}

/** Evenly, but for what a second has room for. */
function paceOf({ per_minute: perMinute }: BackfillRow): Pace {
  const limit = Math.max(1, Math.floor(perMinute / 60))
  return { limit, period_seconds: (limit * 60) / perMinute }
}

function whyNot({ recover, actor }: BackfillRow): string {
  const how = `It was resumed by ${actor} with recover ${recover}`
  return recover === 'none'
    ? `The definition was paused. ${how}`
    : `The definition was paused, and a later time has passed. ${how}`
}
