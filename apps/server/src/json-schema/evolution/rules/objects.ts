import { isNever } from '../../json.ts'
import { preview } from '../../preview.ts'
import { factsOf } from '../facts.ts'
import { kind } from '../kinds.ts'
import {
  isNamed,
  matches,
  namesIn,
  patternsOf,
  propertyFacts,
  requiredNames,
  unnamedFacts,
} from '../parts.ts'
import type { Gap } from '../prover.ts'
import { childOf, childrenOf, keywordOf, placeOf } from '../reading.ts'
import type { Question, Rule } from './rules.ts'

export const objectRules: readonly Rule[] = [
  {
    keyword: 'required',
    kinds: kind.object,
    *findGaps({ facts, goal }) {
      const known = new Set(requiredNames(facts))
      for (const [at, name] of listOf(keywordOf(goal, 'required')).entries()) {
        if (known.has(name)) continue
        if (facts.values?.every((value) => Object.hasOwn(Object(value) as object, name))) continue
        yield { pointer: placeOf(goal, 'required', at), rule: 'required', asked: preview(name) }
      }
    },
  },
  {
    keyword: 'properties',
    kinds: kind.object,
    *findGaps({ facts, goal, prover }) {
      for (const [name, property] of childrenOf(goal, 'properties')) {
        const gaps = prover.proveBelow(propertyFacts(facts, name), property)
        if (gaps.length === 0) continue
        // To an object that takes whatever is not listed, listing a property says more of it.
        const isNews = !facts.values && !isNamed(facts, name) && !isNever(property.schema)
        if (!isNews) yield* gaps
        else
          yield {
            pointer: placeOf(goal, 'properties', name),
            rule: 'unlisted-property',
            asked: preview(name),
          }
      }
    },
  },
  {
    keyword: 'patternProperties',
    kinds: kind.object,
    *findGaps({ facts, goal, prover }) {
      for (const [source, property] of patternsOf(goal)) {
        for (const name of namesIn(facts)) {
          if (matches(goal, source, name))
            yield* prover.proveBelow(propertyFacts(facts, name), property)
        }
        yield* prover.proveBelow(
          unnamedFacts(facts, () => true, source),
          property,
        )
      }
    },
  },
  {
    keyword: 'additionalProperties',
    kinds: kind.object,
    findGaps: additionalGaps,
  },
  {
    keyword: 'propertyNames',
    kinds: kind.object,
    *findGaps({ facts, goal, prover }) {
      const names = childOf(goal, 'propertyNames')
      if (!names) return
      const known = facts.nodes.flatMap((node) => childOf(node, 'propertyNames') ?? [])
      const isFree = !prover.isEmpty(unnamedFacts(facts, () => true))
      const listed = namesIn(facts).filter((name) => !prover.isEmpty(propertyFacts(facts, name)))
      const gaps = [
        ...(isFree ? prover.proveBelow(factsOf({ nodes: known, kinds: kind.string }), names) : []),
        ...listed.flatMap((name) =>
          prover.proveBelow(factsOf({ nodes: known, values: [name] }), names),
        ),
      ]
      if (gaps.length > 0) yield { pointer: placeOf(goal, 'propertyNames'), rule: 'propertyNames' }
    },
  },
]

function* additionalGaps({ facts, goal, prover }: Question): Generator<Gap> {
  const additional = childOf(goal, 'additionalProperties')
  if (!additional) return
  const pointer = placeOf(goal, 'additionalProperties')
  const sources = patternsOf(goal).map(([source]) => source)
  const listed = new Set(childrenOf(goal, 'properties').map(([name]) => name))
  const isAdditional = (name: string) =>
    !listed.has(name) && !sources.some((source) => matches(goal, source, name))

  for (const name of namesIn(facts).filter(isAdditional)) {
    const gaps = prover.proveBelow(propertyFacts(facts, name), additional)
    if (gaps.length === 0) continue
    if (!isNever(additional.schema)) yield* gaps
    else yield { pointer, rule: 'refused-property', asked: preview(name) }
  }
  const gaps = prover.proveBelow(
    unnamedFacts(facts, (source) => !sources.includes(source)),
    additional,
  )
  if (gaps.length === 0) return
  if (!isNever(additional.schema)) yield* gaps
  else yield { pointer, rule: 'additionalProperties', known: 'allowed', asked: 'false' }
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
