import { schemaLimits } from '../limits.ts'
import { createEmptiness } from './emptiness.ts'
import { alsoKnown, factsOf, findUnion, partsOf, type Facts } from './facts.ts'
import { implicationsOf } from './implications.ts'
import { namesOfKinds, singleKinds } from './kinds.ts'
import { childOf, childrenOf, keywordOf, placeOf, type SchemaNode } from './reading.ts'
import { rules } from './rules/rules.ts'
import { saysTheSame } from './same.ts'

/** Why facts do not imply a schema: a keyword of it that is not known to hold. */
export interface Gap {
  /** The place of the keyword in the document of the schema that is to hold. */
  readonly pointer: string
  readonly rule: string
  /** What is known, and what is asked for; nothing where nothing is. */
  readonly known?: string | undefined
  readonly asked?: string | undefined
  /** It may hold all the same: this comparison cannot tell. */
  readonly isUndecided?: boolean
}

export interface Prover {
  /** What is missing for every value of these facts to be valid under the schema: nothing if all are. */
  prove(facts: Facts, goal: SchemaNode): readonly Gap[]
  /** The same for a part of the value: an item, a property. */
  proveBelow(facts: Facts, goal: SchemaNode): readonly Gap[]
  /** Whether surely no value is like that. */
  isEmpty(facts: Facts): boolean
}

/** The comparison would take more steps than it may. */
export class TooManySteps extends Error {}

const circular: readonly Gap[] = [{ pointer: '', rule: 'recursion', isUndecided: true }]

/**
 * Proves that schemas contain each other, by their keywords.
 *
 * What it proves is so; what it does not may be so all the same. Schemas that refer to themselves are
 * proved by induction over the value: a question that comes up again below itself, about a part of the
 * value, may be taken for answered. One that comes up again about the same value may not.
 */
