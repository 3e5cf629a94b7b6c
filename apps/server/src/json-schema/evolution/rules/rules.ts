import type { Facts } from '../facts.ts'
import type { Gap, Prover } from '../prover.ts'
import type { SchemaNode } from '../reading.ts'
import { arrayRules } from './arrays.ts'
import { numberRules } from './numbers.ts'
import { objectRules } from './objects.ts'
import { sizeRules } from './sizes.ts'
import { stringRules } from './strings.ts'
import { unevaluatedRules } from './unevaluated.ts'
import { valueRules } from './values.ts'

/** What a rule looks at: whether these facts imply what the goal says with its keywords. */
export interface Question {
  readonly facts: Facts
  readonly goal: SchemaNode
  readonly prover: Prover
}

/** How a keyword is proved. A rule is asked only about values of its kinds. */
export interface Rule {
  readonly keyword: string
  readonly kinds: number
  findGaps(question: Question): Iterable<Gap>
}

/** Every keyword that asserts something; unions, conditions and negations are the prover's own. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  [
    ...valueRules,
    ...numberRules,
    ...stringRules,
    ...sizeRules,
    ...arrayRules,
    ...objectRules,
    ...unevaluatedRules,
  ].map((rule) => [rule.keyword, rule]),
)
