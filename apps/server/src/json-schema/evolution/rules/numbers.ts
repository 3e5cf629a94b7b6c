import { isMultipleOf } from '../../multiple-of.ts'
import { isWhole } from '../facts.ts'
import { numberKinds } from '../kinds.ts'
import { boundsOf, isHigher, isLower, type Bound } from '../numbers.ts'
import { numberOf, placeOf } from '../reading.ts'
import type { Rule } from './rules.ts'

/** The ends of a range, and what divides a number. */
export const numberRules: readonly Rule[] = [
  boundRule('minimum', false, 'low'),
  boundRule('exclusiveMinimum', true, 'low'),
  boundRule('maximum', false, 'high'),
  boundRule('exclusiveMaximum', true, 'high'),
  {
    keyword: 'multipleOf',
    kinds: numberKinds,
    *findGaps({ facts, goal }) {
      const asked = numberOf(goal, 'multipleOf')
      if (asked === undefined) return
      const divides = (value: unknown) => typeof value !== 'number' || isMultipleOf(value, asked)
      if (facts.values?.every(divides)) return
      const divisors = facts.nodes.flatMap((node) => numberOf(node, 'multipleOf') ?? [])
      if (isWhole(facts)) divisors.push(1)
      if (divisors.some(divides)) return
      const known = divisors[0] === undefined ? undefined : String(divisors[0])
      yield { pointer: placeOf(goal, 'multipleOf'), rule: 'multipleOf', known, asked: `${asked}` }
    },
  },
]

function boundRule(keyword: string, isOpen: boolean, end: 'low' | 'high'): Rule {
  return {
    keyword: keyword,
    kinds: numberKinds,
    *findGaps({ facts, goal }) {
      const at = numberOf(goal, keyword)
      if (at === undefined) return
      const known = boundsOf(facts)[end]
      const asksForMore = end === 'low' ? isHigher : isLower
      if (!asksForMore({ at, isOpen }, known)) return
      yield { pointer: placeOf(goal, keyword), rule: keyword, known: textOf(known), asked: `${at}` }
    },
  }
}

function textOf({ at, isOpen }: Bound): string | undefined {
  if (!Number.isFinite(at)) return undefined
  return isOpen ? `${at} (exclusive)` : String(at)
}
