import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import type { Kysely } from 'kysely'
import { hashOfJson } from '../../platform/json-hash.ts'
import type { RunRow, RunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import {
  collectedAs,
  heldBack,
  occurrenceOf,
  workflowIdOf,
  type Candidate,
  type Decision,
} from './candidate.ts'
import type { FlowStore } from './flow-store.ts'
import type { LedgerStore } from './ledger-store.ts'
import type { OutboxStore } from './outbox-store.ts'
import { admit, placeOf } from './places.ts'

type Db = Kysely<FactoryTables>

/** Nothing was decided: of a backfill, what a limit has no room for is to be decided again. */
export class LimitReached extends Error {
  readonly freeAt: Date

  constructor(limit: 'rate_limit' | 'throttle', freeAt: Date) {
    super(`Its ${limit} has room at ${freeAt.toISOString()}`)
    this.name = 'LimitReached'
    this.freeAt = freeAt
  }
}

/** Where a trigger that was held back goes on. */
export type ResumeAt = 'debounce' | 'concurrency'

export type Decide = (
  db: Db,
  candidate: Candidate,
  resumed?: { readonly at: ResumeAt; readonly runId?: string },
) => Promise<Decision>

/** How long a group under `debounce` may grow when the definition does not say: so many times its wait. */
const defaultMaxWaits = 10

/**
 * Decides, inside a transaction, what comes of a trigger, in the published order. Whatever it decides is in
 * the ledger, and what is to be done next in the outbox, when the transaction commits.
 *
 * @throws LimitReached of a backfill.
 */
export function createDecide(deps: {
  readonly flow: FlowStore
  readonly outbox: OutboxStore
  readonly ledger: LedgerStore
  readonly runs: RunStore
  readonly newId: () => string
  readonly now: () => Date
}): Decide {
  const { flow, outbox, ledger, runs, newId, now } = deps

  return async (db, candidate, resumed) => {
    await flow.lock(db, candidate.definition.id)
    const runId = resumed?.runId ?? newId()
    const decision = await steps(db, candidate, runId, resumed?.at)
    await ledger.add(db, entriesOf(candidate, decision))
    return decision
  }

  async function steps(
    db: Db,
    candidate: Candidate,
    runId: string,
    resumedAt: ResumeAt | undefined,
  ): Promise<Decision> {
    const early = paused(candidate)
    if (early) return early
    if (resumedAt === undefined) {
      const held =
        (await known(db, candidate)) ??
        (await limited(db, candidate)) ??
        (await throttled(db, candidate, runId))
      if (held) return held
    }
    if (resumedAt === 'concurrency' || candidate.kind !== 'event') {
      return placed(db, candidate, runId)
    }
    const collected = await collect(db, candidate)
    return 'outcome' in collected ? collected : placed(db, collected, runId)
  }

  /** A run says itself which events it is for; of events that came to none each is told why. */
  function entriesOf({ definition, kind, eventIds, occurrenceKey }: Candidate, decision: Decision) {
    const about = decision.runId === undefined ? eventIds : eventIds.slice(-1)
    return (about.length > 0 ? about : [undefined]).map((eventId) => ({
      id: newId(),
      at: now(),
      triggerKind: kind,
      definition,
      eventId,
      occurrenceKey,
      ...decision,
    }))
  }

  async function known(db: Db, candidate: Candidate): Promise<Decision | undefined> {
    const { definition, keys } = candidate
    const stage = 'occurrence'
    const runId = await flow.findOccurrence(db, occurrenceOf(candidate))
    if (runId !== undefined) {
      const reason = `It ran for ${candidate.occurrenceKey} already`
      return { stage, outcome: 'duplicate', reason, runId }
    }
    if (keys.dedupe === undefined) return undefined
    const heldBy = await flow.findKeyHolder(db, definition.id, hashOfJson(keys.dedupe), now())
    if (heldBy === undefined) return undefined
    const reason = `Its dedupe key ${shown(keys.dedupe)} is held by another run`
    return { stage, outcome: 'deduplicated', reason, details: { key: keys.dedupe }, runId: heldBy }
  }

  async function limited(db: Db, candidate: Candidate): Promise<Decision | undefined> {
    const { definition, keys } = candidate
    const limit = definition.body.flow?.rate_limit
    if (!limit) return undefined
    const key = paceKey(candidate, 'rate_limit')
    const slot = await flow.takeSlot(db, key, limit, { now: now(), latest: now() })
    if (slot.at <= now()) return undefined
    if (candidate.backfillId !== undefined) throw new LimitReached('rate_limit', slot.at)
    return {
      stage: 'rate_limit',
      outcome: 'rate_limited',
      reason: `More than ${limit.limit} in ${limit.period_seconds} s${of(keys.rate_limit)}`,
      details: { key: keys.rate_limit ?? null, limit, free_at: slot.at.toISOString() },
    }
  }

  async function throttled(
    db: Db,
    candidate: Candidate,
    runId: string,
  ): Promise<Decision | undefined> {
    const { definition, keys } = candidate
    const limit = definition.body.flow?.throttle
    if (!limit) return undefined
    const slot = await flow.takeSlot(db, paceKey(candidate, 'throttle'), limit, { now: now() })
    if (slot.at <= now()) return undefined
    if (candidate.backfillId !== undefined) throw new LimitReached('throttle', slot.at)
    await flow.claimOccurrence(db, occurrenceOf(candidate), runId, now())
    if (keys.dedupe !== undefined) await hold(db, candidate, runId)
    await outbox.put(
      db,
      { id: newId(), kind: 'trigger', ref: runId, payload: heldBack(candidate), dueAt: slot.at },
      now(),
    )
    return {
      stage: 'throttle',
      outcome: 'throttled',
      reason: `Held back until ${slot.at.toISOString()}: ${limit.limit} go in ${limit.period_seconds} s${of(keys.throttle)}`,
      details: { key: keys.throttle ?? null, limit, goes_on_at: slot.at.toISOString() },
      runId,
    }
  }

  /** Adds events to what a debounce or batch collects. @returns the whole of a batch that is full. */
  async function collect(db: Db, candidate: Candidate): Promise<Decision | Candidate> {
    const { definition, eventIds, keys, depth } = candidate
    const { debounce, batch } = definition.body.flow ?? {}
    const limit = debounce ?? batch
    if (!limit) return candidate
    const kind = debounce ? 'debounce' : 'batch'
    const key = keys[kind]
    const group = await flow.collect(
      db,
      { id: newId(), definitionId: definition.id, kind, keyHash: hashOfJson(key ?? null) },
      { eventIds, depth },
      now(),
    )
    const count = group.eventIds.length
    if (batch && !debounce && count >= batch.max_size) {
      await flow.takeGroup(db, group.id)
      await outbox.removeAbout(db, 'group', group.id)
      return { ...candidate, ...collectedAs(group) }
    }
    const dueAt = dueOf(definition.body, group.firstAt)
    const payload = { definition_id: definition.id, version: definition.version }
    await outbox.put(db, { id: newId(), kind: 'group', ref: group.id, payload, dueAt }, now())
    return {
      stage: kind,
      outcome: debounce ? 'debounced' : 'batched',
      reason: `Collected${of(key)}, ${count} so far, to run at ${dueAt.toISOString()}`,
      details: { key: key ?? null, collected: count, due_at: dueAt.toISOString() },
    }
  }

  /** When what is collected is to run, if nothing more comes. */
  function dueOf({ flow: limits }: ActivityDefinitionBody, firstAt: Date): Date {
    const { debounce, batch } = limits ?? {}
    if (!debounce) return new Date(firstAt.getTime() + (batch?.wait_seconds ?? 0) * 1000)
    const { wait_seconds: wait, max_wait_seconds: longest = wait * defaultMaxWaits } = debounce
    return new Date(Math.min(now().getTime() + wait * 1000, firstAt.getTime() + longest * 1000))
  }

  async function placed(db: Db, candidate: Candidate, runId: string): Promise<Decision> {
    const { definition, keys, begun } = candidate
    const place = placeOf(candidate)
    const admission = await admit({ db, runs, definitionId: definition.id, place })
    if (admission.verdict === 'refused') return admission.decision
    for (const holder of admission.toEnd) await end(db, holder, admission.how)
    for (const waiter of admission.toDrop) await drop(db, candidate, waiter)
    const isQueued = admission.verdict === 'wait'
    await flow.claimOccurrence(db, occurrenceOf(candidate), runId, now())
    if (keys.dedupe !== undefined) await hold(db, candidate, runId)
    // A workflow that a schedule began cannot wait: it ends, and another begins once there is a place.
    const isRunning = begun !== undefined && !isQueued
    await runs.add(db, {
      ...rowOf(candidate, runId),
      concurrency_key: place.key ?? null,
      place: JSON.stringify(place.limits),
      status: isQueued ? 'queued' : isRunning ? 'running' : 'starting',
      started_at: isRunning ? now() : null,
      ...(isRunning ? { workflow_id: begun.workflowId, workflow_run_id: begun.runId } : {}),
    })
    if (!isQueued && !isRunning)
      await outbox.put(db, { id: newId(), kind: 'start', ref: runId, dueAt: now() }, now())
    const reason = isQueued ? admission.reason : 'It runs'
    return { stage: 'start', outcome: 'started', reason, runId, isQueued }
  }

  function rowOf(candidate: Candidate, runId: string) {
    const { definition, input } = candidate
    return {
      id: runId,
      subject: definition.subject ?? ('definition' as const),
      definition_id: definition.id,
      definition_name: definition.name,
      version_used: definition.version,
      trigger_kind: candidate.kind,
      occurrence_key: candidate.occurrenceKey,
      attempt: candidate.attempt,
      stage: 'start' as const,
      event_ids: [...candidate.eventIds],
      input: input === undefined ? null : JSON.stringify(input),
      depth: candidate.depth,
      scheduled_for: candidate.scheduledFor ?? null,
      fired_at: now(),
      workflow_id: workflowIdOf(candidate),
      actor: candidate.actor ?? null,
      backfill_id: candidate.backfillId ?? null,
    }
  }

  async function hold(db: Db, { definition, keys }: Candidate, runId: string): Promise<void> {
    const ttlSeconds = definition.body.dedupe?.ttl_seconds
    const expiresAt =
      ttlSeconds === undefined ? null : new Date(now().getTime() + ttlSeconds * 1000)
    const key = { definitionId: definition.id, keyHash: hashOfJson(keys.dedupe), runId, expiresAt }
    await flow.holdKey(db, key, now())
  }

  async function end(db: Db, holder: RunRow, how: 'cancel' | 'terminate'): Promise<void> {
    await outbox.put(db, { id: newId(), kind: how, ref: holder.id, dueAt: now() }, now())
  }

  async function drop(db: Db, { definition }: Candidate, waiter: RunRow): Promise<void> {
    const reason = 'A newer one took its place'
    await runs.end(db, waiter.id, { status: 'cancelled', stage: 'concurrency', reason }, now())
    await flow.releaseKeys(db, waiter.id)
    await ledger.add(db, [
      {
        id: newId(),
        at: now(),
        triggerKind: waiter.trigger_kind,
        definition,
        eventId: waiter.event_ids.at(-1),
        occurrenceKey: waiter.occurrence_key,
        stage: 'concurrency',
        outcome: 'superseded',
        reason,
        runId: waiter.id,
      },
    ])
  }
}

function paused({ definition }: Candidate): Decision | undefined {
  if (definition.pausedBecause === undefined) return undefined
  return { stage: 'definition', outcome: 'paused', reason: definition.pausedBecause }
}

function paceKey({ definition, keys }: Candidate, kind: 'rate_limit' | 'throttle') {
  return { definitionId: definition.id, kind, keyHash: hashOfJson(keys[kind] ?? null) }
}

function of(key: unknown): string {
  return key === undefined ? '' : ` for ${shown(key)}`
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}
