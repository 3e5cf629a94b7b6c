import type { ConsideredDefinition, EventEnvelope } from '@temporal-registry/contract/events'
import type { Expressions, Place } from '../../expressions/expressions.ts'

/** Says of an event which active definitions name its type and source, and what their filters say. */
export type Consider = (envelope: EventEnvelope) => Promise<readonly ConsideredDefinition[]>

/** A definition that can match, as far as that is needed here. */
interface Matching {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly body: { readonly trigger: { readonly event?: { readonly filter?: string } } }
}

/** Asks the definitions in memory, and evaluates the filters of those that match in one message. */
export function createConsider(deps: {
  readonly match: (event: { type: string; source: string }) => readonly Matching[]
  readonly expressions: Pick<Expressions, 'evaluateAll'>
  /** The variables that filters may name. */
  readonly place: Place
  readonly now: () => Date
}): Consider {
  const { match, expressions, place, now } = deps

  return async (envelope) => {
    const found = match(envelope)
    const filtered = found.filter(({ body }) => body.trigger.event?.filter !== undefined)
    const context = {
      event: envelope,
      events: [envelope],
      input: null,
      trigger: { kind: 'event' },
      now: now().toISOString(),
    }
    const items = filtered.map(({ id, name, version, body }) => ({
      cel: body.trigger.event?.filter ?? 'true',
      result: 'bool' as const,
      with: { definition: { id, name, version } },
    }))
    const outcomes = items.length === 0 ? [] : await expressions.evaluateAll(place, context, items)
    return found.map((definition): ConsideredDefinition => {
      const { id, name, version } = definition
      const at = filtered.indexOf(definition)
      const outcome = outcomes[at]
      if (at === -1) return { id, name, version, verdict: 'passed' }
      if (!outcome || 'failure' in outcome) {
        const reason = outcome?.failure.detail ?? 'It was not evaluated'
        return { id, name, version, verdict: 'failed', reason }
      }
      if (outcome.value === true) return { id, name, version, verdict: 'passed' }
      const reason = `Its filter does not hold: ${definition.body.trigger.event?.filter}`
      return { id, name, version, verdict: 'filtered', reason }
    })
  }
}
