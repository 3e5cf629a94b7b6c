import { alsoKnown, factsOf, findUnion, highest, lowest, type Facts } from './facts.ts'
import { kind, numberKinds, singleKinds } from './kinds.ts'
import { boundsOf, isCrossed } from './numbers.ts'
import { itemFacts, propertyFacts, requiredNames } from './parts.ts'
import { childOf, type SchemaNode } from './reading.ts'

/**
 * Makes the test of whether facts contradict each other, so that no value is like that. A no means that
 * no contradiction was found.
 */
export function createEmptiness({
  prove,
  step,
}: {
  prove(facts: Facts, goal: SchemaNode): readonly unknown[]
  step(): void
}): (facts: Facts) => boolean {
  const known = new Map<string, boolean>()

  return isEmpty

  function isEmpty(facts: Facts): boolean {
    const before = known.get(facts.key)
    if (before !== undefined) return before
    step()
    // While it is open it is not proved: a contradiction must not be founded on itself.
    known.set(facts.key, false)
    const isProved = isContradiction(facts)
    if (isProved) known.set(facts.key, true)
    return isProved

    function isContradiction(all: Facts): boolean {
      if (all.kinds === 0 || all.values?.length === 0) return true
      const kinds = singleKinds(all.kinds)
      if (kinds.every((one) => isKindEmpty(one, all))) return true
      if (all.nodes.some((node) => isRuledOut(node, all))) return true
      const union = findUnion(all)
      if (!union) return false
      const apart = new Set([...all.apart, union.name])
      return union.cases.every((one) => isEmpty(alsoKnown(all, { nodes: [one], apart })))
    }

    function isRuledOut(node: SchemaNode, all: Facts): boolean {
      const negated = childOf(node, 'not')
      return negated !== undefined && prove(all, negated).length === 0
    }
  }

  function isKindEmpty(one: number, all: Facts): boolean {
    const facts = one === all.kinds ? all : factsOf({ ...all, kinds: one })
    if (facts.kinds === 0) return true
    if ((one & numberKinds) !== 0) return isCrossed(boundsOf(facts))
    if (one === kind.string) return highest(facts, 'minLength', 0) > lowest(facts, 'maxLength')
    if (one === kind.array) return isArrayEmpty(facts)
    return one === kind.object && isObjectEmpty(facts)
  }

  function isArrayEmpty(facts: Facts): boolean {
    const least = highest(facts, 'minItems', 0)
    if (least > lowest(facts, 'maxItems')) return true
    return least > 0 && isEmpty(itemFacts(facts, 0))
  }

  function isObjectEmpty(facts: Facts): boolean {
    const required = requiredNames(facts)
    const most = lowest(facts, 'maxProperties')
    if (highest(facts, 'minProperties', 0) > most || required.length > most) return true
    return required.some((name) => isEmpty(propertyFacts(facts, name)))
  }
}
