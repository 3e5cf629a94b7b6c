import type { Expressions, Item, Outcome, Place } from '../../expressions/expressions.ts'
import type { ActiveDefinition, ActiveDefinitions } from '../definitions/active-definitions.ts'
import type { DecidingVersion } from './candidate.ts'
import type { Match } from './intake.ts'

type Context = Readonly<Record<string, unknown>>

/** What a definition's filter says of an event; `stopped` is one that took more than it may. */
type FilterVerdict = Match['filter']['verdict'] | 'stopped'

/** What the filters of some definitions say of an event. */
export interface Judgement {
  /** Those that pass, and those that have no filter. */
  readonly passedCount: number
  of(definition: ActiveDefinition): FilterVerdict
}

/** Definitions by how their filters are held against an event. */
interface Parted {
  /** By themselves: they name their definition. */
  readonly own: readonly ActiveDefinition[]
  readonly shared: readonly ActiveDefinition[]
  readonly sharedIds: readonly string[]
  /** Those without a filter. */
  readonly freeCount: number
}

const nothing = { matched: [], failed: [], stopped: [] }

/** Filters that failed, of which it is said how; of more the explanation of the event tells. */
const maxExplained = 100

/**
 * Holds the filters of definitions against an event, all at once. Those that name their own definition are
 * evaluated one by one: what the others see is the same for all.
 */
export function createFilters({
  active,
  expressions,
  place,
}: {
  readonly active: Pick<ActiveDefinitions, 'onChange'>
  readonly expressions: Pick<Expressions, 'evaluateAll' | 'createFilterSet'>
  readonly place: Place
}) {
  const set = expressions.createFilterSet(place)
  active.onChange((ids) => {
    for (const id of ids) set.remove(id)
  })

  const parted = new WeakMap<readonly ActiveDefinition[], Parted>()

  function partsOf(definitions: readonly ActiveDefinition[]): Parted {
    const known = parted.get(definitions)
    if (known) return known
    const withFilter = definitions.filter((one) => filterOf(one) !== undefined)
    const own = withFilter.filter(namesItself)
    const shared = withFilter.filter((one) => !namesItself(one))
    const freeCount = definitions.length - withFilter.length
    const parts = { own, shared, sharedIds: shared.map(({ id }) => id), freeCount }
    // A filter is put in when an event first asks for it, and goes when its definition changes.
    for (const one of shared) set.put(one.id, filterOf(one) ?? 'true')
    parted.set(definitions, parts)
    return parts
  }

  /** What the filters of definitions say. Of one that changes meanwhile it may be wrong. */
  async function judge(
    definitions: readonly ActiveDefinition[],
    context: Context,
  ): Promise<Judgement> {
    const { own, shared, sharedIds, freeCount } = partsOf(definitions)
    const [ofShared, ofOwn] = await Promise.all([
      shared.length === 0 ? nothing : set.match(context, sharedIds),
      own.length === 0 ? [] : expressions.evaluateAll(place, context, own.map(itemOf)),
    ])
    const verdicts = new Map<string, FilterVerdict>()
    for (const id of ofShared.matched) verdicts.set(id, 'passed')
    for (const id of ofShared.failed) verdicts.set(id, 'failed')
    for (const id of ofShared.stopped) verdicts.set(id, 'stopped')
    for (const [at, { id }] of own.entries()) verdicts.set(id, verdictOf(ofOwn[at]))
    const ownPassed = own.filter(({ id }) => verdicts.get(id) === 'passed').length
    return {
      passedCount: freeCount + ofShared.matched.length + ownPassed,
      of: (one) => (filterOf(one) === undefined ? 'passed' : (verdicts.get(one.id) ?? 'filtered')),
    }
  }

  /** What the ledger says of each definition, in order. */
  async function told(
    definitions: readonly ActiveDefinition[],
    judgement: Judgement,
    context: Context,
  ): Promise<readonly Match['filter'][]> {
    const failed = definitions
      .filter((one) => judgement.of(one) === 'failed')
      .slice(0, maxExplained)
    const outcomes =
      failed.length === 0 ? [] : await expressions.evaluateAll(place, context, failed.map(itemOf))
    const details = new Map(
      failed.map(({ id }, at) => {
        const outcome = outcomes[at]
        return [id, outcome && 'failure' in outcome ? outcome.failure.detail : undefined]
      }),
    )
    return definitions.map((one) => {
      switch (judgement.of(one)) {
        case 'failed':
          return failure(details.get(one.id) ?? 'it cannot be evaluated of this event')
        case 'stopped':
          return failure('it was stopped because it takes too long, or too much memory')
        case 'filtered':
          return { verdict: 'filtered', reason: `Its filter does not hold: ${filterOf(one)}` }
        case 'passed':
          return { verdict: 'passed' }
      }
    })
  }

  return { judge, told }
}

/** What expressions may know of the definition that they stand in. */
export function namesOf({ id, name, version }: Pick<DecidingVersion, 'id' | 'name' | 'version'>) {
  return { id, name, version }
}

function filterOf({ body }: ActiveDefinition): string | undefined {
  return body.trigger.event?.filter
}

/** In a text it means nothing, and costs a little. */
function namesItself(definition: ActiveDefinition): boolean {
  return /\bdefinition\b/.test(filterOf(definition) ?? '')
}

function verdictOf(outcome: Outcome<unknown> | undefined): FilterVerdict {
  if (!outcome || 'failure' in outcome) return 'failed'
  return outcome.value === true ? 'passed' : 'filtered'
}

function itemOf(definition: ActiveDefinition): Item {
  const own = { definition: namesOf(definition) }
  return { cel: filterOf(definition) ?? 'true', result: 'bool', with: own }
}

function failure(detail: string): Match['filter'] {
  return { verdict: 'failed', reason: `Its filter: ${detail}` }
}
