import type { Transaction } from 'kysely'
import type { Tables } from '../../platform/database/database.ts'
import type { FactoryTables } from '../tables.ts'
import {
  collectedAs,
  type Candidate,
  type Decide,
  type DecidingVersion,
  type FlowKeys,
  type HeldBack,
} from './decide.ts'
import { ofEvent } from './matching.ts'
import type { FlowStore } from './flow-store.ts'
import type { LedgerEntry, LedgerStore } from './ledger-store.ts'
import type { OutboxRow, OutboxStore } from './outbox-store.ts'

type Trx = Transaction<FactoryTables>

/** More events in a row than this that runs emitted are a loop. */
export const maxDepth = 10

/** An event as the triggers see it. */
export interface SeenEvent {
  readonly id: string
  readonly depth: number
  /** sha256 of source and id, as `events` keeps it. */
  readonly dedupeHash: string
  readonly envelope: Readonly<Record<string, unknown>>
}

/** Finds events by id, in the order asked for; one that is gone is left out. */
export type LoadEvents = (ids: readonly string[]) => Promise<readonly SeenEvent[]>

/** A definition whose types and sources an event meets, and what its filter says of it. */
export interface Match {
  readonly definition: DecidingVersion
  readonly filter:
    | { readonly verdict: 'passed' }
    | { readonly verdict: 'filtered' | 'failed'; readonly reason: string }
}

/** What the triggers ask of the definitions. */
export interface TriggerDefinitions {
  /** Settles when what is asked next knows every change that was committed before. */
  upToDate(): Promise<void>
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

/** Decides what a row asks for, in a transaction that also removes it. */
type Plan = (trx: Trx) => Promise<void>

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
      await tables.transaction(async (trx) => {
        for (const { row, plan } of sound) await carryOut(trx, row, plan)
      })
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

  async function carryOutAlone(
    { row, plan }: { readonly row: OutboxRow; readonly plan: Plan },
    failures: Map<string, unknown>,
  ): Promise<void> {
    try {
      await tables.transaction((trx) => carryOut(trx, row, plan))
    } catch (error) {
      failures.set(row.id, error)
    }
  }

  async function carryOut(trx: Trx, row: OutboxRow, plan: Plan): Promise<void> {
    // Gone: this replica was slow, and another has decided it.
    if (await outbox.remove(trx, row.id)) await plan(trx)
  }

  function planOf(row: OutboxRow, events: ReadonlyMap<string, SeenEvent>): Promise<Plan> {
    if (row.kind === 'event') return planOfEvent(events.get(row.ref))
    return row.kind === 'group' ? planOfGroup(row) : planOfHeldBack(row)
  }

  async function planOfEvent(event: SeenEvent | undefined): Promise<Plan> {
    if (!event) return async () => {}
    const { id: eventId, depth } = event
    if (depth > maxDepth) {
      const reason = `${depth} events in a row were emitted by runs; ${maxDepth} are the most`
      const entry = entryAt('match', 'loop_detected', reason, { depth })
      return (trx) => ledger.add(trx, [{ ...entry, eventId }])
    }
    const matches = await definitions.match(event)
    const notes = matches.flatMap(({ definition, filter }): LedgerEntry[] => {
      if (filter.verdict === 'passed') return []
      const details = { filter: definition.body.trigger.event?.filter }
      const entry = entryAt('match', filter.verdict, filter.reason, details)
      return [{ ...entry, definition, eventId }]
    })
    const passed = matches
      .filter(({ filter }) => filter.verdict === 'passed')
      .toSorted((one, other) => (one.definition.id < other.definition.id ? -1 : 1))
    const steps = await Promise.all(passed.map(({ definition }) => planOfMatch(definition, event)))
    return async (trx) => {
      await ledger.add(trx, notes)
      // In one order everywhere: two transactions must not wait for each other's definitions.
      for (const step of steps) await step(trx)
    }
  }

  async function planOfMatch(definition: DecidingVersion, event: SeenEvent): Promise<Plan> {
    const { id: eventId } = event
    const evaluated = await evaluateKeys(definition, ofEvent(event.envelope))
    if ('failure' in evaluated) {
      const entry = entryAt('occurrence', 'failed', evaluated.failure)
      return (trx) => ledger.add(trx, [{ ...entry, definition, eventId }])
    }
    const candidate: Candidate = {
      definition,
      kind: 'event',
      occurrenceKey: `e:${event.dedupeHash}`,
      attempt: 1,
      eventIds: [eventId],
      depth: event.depth,
      keys: evaluated.keys,
    }
    return async (trx) => void (await decide(trx, candidate))
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
    return async (trx) => void (await decide(trx, candidate, { at: 'debounce', runId: ref }))
  }

  async function planOfGroup({ ref, payload }: OutboxRow): Promise<Plan> {
    const { definition_id: id, version } = payload as { definition_id: string; version: number }
    const definition = await definitions.version(id, version)
    const group = await tables.query((db) => flow.findGroup(db, ref))
    if (!group) return async () => {}
    const events = await deps.events(group.eventIds)
    const envelopes = events.map((event) => event.envelope)
    const seen = { event: envelopes.at(-1) ?? null, events: envelopes }
    const evaluated = await evaluateKeys(definition, seen)
    return async (trx) => {
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
    }
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
