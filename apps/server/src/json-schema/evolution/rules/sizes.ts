import { isNever, isObject } from '../../json.ts'
import { highest, lowest, type Facts } from '../facts.ts'
import { kind } from '../kinds.ts'
import { namesIn, patternsOf, requiredNames } from '../parts.ts'
import { keywordOf, numberOf, placeOf } from '../reading.ts'
import type { Rule } from './rules.ts'

interface Sized {
  readonly kind: number
  readonly least: string
  readonly most: string
  sizeOf(value: unknown): number | undefined
  /** What other keywords say of the size. */
  readonly implied?: (facts: Facts) => { readonly least: number; readonly most: number }
}

/** How long a text, a list, an object may be. */
const sized: readonly Sized[] = [
  {
    kind: kind.string,
    least: 'minLength',
    most: 'maxLength',
    sizeOf: (value) => (typeof value === 'string' ? Array.from(value).length : undefined),
  },
  {
    kind: kind.array,
    least: 'minItems',
    most: 'maxItems',
    sizeOf: (value) => (Array.isArray(value) ? value.length : undefined),
    implied: (facts) => ({ least: 0, most: mostItems(facts) }),
  },
  {
    kind: kind.object,
    least: 'minProperties',
    most: 'maxProperties',
    sizeOf: (value) => (isObject(value) ? Object.keys(value).length : undefined),
    implied: (facts) => ({
      least: requiredNames(facts).length,
      most: isClosed(facts) ? namesIn(facts).length : Number.POSITIVE_INFINITY,
    }),
  },
]

export const sizeRules: readonly Rule[] = sized.flatMap((measure) => [
  {
    keyword: measure.least,
    kinds: measure.kind,
    *findGaps({ facts, goal }) {
      const asked = numberOf(goal, measure.least) ?? 0
      const known = sizeRange(measure, facts).least
      if (asked <= known) return
      const pointer = placeOf(goal, measure.least)
      yield {
        pointer,
        rule: measure.least,
        known: known === 0 ? undefined : `${known}`,
        asked: `${asked}`,
      }
    },
  },
  {
    keyword: measure.most,
    kinds: measure.kind,
    *findGaps({ facts, goal }) {
      const asked = numberOf(goal, measure.most) ?? Number.POSITIVE_INFINITY
      const known = sizeRange(measure, facts).most
      if (asked >= known) return
      const pointer = placeOf(goal, measure.most)
      const text = known === Number.POSITIVE_INFINITY ? undefined : String(known)
      yield { pointer, rule: measure.most, known: text, asked: `${asked}` }
    },
  },
])

function sizeRange(measure: Sized, facts: Facts): { least: number; most: number } {
  if (facts.values) {
    const sizes = facts.values.flatMap((value) => measure.sizeOf(value) ?? [])
    return { least: Math.min(...sizes), most: Math.max(...sizes) }
  }
  const implied = measure.implied?.(facts)
  return {
    least: Math.max(highest(facts, measure.least, 0), implied?.least ?? 0),
    most: Math.min(lowest(facts, measure.most), implied?.most ?? Number.POSITIVE_INFINITY),
  }
}

/** How many items there can be, as far as is known. */
export function mostItems(facts: Facts): number {
  if (facts.values)
    return Math.max(0, ...facts.values.map((value) => (Array.isArray(value) ? value.length : 0)))
  const ends = facts.nodes.map((node) => {
    const listed = keywordOf(node, 'prefixItems')
    const isEnd = isNever(keywordOf(node, 'items'))
    return isEnd ? (Array.isArray(listed) ? listed.length : 0) : Number.POSITIVE_INFINITY
  })
  return Math.min(lowest(facts, 'maxItems'), ...ends)
}

/** Whether only listed properties can be there. */
function isClosed(facts: Facts): boolean {
  return facts.nodes.some(
    (node) => isNever(keywordOf(node, 'additionalProperties')) && patternsOf(node).length === 0,
  )
}
