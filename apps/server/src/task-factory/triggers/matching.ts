import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import type { Explanation, Expressions, Item } from '../../expressions/expressions.ts'
import type { ActiveDefinition } from '../definitions/active-definitions.ts'
import {
  unlessGone,
  type Definitions as DefinitionRoom,
  type StoredDefinition,
} from '../definitions/definitions.ts'
import { placesOf } from '../definitions/places.ts'
import type { DecidingVersion, FlowKeys } from './candidate.ts'
import { createFilters, namesOf } from './filters.ts'
import type { EvaluateKeys, TriggerDefinitions } from './intake.ts'
import { ofEvent, type SeenEvent } from './seen-event.ts'

/** No definition's parts are named in what triggers are decided by. */
const { trigger: place } = placesOf({ tasks: [] })

type Envelope = SeenEvent['envelope']

/** What the filter of a version compares in an event; nothing where it has none. */
export type ExplainFilter = (
  definition: { readonly id: string; readonly version: number },
  envelope: Readonly<Record<string, unknown>>,
) => Promise<Explanation['conditions']>

/** Looks definitions up for triggers, and evaluates what decides about them. */
export function createMatching(deps: {
  readonly definitions: Pick<DefinitionRoom, 'active' | 'get' | 'bodyOf'>
  readonly expressions: Pick<Expressions, 'evaluateAll' | 'explain' | 'createFilterSet'>
  readonly now: () => Date
}): TriggerDefinitions & {
  readonly evaluateKeys: EvaluateKeys
  readonly explainFilter: ExplainFilter
  /** How many definitions an event would be decided for. */
  countMatches(event: Pick<SeenEvent, 'envelope'>): Promise<number>
} {
  const { definitions, expressions, now } = deps
  const { active } = definitions
  const filters = createFilters({ active, expressions, place })
  const judgements = new WeakMap<Envelope, ReturnType<typeof judge>>()

  /** Whoever takes an event in asks, and then who decides what comes of it: its filters are held against it once. */
  async function judged({ envelope }: Pick<SeenEvent, 'envelope'>) {
    const underWay = judgements.get(envelope)
    const known = underWay && (await underWay.catch(() => {}))
    if (known && isStill(known.found, envelope)) return known
    const judging = judge(envelope)
    judgements.set(envelope, judging)
    return judging
  }

  function isStill(found: readonly ActiveDefinition[], { type, source }: Envelope): boolean {
    const again = active.match({ type: String(type), source: String(source) })
    if (again === found) return true
    return again.length === found.length && found.every((one) => active.find(one.id) === one)
  }

  async function judge(envelope: Envelope) {
    const { type, source } = envelope
    const context = { ...ofEvent(envelope), now: now().toISOString() }
    for (;;) {
      const found = active.match({ type: String(type), source: String(source) })
      const judgement = await filters.judge(found, context)
      // What changed meanwhile is looked at again, as it is now.
      if (isStill(found, envelope)) return { found, judgement, context }
    }
  }

  return {
    upToDate: active.upToDate,

    async match(event) {
      const { found, judgement, context } = await judged(event)
      const told = await filters.told(found, judgement, context)
      return told.flatMap((filter, at) => {
        const definition = found[at]
        return definition ? [{ definition: decidingBy(definition), filter }] : []
      })
    },

    async countMatches(event) {
      const { judgement } = await judged(event)
      return judgement.passedCount
    },

    async current(id) {
      await active.upToDate()
      const known = active.find(id)
      return known && decidingBy(known)
    },

    async version(id, version) {
      const [stored, body] = await Promise.all([
        definitions.get(id).catch(unlessGone),
        definitions.bodyOf(id, version),
      ])
      return { id, name: body.name, version, body, pausedBecause: whyPaused(stored) }
    },

    async explainFilter({ id, version }, envelope) {
      const body = await definitions.bodyOf(id, version)
      const { filter } = body.trigger.event ?? {}
      if (filter === undefined) return []
      const names = { definition: namesOf({ id, name: body.name, version }) }
      const context = { ...ofEvent(envelope), ...names, now: now().toISOString() }
      return (await expressions.explain(place, context, filter)).conditions
    },

    evaluateKeys: createEvaluateKeys(deps),
  }
}

/** Evaluates the keys of limits, for a definition that is stored or not. */
export function createEvaluateKeys({
  expressions,
  now,
}: {
  readonly expressions: Pick<Expressions, 'evaluateAll'>
  readonly now: () => Date
}): EvaluateKeys {
  return async (definition, seen) => {
    const sources = Object.entries(keySourcesOf(definition.body))
    if (sources.length === 0) return { keys: {} }
    const context = { ...seen, definition: namesOf(definition), now: now().toISOString() }
    const items: Item[] = sources.map(([, cel]) => ({ cel, result: 'scalar' }))
    const outcomes = await expressions.evaluateAll(place, context, items)
    const keys: Record<string, unknown> = {}
    for (const [at, [name]] of sources.entries()) {
      const outcome = outcomes[at]
      if (!outcome || 'failure' in outcome)
        return { failure: `Key of ${name}: ${outcome?.failure.detail ?? 'no value'}` }
      keys[name] = outcome.value
    }
    return { keys }
  }
}

/** The version in force, whether or not it may run. */
export function inForce(stored: StoredDefinition): DecidingVersion {
  const { id, name, version, body } = stored
  return { id, name, version, body, pausedBecause: whyPaused(stored) }
}

function decidingBy({ pausedAt, pauseReason, ...definition }: ActiveDefinition): DecidingVersion {
  return { ...definition, pausedBecause: pausedSince(pausedAt, pauseReason) }
}

/** What was collected or held back for a definition comes to nothing when it may not run: the ledger says why. */
function whyPaused(stored: StoredDefinition | undefined): string | undefined {
  if (!stored) return 'It was deleted'
  return stored.enabled ? pausedSince(stored.paused_at, stored.pause_reason) : 'It is disabled'
}

function pausedSince(at: Date | null, reason: string | null): string | undefined {
  if (at === null) return undefined
  return `Paused since ${at.toISOString()}${reason ? `: ${reason}` : ''}`
}

/** The expressions of a definition that give keys, by what they are for. */
function keySourcesOf({
  dedupe,
  flow,
}: ActivityDefinitionBody): Readonly<Partial<Record<keyof FlowKeys, string>>> {
  const { rate_limit: rateLimit, throttle, debounce, batch, concurrency } = flow ?? {}
  const sources = {
    dedupe: dedupe?.key,
    rate_limit: rateLimit?.key,
    throttle: throttle?.key,
    debounce: debounce?.key,
    batch: batch?.key,
    concurrency: concurrency?.key,
  }
  return Object.fromEntries(Object.entries(sources).filter(([, source]) => source !== undefined))
}
