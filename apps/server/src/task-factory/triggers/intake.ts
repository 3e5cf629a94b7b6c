import type { Transaction } from 'kysely'
import type { Tables } from '../../platform/database/database.ts'
import type { FactoryTables } from '../tables.ts'
import type { Decide } from './decide.ts'
import {
  collectedAs,
  type Candidate,
  type DecidingVersion,
  type FlowKeys,
  type HeldBack,
} from './candidate.ts'
import type { FlowStore } from './flow-store.ts'
import type { LedgerEntry, LedgerStore } from './ledger-store.ts'
import type { OutboxRow, OutboxStore } from './outbox-store.ts'
import { ofEvent, type LoadEvents, type SeenEvent } from './seen-event.ts'

type Trx = Transaction<FactoryTables>

/** More events in a row than this that runs emitted are a loop. */
export const maxDepth = 10

/** A definition whose types and sources an event meets, and what its filter says of it. */
export interface Match {
  readonly definition: DecidingVersion
  readonly filter:
    | { readonly verdict: 'passed' }
    | { readonly verdict: 'filtered' | 'failed'; readonly reason: string }
}

/** What the triggers ask of the definitions. */
export interface TriggerDefinitions {
  /** Settles when what is asked next knows every change that was committed before, or `withinMs` before. */
  upToDate(withinMs?: number): Promise<void>
  /** Those that this replica knows. */
  match(event: Pick<SeenEvent, 'envelope'>): Promise<readonly Match[]>
  /** The version that is in force. */
  current(id: string): Promise<DecidingVersion | undefined>
  /** Any version, of a definition that was deleted too. */
  version(id: string, version: number): Promise<DecidingVersion>
}

/** What the keys of a definition say of a trigger. */
export type EvaluateKeys = (
  definition: DecidingVersion,
  seen: Readonly<Record<string, unknown>>,
) => Promise<{ readonly keys: FlowKeys } | { readonly failure: string }>

/** What is to be done of a row, in a transaction that also removes it. */
interface Plan {
  /** What has been found already. */
  readonly notes: readonly LedgerEntry[]
  readonly decisions: readonly PlannedDecision[]
}

interface PlannedDecision {
  readonly definitionId: string
  readonly make: (trx: Trx) => Promise<void>
}

interface Planned {
  readonly row: OutboxRow
  readonly plan: Plan
}

const nothing: Plan = { notes: [], decisions: [] }

/**
 * Works off what triggers left to be decided: events to be matched, what a throttle held back, groups that are
 * due. What is evaluated is evaluated first; then all is decided in one transaction, in order.
 */
