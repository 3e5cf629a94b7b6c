import { findEqualItems } from '../../equality.ts'
import { isNever } from '../../json.ts'
import { factsOf, highest, type Facts } from '../facts.ts'
import { kind } from '../kinds.ts'
import { itemFacts, listedItems } from '../parts.ts'
import type { Gap } from '../prover.ts'
import { childOf, childrenOf, keywordOf, numberOf, placeOf, type SchemaNode } from '../reading.ts'
import type { Question, Rule } from './rules.ts'
import { mostItems } from './sizes.ts'

export const arrayRules: readonly Rule[] = [
  {
    keyword: 'prefixItems',
    kinds: kind.array,
    *findGaps({ facts, goal, prover }) {
      for (const [key, item] of childrenOf(goal, 'prefixItems'))
        if (Number(key) < mostItems(facts))
          yield* prover.proveBelow(itemFacts(facts, Number(key)), item)
    },
  },
  {
    keyword: 'items',
    kinds: kind.array,
    *findGaps(question) {
      const { goal } = question
      const item = childOf(goal, 'items')
      if (!item) return
      const gaps = [...itemGaps(question, childrenOf(goal, 'prefixItems').length, item)]
      if (gaps.length === 0) return
      if (!isNever(item.schema)) yield* gaps
      else yield { pointer: placeOf(goal, 'items'), rule: 'items', known: 'more', asked: 'nothing' }
    },
  },
  {
    keyword: 'uniqueItems',
    kinds: kind.array,
    *findGaps({ facts, goal }) {
      if (keywordOf(goal, 'uniqueItems') !== true || mostItems(facts) <= 1) return
      if (facts.nodes.some((node) => keywordOf(node, 'uniqueItems') === true)) return
      const lists = facts.values?.filter((value) => Array.isArray(value))
      if (lists?.every((list) => findEqualItems(list) === undefined)) return
      yield { pointer: placeOf(goal, 'uniqueItems'), rule: 'uniqueItems', asked: 'true' }
    },
  },
  {
    keyword: 'contains',
    kinds: kind.array,
    *findGaps(question) {
      const contained = childOf(question.goal, 'contains')
      if (!contained) return
      yield* containsTooFew(question, contained)
      yield* containsTooMany(question, contained)
    },
  },
]

/** Gaps of the items from a place on. */
function* itemGaps({ facts, prover }: Question, from: number, item: SchemaNode): Generator<Gap> {
  const last = Math.min(Math.max(from, listedItems(facts)), mostItems(facts) - 1)
  for (let at = from; at <= last; at += 1) yield* prover.proveBelow(itemFacts(facts, at), item)
}

function* containsTooFew(question: Question, contained: SchemaNode): Generator<Gap> {
  const { facts, goal, prover } = question
  const asked = numberOf(goal, 'minContains') ?? 1
  if (asked === 0) return
  const isKnown = facts.nodes.some((node) => {
    const own = childOf(node, 'contains')
    if (!own || (numberOf(node, 'minContains') ?? 1) < asked) return false
    return prover.proveBelow(factsOf({ nodes: [own] }), contained).length === 0
  })
  if (isKnown) return
  const isEveryItem =
    highest(facts, 'minItems', 0) >= asked && [...itemGaps(question, 0, contained)].length === 0
  if (isEveryItem) return
  yield gapAt(goal, 'contains', facts)
}

function* containsTooMany(
  { facts, goal, prover }: Question,
  contained: SchemaNode,
): Generator<Gap> {
  const asked = numberOf(goal, 'maxContains')
  if (asked === undefined || mostItems(facts) <= asked) return
  const isKnown = facts.nodes.some((node) => {
    const own = childOf(node, 'contains')
    if (!own || (numberOf(node, 'maxContains') ?? Number.POSITIVE_INFINITY) > asked) return false
    return prover.proveBelow(factsOf({ nodes: [contained] }), own).length === 0
  })
  if (!isKnown) yield gapAt(goal, 'maxContains', facts)
}

function gapAt(goal: SchemaNode, keyword: string, facts: Facts): Gap {
  const isUndecided =
    facts.values !== undefined ||
    facts.nodes.some((node) => keywordOf(node, 'contains') !== undefined)
  return { pointer: placeOf(goal, keyword), rule: keyword, isUndecided }
}
