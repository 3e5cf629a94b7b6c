import { closingOf } from '../facts.ts'
import { kind } from '../kinds.ts'
import { keywordOf, placeOf } from '../reading.ts'
import type { Rule } from './rules.ts'

/**
 * What `unevaluatedProperties` and `unevaluatedItems` refuse may depend on which branches a value took.
 * They are then taken for proved only where the whole schema is written as before.
 */
export const unevaluatedRules: readonly Rule[] = [
  {
    keyword: 'unevaluatedProperties',
    kinds: kind.object,
    *findGaps({ goal }) {
      const keyword = 'unevaluatedProperties'
      // Where it can be said otherwise, that is a part of the schema, and proved by itself.
      if (keywordOf(goal, keyword) === true || closingOf(goal)) return
      yield { pointer: placeOf(goal, keyword), rule: keyword, isUndecided: true }
    },
  },
  {
    keyword: 'unevaluatedItems',
    kinds: kind.array,
    *findGaps({ goal }) {
      const keyword = 'unevaluatedItems'
      if (keywordOf(goal, keyword) === true) return
      yield { pointer: placeOf(goal, keyword), rule: keyword, isUndecided: true }
    },
  },
]
