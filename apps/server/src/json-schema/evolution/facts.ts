import { createMembershipTest, equalityKey } from '../equality.ts'
import { isObject } from '../json.ts'
import { casesOfImplication, implicationsOf } from './implications.ts'
import { everyKind, kind, kindOf, kindsOf, numberKinds } from './kinds.ts'
import { childrenOf, keywordOf, numberOf, type SchemaNode } from './reading.ts'
import { asAdditional } from './unevaluated.ts'
import { violates } from './violates.ts'

/** What is known of a value: it is valid under all of these. */
export interface Facts {
  /** Equal for facts that say the same. */
  readonly key: string
  readonly nodes: readonly SchemaNode[]
  readonly kinds: number
  /** All that it can be, where that is a short list. */
  readonly values: readonly unknown[] | undefined
  /** Unions that were taken apart already. */
  readonly apart: ReadonlySet<string>
}

interface Given {
  readonly nodes?: readonly SchemaNode[]
  readonly kinds?: number
  readonly values?: readonly unknown[] | undefined
  readonly apart?: ReadonlySet<string>
}

const noUnions: ReadonlySet<string> = new Set()

export function factsOf({ nodes = [], kinds = everyKind, values, apart = noUnions }: Given): Facts {
  const parts = joinParts(nodes)
  const possible = narrowValues(parts, kinds, values)
  const possibleKinds = possible
    ? possible.reduce<number>((all, value) => all | kindOf(value), 0)
    : parts.reduce((all, node) => all & kindsUnder(node), kinds)
  const ids = parts.length === 1 ? parts[0]?.id : parts.map(({ id }) => id).join()
  const given = values === undefined ? '' : equalityKey(values)
  return {
    key: `${ids}|${kinds}|${apart.size === 0 ? '' : [...apart].toSorted().join()}|${given}`,
    nodes: parts,
    kinds: possibleKinds,
    values: possible ?? valuesOfKinds(possibleKinds),
    apart,
  }
}

/** All parts of some schemas, each once and in one order, whoever names them. */
function joinParts(nodes: readonly SchemaNode[]): readonly SchemaNode[] {
  const [first, ...rest] = nodes
  const own = first ? partsOf(first) : []
  if (rest.length === 0 && own.length < 2) return own
  return [...new Set(nodes.flatMap(partsOf))].toSorted((a, b) => a.id - b.id)
}

/** The same, and more. */
export function alsoKnown(facts: Facts, more: Given): Facts {
  return factsOf({
    nodes: [...facts.nodes, ...(more.nodes ?? [])],
    kinds: facts.kinds & (more.kinds ?? everyKind),
    values: more.values ?? facts.values,
    apart: more.apart ?? facts.apart,
  })
}

/** What an item or a property is, of a value that cannot have it. */
export const nothing: Facts = factsOf({ kinds: 0 })

/** The schemas that hold at once where one does: through references and `allOf`. */
export function partsOf(node: SchemaNode): readonly SchemaNode[] {
  const known = knownParts.get(node) ?? collectParts(node)
  knownParts.set(node, known)
  return known
}

const knownParts = new WeakMap<SchemaNode, readonly SchemaNode[]>()

function collectParts(node: SchemaNode): readonly SchemaNode[] {
  const conjuncts = conjunctsOf(node)
  const closing = conjuncts.flatMap((part) => closingOf(part) ?? [])
  return closing.length === 0 ? conjuncts : [...conjuncts, ...closing]
}

/** What stands for the `unevaluatedProperties` of a schema, where that does not depend on the value. */
export function closingOf(node: SchemaNode): SchemaNode | undefined {
  return asAdditional(node, conjunctsOf(node))
}

function conjunctsOf(node: SchemaNode): readonly SchemaNode[] {
  const parts = new Set<SchemaNode>()
  const waiting = [node]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.schema === true || parts.has(next)) continue
    parts.add(next)
    const called = keywordOf(next, 'call')
    const target = typeof called === 'string' ? next.reading.definition(called) : undefined
    if (target) waiting.push(target)
    waiting.push(...childrenOf(next, 'allOf').map(([, part]) => part))
  }
  return [...parts]
}

