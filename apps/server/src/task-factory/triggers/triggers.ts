import type { ActivityRunSummary, ManualTrigger } from '@temporal-registry/contract/activity-runs'
import { Problem } from '@temporal-registry/contract/problem'
import type { TriggerRecord } from '@temporal-registry/contract/triggers'
import type { Static } from 'typebox'
import type { Tables } from '../../platform/database/database.ts'
import { hashOfJson } from '../../platform/json-hash.ts'
import type { Definitions as DefinitionRoom } from '../definitions/definitions.ts'
import { summaryOf } from '../runs/activity-runs.ts'
import type { RunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import type { Decide } from './decide.ts'
import type { Candidate } from './candidate.ts'
import type { EvaluateKeys } from './intake.ts'
import type { LedgerFilter, LedgerStore } from './ledger-store.ts'
import { inForce } from './matching.ts'
import type { OutboxStore } from './outbox-store.ts'

/** What is triggered by hand. */
export interface HandTrigger {
  readonly input: unknown
  /** The same key gives the same run. */
  readonly key: string
  readonly actor: string
}

/** Triggers, and what came of them. The room's door for callers. */
export interface Triggers {
  /** @throws Problem `activity-definition-not-found`, `input-invalid` */
  byHand(ref: string, trigger: HandTrigger): Promise<Static<typeof ManualTrigger>>
  /** @throws Problem `activity-run-not-found`, `activity-run-ended` */
  cancelRun(id: string, actor: string): Promise<ActivityRunSummary>
  ledger(filter: LedgerFilter, limit: number): Promise<readonly TriggerRecord[]>
  /** The newest row about each of these definitions that has one. */
  lastOf(ids: readonly string[]): Promise<ReadonlyMap<string, TriggerRecord>>
  /** Rows of the ledger by outcome, of the newest so many. */
  countByOutcome(filter: LedgerFilter, limit: number): ReturnType<LedgerStore['countByOutcome']>
}

export function createTriggers(deps: {
  readonly tables: Tables<FactoryTables>
  readonly definitions: Pick<DefinitionRoom, 'get'>
  readonly evaluateKeys: EvaluateKeys
  /** Says what keeps an input from fitting a schema. */
  readonly inputFaults: (
    schema: Readonly<Record<string, unknown>>,
    input: unknown,
  ) => readonly { pointer: string; detail: string }[]
  readonly decide: Decide
  readonly runs: RunStore
  readonly ledger: LedgerStore
  readonly outbox: OutboxStore
  readonly wake: () => void
  readonly newId: () => string
  readonly now: () => Date
}): Triggers {
  const { tables, definitions, decide, runs, ledger, outbox, wake, newId, now } = deps

  return {
    async byHand(ref, { input, key, actor }) {
      const stored = await definitions.get(ref)
      const definition = inForce(stored)
      const schema = definition.body.input_schema
      const errors = schema ? deps.inputFaults(schema, input ?? null) : []
      if (errors.length > 0)
        throw new Problem('input-invalid', `The input does not fit «${stored.name}»`, { errors })
      const occurrenceKey = `m:${hashOfJson(key)}`
      const trigger = {
        kind: 'manual',
        occurrence_key: occurrenceKey,
        fired_at: now().toISOString(),
      }
      const seen = { event: null, events: [], input: input ?? null, trigger }
      const evaluated = await deps.evaluateKeys(definition, seen)
      if ('failure' in evaluated) throw new Problem('input-invalid', evaluated.failure)
      const candidate: Candidate = {
        definition,
        kind: 'manual',
        occurrenceKey,
        attempt: 1,
        eventIds: [],
        depth: 0,
        input,
        actor,
        keys: evaluated.keys,
      }
      const { outcome, reason, runId } = await tables.transaction((trx) => decide(trx, candidate))
      wake()
      const run = await tables.query((db) => runs.find(db, runId ?? newId()))
      return {
        outcome,
        reason,
        deduplicated: outcome === 'duplicate' || outcome === 'deduplicated',
        run: run ? summaryOf(run) : null,
      }
    },

    async cancelRun(id, actor) {
      const run = await tables.query((db) => runs.find(db, id))
      if (!run) throw new Problem('activity-run-not-found', `There is no activity run «${id}»`)
      if (run.finished_at) throw new Problem('activity-run-ended', `It has ${run.status}`)
      const payload = { reason: `Cancelled by ${actor}` }
      const row = { id: newId(), kind: 'cancel' as const, ref: id, payload, dueAt: now() }
      await tables.query((db) => outbox.put(db, row, now()))
      wake()
      return summaryOf(run)
    },

    ledger: (filter, limit) => tables.query((db) => ledger.list(db, filter, limit)),
    lastOf: (ids) => tables.query((db) => ledger.lastOf(db, ids)),
    countByOutcome: (filter, limit) =>
      tables.query((db) => ledger.countByOutcome(db, filter, limit)),
  }
}
