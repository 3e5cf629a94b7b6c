import { isObject, type Schema } from '../json.ts'
import { childOf, keywordOf, placeOf, type SchemaNode } from './reading.ts'

/** Something that a schema says of a value only if the value is of some kind. */
export interface Implication {
  readonly name: string
  readonly condition: SchemaNode
  readonly negation: SchemaNode
  /** What holds under the condition, and otherwise; nothing more if there is none. */
  readonly consequence: SchemaNode | undefined
  readonly otherwise: SchemaNode | undefined
}

/** What a schema says with `if`, `dependentSchemas` and `dependentRequired`. */
export function implicationsOf(node: SchemaNode): Implication[] {
  return [...conditional(node), ...dependents(node)]
}

/** The two cases of an implication that is a fact. */
export function casesOfImplication(node: SchemaNode, implication: Implication): SchemaNode[] {
  const { name, condition, negation, consequence, otherwise } = implication
  return [
    [condition, consequence],
    [negation, otherwise],
  ].map((parts, at) =>
    node.reading.invent(`${name} case ${at}`, node.pointer, () => ({
      allOf: parts.flatMap((part) => part?.schema ?? []),
    })),
  )
}

function* conditional(node: SchemaNode): Generator<Implication> {
  const condition = childOf(node, 'if')
  if (!condition) return
  yield implication(node, 'if', condition, {
    consequence: childOf(node, 'then'),
    otherwise: childOf(node, 'else'),
  })
}

function* dependents(node: SchemaNode): Generator<Implication> {
  for (const keyword of ['dependentSchemas', 'dependentRequired'] as const) {
    const held = keywordOf(node, keyword)
    if (!isObject(held)) continue
    for (const [key, value] of Object.entries(held)) {
      const name = `${keyword} ${JSON.stringify(key)}`
      const pointer = placeOf(node, keyword, key)
      const isPresent: Schema = { type: 'object', required: [key] }
      const condition = node.reading.invent(`${node.id} ${name}`, pointer, () => isPresent)
      const consequence = node.reading.invent(`${node.id} ${name} then`, pointer, () =>
        // Both forms were checked by the metaschema.
        Array.isArray(value) ? { required: value } : (value as Schema),
      )
      yield implication(node, name, condition, { consequence, otherwise: undefined })
    }
  }
}

function implication(
  node: SchemaNode,
  keyword: string,
  condition: SchemaNode,
  then: Pick<Implication, 'consequence' | 'otherwise'>,
): Implication {
  const name = `${node.id} ${keyword}`
  const negation = node.reading.invent(`${name} not`, node.pointer, () => ({
    not: condition.schema,
  }))
  return { name, condition, negation, ...then }
}