export function createProver(): Prover {
  const answers = new Map<string, readonly Gap[]>()
  const open = new Map<string, { readonly order: number; readonly depth: number }>()
  let depth = 0
  let steps = 0
  /** The earliest open question that an answer since was founded on. */
  let foundedOn = Number.POSITIVE_INFINITY

  const prover: Prover = {
    prove(facts, goal) {
      if (goal.schema === true) return []
      step()
      const key = `${facts.key}>${goal.id}`
      const known = answers.get(key)
      if (known) return known
      const asked = open.get(key)
      if (asked) {
        if (asked.depth === depth) return circular
        foundedOn = Math.min(foundedOn, asked.order)
        return []
      }

      const order = open.size
      const before = foundedOn
      foundedOn = Number.POSITIVE_INFINITY
      open.set(key, { order, depth })
      const gaps = findGaps(facts, goal)
      open.delete(key)
      if (gaps.length > 0 || foundedOn >= order) answers.set(key, gaps)
      foundedOn = Math.min(before, foundedOn < order ? foundedOn : Number.POSITIVE_INFINITY)
      return gaps
    },
    proveBelow(facts, goal) {
      depth += 1
      try {
        return prover.prove(facts, goal)
      } finally {
        depth -= 1
      }
    },
    isEmpty: createEmptiness({ prove: (facts, goal) => prover.prove(facts, goal), step }),
  }
  return prover

  function step(): void {
    steps += 1
    if (steps > schemaLimits.comparisonSteps) throw new TooManySteps()
  }

  function findGaps(facts: Facts, goal: SchemaNode): readonly Gap[] {
    if (prover.isEmpty(facts)) return []
    const gaps = partsOf(goal).flatMap((part) =>
      facts.nodes.some((fact) => saysTheSame(fact, part)) ? [] : gapsOf(facts, part),
    )
    if (gaps.length === 0) return gaps
    // Of one of several kinds each may be enough by itself.
    const cases = casesOf(facts, { withKinds: partsOf(goal).some(isUnion) })
    return cases ? unique(cases.flatMap((one) => prover.prove(one, goal))) : unique(gaps)
  }

  function gapsOf(facts: Facts, part: SchemaNode): readonly Gap[] {
    if (part.schema === false)
      return [{ pointer: part.pointer, rule: 'false', known: 'a value', asked: 'nothing' }]
    return [
      ...Object.keys(part.schema).flatMap((keyword) => {
        const rule = rules.get(keyword)
        const applies = rule && (facts.kinds & rule.kinds) !== 0
        return applies ? [...rule.findGaps({ facts, goal: part, prover })] : []
      }),
      ...unionGaps(facts, part),
      ...conditionGaps(facts, part),
      ...negationGaps(facts, part),
    ]
  }

  function unionGaps(facts: Facts, part: SchemaNode): readonly Gap[] {
    return (['anyOf', 'oneOf'] as const).flatMap((keyword) => {
      const branches = childrenOf(part, keyword).map(([, branch]) => branch)
      const tried: (readonly Gap[])[] = []
      for (const [at, branch] of branches.entries()) {
        const gaps = prover.prove(facts, branch)
        // By place: a branch may be written twice.
        const others = keyword === 'oneOf' ? branches.filter((_other, place) => place !== at) : []
        if (gaps.length === 0 && others.every((other) => isDisjoint(facts, other))) return []
        const isShared = { pointer: placeOf(part, keyword), rule: keyword, isUndecided: true }
        tried.push(gaps.length > 0 ? gaps : [isShared])
      }
      if (branches.length === 0) return []
      // The branches that could take such values; where it is one, what that lacks is what is missing.
      const near = tried.filter((_gaps, at) => {
        const branch = branches[at]
        return branch && !isDisjoint(facts, branch)
      })
      const [closest] = near
      if (closest && near.length === 1) return closest
      const known = facts.nodes.find(isBranch)?.pointer ?? namesOfKinds(facts.kinds)
      return [
        { pointer: placeOf(part, keyword), rule: keyword, known, isUndecided: near.length > 1 },
      ]
    })
  }

  function isDisjoint(facts: Facts, schema: SchemaNode): boolean {
    return prover.isEmpty(alsoKnown(facts, { nodes: [schema] }))
  }

  function conditionGaps(facts: Facts, part: SchemaNode): readonly Gap[] {
    return implicationsOf(part).flatMap(({ condition, negation, consequence, otherwise }) => [
      ...(consequence ? prover.prove(alsoKnown(facts, { nodes: [condition] }), consequence) : []),
      ...(otherwise ? prover.prove(alsoKnown(facts, { nodes: [negation] }), otherwise) : []),
    ])
  }

  function negationGaps(facts: Facts, part: SchemaNode): readonly Gap[] {
    const negated = childOf(part, 'not')
    if (!negated || isDisjoint(facts, negated)) return []
    return [{ pointer: placeOf(part, 'not'), rule: 'not', isUndecided: true }]
  }

  /** The facts as cases of which one holds, if they can be parted further. */
  function casesOf(facts: Facts, { withKinds }: { withKinds: boolean }): Facts[] | undefined {
    const union = findUnion(facts)
    if (union) {
      const apart = new Set([...facts.apart, union.name])
      return union.cases.map((one) => alsoKnown(facts, { nodes: [one], apart }))
    }
    if (!withKinds) return undefined
    if (facts.values !== undefined && facts.values.length > 1)
      return facts.values.map((value) => factsOf({ ...facts, values: [value] }))
    const kinds = singleKinds(facts.kinds)
    return kinds.length > 1 && facts.values === undefined
      ? kinds.map((one) => factsOf({ ...facts, kinds: one }))
      : undefined
  }
}

function hasKeyword(node: SchemaNode, keyword: string): boolean {
  return keywordOf(node, keyword) !== undefined
}

function isUnion(node: SchemaNode): boolean {
  return hasKeyword(node, 'anyOf') || hasKeyword(node, 'oneOf')
}

function isBranch(node: SchemaNode): boolean {
  return /\/(anyOf|oneOf)\/\d+$/.test(node.pointer)
}

function unique(gaps: readonly Gap[]): Gap[] {
  const byPlace = new Map<string, Gap>()
  for (const gap of gaps) {
    const place = `${gap.rule} ${gap.pointer} ${gap.asked ?? ''}`
    if (!byPlace.has(place)) byPlace.set(place, gap)
  }
  return [...byPlace.values()].slice(0, schemaLimits.differenceCount)
}
