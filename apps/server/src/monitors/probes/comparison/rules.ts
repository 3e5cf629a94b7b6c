import { pointerSteps } from '@temporal-registry/contract/json-pointer'
import type { CompareRules } from '@temporal-registry/contract/probes'

export type Tolerance = NonNullable<CompareRules['tolerances']>[number]

interface Rule {
  readonly steps: readonly string[]
  readonly ignore?: true
  readonly unordered?: true
  readonly tolerance?: Tolerance
}

/** What the rules say of one place of a state, and of those beneath it. */
export interface RulesAt {
  readonly isIgnored: boolean
  readonly isUnordered: boolean
  /** Of this place or one above it; the last one written counts. */
  readonly tolerance: Tolerance | undefined
  readonly isTextNormalised: boolean
  below(step: string): RulesAt
}

/** Rules at the root of a state. */
export function rulesAtRoot(rules: CompareRules): RulesAt {
  const all: Rule[] = [
    ...(rules.ignore ?? []).map((pointer) => ({
      steps: pointerSteps(pointer),
      ignore: true as const,
    })),
    ...(rules.unordered ?? []).map((pointer) => ({
      steps: pointerSteps(pointer),
      unordered: true as const,
    })),
    ...(rules.tolerances ?? []).map((tolerance) => ({
      steps: pointerSteps(tolerance.pointer ?? ''),
      tolerance,
    })),
  ]
  return rulesAt({
    live: all,
    depth: 0,
    above: undefined,
    isNormalised: rules.text === 'normalised',
  })
}

interface Descent {
  /** Those whose steps so far are the ones taken. */
  readonly live: readonly Rule[]
  readonly depth: number
  readonly above: Tolerance | undefined
  readonly isNormalised: boolean
}

function rulesAt({ live, depth, above, isNormalised }: Descent): RulesAt {
  const here = live.filter(({ steps }) => steps.length === depth)
  const further = live.filter(({ steps }) => steps.length > depth)
  const named = new Set(further.map(({ steps }) => steps[depth]))
  const tolerance = here.findLast((rule) => rule.tolerance)?.tolerance ?? above
  // A list has thousands of places that no rule names: one object serves them all.
  const known = new Map<string, RulesAt>()

  function made(step: string): RulesAt {
    const live = further.filter(({ steps }) => steps[depth] === step || steps[depth] === '*')
    const below = rulesAt({ live, depth: depth + 1, above: tolerance, isNormalised })
    known.set(step, below)
    return below
  }

  return {
    isIgnored: here.some(({ ignore }) => ignore),
    isUnordered: here.some(({ unordered }) => unordered),
    tolerance,
    isTextNormalised: isNormalised,
    below(step) {
      const key = named.has(step) ? step : '*'
      return known.get(key) ?? made(key)
    },
  }
}
