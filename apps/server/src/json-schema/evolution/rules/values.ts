import { createMembershipTest } from '../../equality.ts'
import { asList } from '../../json.ts'
import { previewList } from '../../preview.ts'
import { alsoKnown } from '../facts.ts'
import { everyKind, kindsOf, namesOfKinds } from '../kinds.ts'
import { keywordOf, placeOf } from '../reading.ts'
import type { Rule } from './rules.ts'

/** `type`, `enum` and `const`: what a value may be at all. */
export const valueRules: readonly Rule[] = [
  {
    keyword: 'type',
    kinds: everyKind,
    *findGaps({ facts, goal, prover }) {
      const asked = kindsOf(keywordOf(goal, 'type'))
      const missing = facts.kinds & ~asked
      if (missing === 0 || prover.isEmpty(alsoKnown(facts, { kinds: missing }))) return
      yield {
        pointer: placeOf(goal, 'type'),
        rule: 'type',
        known: namesOfKinds(facts.kinds),
        asked: namesOfKinds(asked),
      }
    },
  },
  listRule('enum', (value) => asList(value)),
  listRule('const', (value) => [value]),
]

function listRule(keyword: string, listOf: (value: unknown) => readonly unknown[]): Rule {
  return {
    keyword: keyword,
    kinds: everyKind,
    *findGaps({ facts, goal }) {
      const asked = listOf(keywordOf(goal, keyword))
      const isAsked = createMembershipTest(asked)
      const extra = facts.values?.filter((value) => !isAsked(value))
      if (extra?.length === 0) return
      yield {
        pointer: placeOf(goal, keyword),
        rule: keyword,
        known: extra ? previewList(extra) : namesOfKinds(facts.kinds),
        asked: previewList(asked),
      }
    },
  }
}