function kindsUnder(node: SchemaNode): number {
  if (node.schema === false) return 0
  const kinds = kindsOf(keywordOf(node, 'type'))
  const divisor = numberOf(node, 'multipleOf')
  return divisor !== undefined && Number.isInteger(divisor) ? kinds & ~kind.fraction : kinds
}

function narrowValues(
  nodes: readonly SchemaNode[],
  kinds: number,
  given: readonly unknown[] | undefined,
): readonly unknown[] | undefined {
  let values = given
  for (const node of nodes) {
    const listed = keywordOf(node, 'enum')
    const hasConst = isObject(node.schema) && 'const' in node.schema
    for (const list of [listed, hasConst ? [keywordOf(node, 'const')] : undefined]) {
      if (!Array.isArray(list)) continue
      values = values === undefined ? list : values.filter(createMembershipTest(list))
    }
  }
  return values?.filter(
    (value) => (kindOf(value) & kinds) !== 0 && !nodes.some((node) => violates(value, node)),
  )
}

function valuesOfKinds(kinds: number): readonly unknown[] | undefined {
  if ((kinds & ~(kind.null | kind.boolean)) !== 0) return undefined
  return [
    ...((kinds & kind.null) !== 0 ? [null] : []),
    ...((kinds & kind.boolean) !== 0 ? [true, false] : []),
  ]
}

/** The highest that any of the facts says of a keyword that bounds from below. */
export function highest(facts: Facts, keyword: string, otherwise: number): number {
  return facts.nodes.reduce(
    (most, node) => Math.max(most, numberOf(node, keyword) ?? most),
    otherwise,
  )
}

/** The lowest of a keyword that bounds from above. */
export function lowest(facts: Facts, keyword: string): number {
  return facts.nodes.reduce(
    (least, node) => Math.min(least, numberOf(node, keyword) ?? least),
    Number.POSITIVE_INFINITY,
  )
}

/** Facts of a number only: its kinds are these. */
export function isWhole({ kinds }: Facts): boolean {
  return (kinds & numberKinds) === kind.integer
}

/** A union that is a fact, as the cases it may be. */
export interface Union {
  readonly name: string
  readonly cases: readonly SchemaNode[]
}

/** The first union of the facts that was not taken apart yet. */
export function findUnion(facts: Facts): Union | undefined {
  for (const node of facts.nodes)
    for (const union of unionsOf(node)) if (!facts.apart.has(union.name)) return union
  return undefined
}

const knownUnions = new WeakMap<SchemaNode, readonly Union[]>()

function unionsOf(node: SchemaNode): readonly Union[] {
  const known = knownUnions.get(node) ?? [...collectUnions(node)]
  knownUnions.set(node, known)
  return known
}

function* collectUnions(node: SchemaNode): Generator<Union> {
  const anyOf = childrenOf(node, 'anyOf')
  if (anyOf.length > 0) yield { name: `${node.id} anyOf`, cases: anyOf.map(([, branch]) => branch) }
  const oneOf = childrenOf(node, 'oneOf')
  if (oneOf.length > 0) yield { name: `${node.id} oneOf`, cases: oneOf.map(onlyBranch) }
  for (const one of implicationsOf(node))
    yield { name: one.name, cases: casesOfImplication(node, one) }

  /** A branch, and none of the others. */
  function onlyBranch([key, branch]: readonly [string, SchemaNode]): SchemaNode {
    if (oneOf.length > maxExclusiveBranches) return branch
    const others = oneOf.filter(([other]) => other !== key)
    return node.reading.invent(`${node.id} oneOf ${key}`, branch.pointer, () => ({
      allOf: [branch.schema, ...others.map(([, other]) => ({ not: other.schema }))],
    }))
  }
}

/** Of more than these each is taken for itself: what is long has mostly a tag to tell them apart. */
const maxExclusiveBranches = 8
