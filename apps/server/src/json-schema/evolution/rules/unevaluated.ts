import { kind } from '../kinds.ts'
import { keywordOf, placeOf } from '../reading.ts'
import type { Rule } from './rules.ts'

/**
 * What `unevaluatedProperties` and `unevaluatedItems` refuse depends on which branches a value took.
 * They are taken for proved only where the whole schema is written as before.
 */
export const unevaluatedRules: readonly Rule[] = [
  unevaluatedRule('unevaluatedProperties', kind.object),
  unevaluatedRule('unevaluatedItems', kind.array),
]

function unevaluatedRule(keyword: string, kinds: number): Rule {
  return {
    keyword,
    kinds,
    *findGaps({ goal }) {
      if (keywordOf(goal, keyword) === true) return
      yield { pointer: placeOf(goal, keyword), rule: keyword, isUndecided: true }
    },
  }
}