export function createIntake(deps: {
  readonly tables: Tables<FactoryTables>
  readonly events: LoadEvents
  readonly definitions: TriggerDefinitions
  readonly evaluateKeys: EvaluateKeys
  readonly decide: Decide
  readonly flow: FlowStore
  readonly outbox: OutboxStore
  readonly ledger: LedgerStore
  readonly newId: () => string
  readonly now: () => Date
}) {
  const { tables, definitions, evaluateKeys, decide, flow, outbox, ledger, newId, now } = deps

  return async function handle(rows: readonly OutboxRow[]): Promise<ReadonlyMap<string, unknown>> {
    const failures = new Map<string, unknown>()
    const events = await eventsOf(rows).catch((error: unknown) => {
      for (const row of rows) failures.set(row.id, error)
    })
    if (!events) return failures
    const plans = await Promise.all(
      rows.map(async (row) => {
        try {
          return { row, plan: await planOf(row, events) }
        } catch (error) {
          failures.set(row.id, error)
          return undefined
        }
      }),
    )
    const sound = plans.filter((one) => one !== undefined)
    try {
      await carryOut(sound)
    } catch (error) {
      if (sound.length === 1) failures.set(sound[0]?.row.id ?? '', error)
      // One that cannot be decided must not hold up the others.
      else for (const one of sound) await carryOutAlone(one, failures)
    }
    return failures
  }

  /** What the rows are about is read once for all of them, and so is what definitions there are. */
  async function eventsOf(rows: readonly OutboxRow[]): Promise<ReadonlyMap<string, SeenEvent>> {
    const ids = rows.filter(({ kind }) => kind === 'event').map(({ ref }) => ref)
    if (ids.length === 0) return new Map()
    const [events] = await Promise.all([deps.events(ids), definitions.upToDate()])
    return new Map(events.map((event) => [event.id, event]))
  }

  async function carryOutAlone(one: Planned, failures: Map<string, unknown>): Promise<void> {
    try {
      await carryOut([one])
    } catch (error) {
      failures.set(one.row.id, error)
    }
  }

  function carryOut(planned: readonly Planned[]): Promise<void> {
    return tables.transaction(async (trx) => {
      const removed = await outbox.removeAll(
        trx,
        planned.map(({ row }) => row.id),
      )
      // Of one that is gone: this replica was slow, and another has decided it.
      const plans = planned.filter(({ row }) => removed.has(row.id)).map(({ plan }) => plan)
      const decisions = plans.flatMap((plan) => plan.decisions)
      await ledger.add(
        trx,
        plans.flatMap(({ notes }) => notes),
      )
      // In one order everywhere: two transactions must not wait for each other's definitions.
      await flow.lockAll(trx, new Set(decisions.map(({ definitionId }) => definitionId)))
      for (const { make } of decisions) await make(trx)
    })
  }

  function planOf(row: OutboxRow, events: ReadonlyMap<string, SeenEvent>): Promise<Plan> {
    if (row.kind === 'event') return planOfEvent(events.get(row.ref))
    return row.kind === 'group' ? planOfGroup(row) : planOfHeldBack(row)
  }

  async function planOfEvent(event: SeenEvent | undefined): Promise<Plan> {
    if (!event) return nothing
    const { id: eventId, depth } = event
    const matches = await definitions.match(event)
    const plans = await Promise.all(
      matches.map(async ({ definition, filter }): Promise<Plan> => {
        const noted = (entry: LedgerEntry) => ({
          ...nothing,
          notes: [{ ...entry, definition, eventId }],
        })
        if (filter.verdict !== 'passed') {
          const details = { filter: definition.body.trigger.event?.filter }
          return noted(entryAt('match', filter.verdict, filter.reason, details))
        }
        if (depth > maxDepth) {
          const reason = `${depth} events in a row were emitted by runs; ${maxDepth} are the most`
          return noted(entryAt('match', 'loop_detected', reason, { depth }))
        }
        const evaluated = await evaluateKeys(definition, ofEvent(event.envelope))
        if ('failure' in evaluated) return noted(entryAt('occurrence', 'failed', evaluated.failure))
        return planOfMatch(definition, event, evaluated.keys)
      }),
    )
    return {
      notes: plans.flatMap(({ notes }) => notes),
      decisions: plans.flatMap(({ decisions }) => decisions),
    }
  }

  function planOfMatch(definition: DecidingVersion, event: SeenEvent, keys: FlowKeys): Plan {
    const candidate: Candidate = {
      definition,
      kind: 'event',
      occurrenceKey: `e:${event.dedupeHash}`,
      attempt: 1,
      eventIds: [event.id],
      depth: event.depth,
      keys,
    }
    return decided(definition.id, (trx) => decide(trx, candidate))
  }

  function decided(definitionId: string, make: (trx: Trx) => Promise<unknown>): Plan {
    return {
      ...nothing,
      decisions: [{ definitionId, make: async (trx) => void (await make(trx)) }],
    }
  }

  async function planOfHeldBack({ ref, payload }: OutboxRow): Promise<Plan> {
    // Written by `decide`, in this shape.
    const held = payload as unknown as HeldBack
    const definition = await definitions.version(held.definition_id, held.version)
    const { scheduledFor, ...rest } = held.candidate
    const candidate = {
      ...rest,
      definition,
      scheduledFor: scheduledFor === undefined ? undefined : new Date(scheduledFor),
    }
    return decided(definition.id, (trx) => decide(trx, candidate, { at: 'debounce', runId: ref }))
  }

  async function planOfGroup({ ref, payload }: OutboxRow): Promise<Plan> {
    const { definition_id: id, version } = payload as { definition_id: string; version: number }
    const definition = await definitions.version(id, version)
    const group = await tables.query((db) => flow.findGroup(db, ref))
    if (!group) return nothing
    const events = await deps.events(group.eventIds)
    const envelopes = events.map((event) => event.envelope)
    const seen = { event: envelopes.at(-1) ?? null, events: envelopes }
    const evaluated = await evaluateKeys(definition, seen)
    return decided(id, async (trx) => {
      // It may have grown since; then it keeps the key that it had.
      const whole = await flow.takeGroup(trx, ref)
      if (!whole) return
      if ('failure' in evaluated) {
        const entry = entryAt('concurrency', 'failed', evaluated.failure)
        await ledger.add(trx, [{ ...entry, definition, eventId: whole.eventIds.at(-1) }])
        return
      }
      const candidate: Candidate = {
        definition,
        kind: 'event',
        keys: evaluated.keys,
        ...collectedAs(whole),
      }
      await decide(trx, candidate, { at: 'concurrency' })
    })
  }

  function entryAt(
    stage: LedgerEntry['stage'],
    outcome: LedgerEntry['outcome'],
    reason: string,
    details: Readonly<Record<string, unknown>> = {},
  ): LedgerEntry {
    return { id: newId(), at: now(), triggerKind: 'event', stage, outcome, reason, details }
  }
}
