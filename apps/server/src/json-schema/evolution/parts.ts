import { isObject, isSchema, type Schema } from '../json.ts'
import { factsOf, nothing, type Facts } from './facts.ts'
import { childOf, childNamed, childrenOf, keywordOf, placeOf, type SchemaNode } from './reading.ts'

/** What is known of a property's value, where the property is there. */
export function propertyFacts(facts: Facts, name: string): Facts {
  const values = facts.values
    ?.filter((value) => isObject(value) && Object.hasOwn(value, name))
    // Just seen to be objects.
    .map((value) => (value as Record<string, unknown>)[name])
  if (values?.length === 0) return nothing
  return factsOf({ nodes: facts.nodes.flatMap((node) => schemasOfProperty(node, name)), values })
}

function schemasOfProperty(node: SchemaNode, name: string): SchemaNode[] {
  const own = childNamed(node, 'properties', name)
  const matching = patternsOf(node).filter(([source]) => matches(node, source, name))
  const schemas = [...(own ? [own] : []), ...matching.map(([, schema]) => schema)]
  if (schemas.length > 0) return schemas
  const additional = childOf(node, 'additionalProperties')
  return additional ? [additional] : []
}

/** Whether any fact says something of a property, by its name or a pattern. */
export function isNamed(facts: Facts, name: string): boolean {
  return facts.nodes.some((node) => schemasOfProperty(node, name).length > 0)
}

export function requiredNames(facts: Facts): string[] {
  const names = facts.nodes.flatMap((node) => {
    const required = keywordOf(node, 'required')
    return Array.isArray(required) ? required.map(String) : []
  })
  return [...new Set(names)]
}

/** Names of properties that the facts speak of. */
export function namesIn(facts: Facts): string[] {
  if (facts.values) {
    return [
      ...new Set(facts.values.flatMap((value) => (isObject(value) ? Object.keys(value) : []))),
    ]
  }
  return [
    ...new Set(
      facts.nodes.flatMap((node) => Object.keys(Object(keywordOf(node, 'properties')) as object)),
    ),
  ]
}

/**
 * What is known of a property that no fact names. `isMeant` says which patterns such a name may match,
 * and `source` one that it does.
 */
export function unnamedFacts(
  facts: Facts,
  isMeant: (source: string) => boolean,
  source?: string,
): Facts {
  if (facts.values) return nothing
  const nodes = facts.nodes.flatMap((node) => {
    const given = source === undefined ? undefined : childNamed(node, 'patternProperties', source)
    return given ? [given] : unnamedIn(node, isMeant)
  })
  return factsOf({ nodes })
}

/** It matches some of the node's patterns, or it is additional: one of these holds. */
function unnamedIn(node: SchemaNode, isMeant: (source: string) => boolean): SchemaNode[] {
  const additional = childOf(node, 'additionalProperties')
  const options = patternsOf(node).filter(([source]) => isMeant(source))
  if (options.length === 0) return additional ? [additional] : []
  const name = `${node.id} unnamed ${JSON.stringify(options.map(([source]) => source))}`
  const anyOf: Schema[] = [...options.map(([, { schema }]) => schema), additional?.schema ?? true]
  return [node.reading.invent(name, node.pointer, () => ({ anyOf }))]
}

export function patternsOf(node: SchemaNode): readonly [string, SchemaNode][] {
  return childrenOf(node, 'patternProperties')
}

export function matches(node: SchemaNode, source: string, name: string): boolean {
  return node.reading.patterns.get(source)?.test(name) ?? new RegExp(source, 'u').test(name)
}

/** What is known of the item at a place; `at` beyond all that are listed stands for all such. */
export function itemFacts(facts: Facts, at: number): Facts {
  const values = facts.values
    ?.filter((value) => Array.isArray(value))
    .flatMap((value: unknown[]) => value.slice(at, at + 1))
  if (values?.length === 0) return nothing
  return factsOf({ nodes: facts.nodes.flatMap((node) => schemasOfItem(node, at)), values })
}

function schemasOfItem(node: SchemaNode, at: number): SchemaNode[] {
  const listed = keywordOf(node, 'prefixItems')
  const own: unknown = Array.isArray(listed) ? listed[at] : undefined
  if (isSchema(own)) return [node.reading.nodeOf(own, () => placeOf(node, 'prefixItems', at))]
  const rest = childOf(node, 'items')
  return rest ? [rest] : []
}

/** How many items are listed one by one: what comes after is all of one kind. */
export function listedItems(facts: Facts): number {
  const lists = facts.nodes.map((node) => keywordOf(node, 'prefixItems'))
  const lengths = lists.map((list) => (Array.isArray(list) ? list.length : 0))
  const values = (facts.values ?? []).map((value) => (Array.isArray(value) ? value.length : 0))
  return Math.max(0, ...lengths, ...values)
}
