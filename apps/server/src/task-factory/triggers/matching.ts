import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import type { Explanation, Expressions, Item } from '../../expressions/expressions.ts'
import type { ActiveDefinition } from '../definitions/active-definitions.ts'
import { unlessGone, type Definitions as DefinitionRoom } from '../definitions/definitions.ts'
import { placesOf } from '../definitions/places.ts'
import type { DecidingVersion, FlowKeys } from './decide.ts'
import type { EvaluateKeys, Match, SeenEvent, TriggerDefinitions } from './intake.ts'

/** No definition's parts are named in what triggers are decided by. */
const { trigger: place } = placesOf({ tasks: [] })

/** What the filter of a version compares in an event; nothing where it has none. */
export type ExplainFilter = (
  definition: { readonly id: string; readonly version: number },
  envelope: Readonly<Record<string, unknown>>,
) => Promise<Explanation['conditions']>

/** Looks definitions up for triggers, and evaluates what decides about them. */
export function createMatching(deps: {
  readonly definitions: Pick<DefinitionRoom, 'active' | 'get' | 'bodyOf'>
  readonly expressions: Pick<Expressions, 'evaluateAll' | 'explain'>
  readonly now: () => Date
}): TriggerDefinitions & {
  readonly evaluateKeys: EvaluateKeys
  readonly explainFilter: ExplainFilter
} {
  const { definitions, expressions, now } = deps
  const { active } = definitions

  async function match(event: Pick<SeenEvent, 'envelope'>): Promise<readonly Match[]> {
    await active.upToDate()
    const { type, source } = event.envelope
    const found = active.match({ type: String(type), source: String(source) })
    const filtered = found.filter(({ body }) => body.trigger.event?.filter !== undefined)
    const items: Item[] = filtered.map((definition) => ({
      cel: definition.body.trigger.event?.filter ?? 'true',
      result: 'bool',
      // Of the definition, which others are not.
      with: { definition: namesOf(definition) },
    }))
    const context = { ...ofEvent(event.envelope), now: now().toISOString() }
    const outcomes = items.length === 0 ? [] : await expressions.evaluateAll(place, context, items)
    const byId = new Map(filtered.map(({ id }, at) => [id, outcomes[at]]))
    return found.map((definition) => ({
      definition: decidingBy(definition),
      filter: verdictOf(definition, byId.get(definition.id)),
    }))
  }

  return {
    match,

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

    async evaluateKeys(definition, seen) {
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
    },
  }
}

/** What expressions see of an event that nothing else goes with. */
export function ofEvent(envelope: Readonly<Record<string, unknown>>) {
  return { event: envelope, events: [envelope], input: null, trigger: { kind: 'event' } }
}

function namesOf({ id, name, version }: Pick<DecidingVersion, 'id' | 'name' | 'version'>) {
  return { id, name, version }
}

function decidingBy({ pausedAt, pauseReason, ...definition }: ActiveDefinition): DecidingVersion {
  return { ...definition, pausedBecause: pausedSince(pausedAt, pauseReason) }
}

/** What was collected or held back for a definition comes to nothing when it may not run: the ledger says why. */
function whyPaused(
  stored: Awaited<ReturnType<DefinitionRoom['get']>> | undefined,
): string | undefined {
  if (!stored) return 'It was deleted'
  return stored.enabled ? pausedSince(stored.paused_at, stored.pause_reason) : 'It is disabled'
}

function pausedSince(at: Date | null, reason: string | null): string | undefined {
  if (at === null) return undefined
  return `Paused since ${at.toISOString()}${reason ? `: ${reason}` : ''}`
}

function verdictOf(
  { body }: ActiveDefinition,
  outcome: Awaited<ReturnType<Expressions['evaluateAll']>>[number] | undefined,
): Match['filter'] {
  const { filter } = body.trigger.event ?? {}
  if (filter === undefined) return { verdict: 'passed' }
  if (!outcome || 'failure' in outcome) {
    return { verdict: 'failed', reason: `Its filter: ${outcome?.failure.detail ?? 'no value'}` }
  }
  if (outcome.value === true) return { verdict: 'passed' }
  return { verdict: 'filtered', reason: `Its filter does not hold: ${filter}` }
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
