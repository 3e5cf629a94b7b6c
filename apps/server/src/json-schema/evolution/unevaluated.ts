import type { JsonObject } from '../json.ts'
import { keywordOf, placeOf, type SchemaNode } from './reading.ts'

/** Keywords by which what is evaluated depends on the value, or is everything. */
const shifting = [
  'anyOf',
  'oneOf',
  'if',
  'dependentSchemas',
  'additionalProperties',
  'unevaluatedProperties',
]

/**
 * What `unevaluatedProperties` says, as `additionalProperties` would say it beside all that the schema and
 * its conjuncts list. Nothing where that depends on the value.
 */
export function asAdditional(
  node: SchemaNode,
  conjuncts: readonly SchemaNode[],
): SchemaNode | undefined {
  const unevaluated = keywordOf(node, 'unevaluatedProperties')
  if (unevaluated === undefined) return undefined
  const isFixed = conjuncts.every((part) =>
    shifting.every((keyword) => {
      const isOwn = part === node && keyword === 'unevaluatedProperties'
      return isOwn || keywordOf(part, keyword) === undefined
    }),
  )
  if (!isFixed) return undefined
  const pointer = placeOf(node, 'unevaluatedProperties')
  return node.reading.invent(`${node.id} unevaluated`, pointer, () => ({
    properties: allowedUnder('properties', conjuncts),
    patternProperties: allowedUnder('patternProperties', conjuncts),
    additionalProperties: unevaluated,
  }))
}

function allowedUnder(keyword: string, conjuncts: readonly SchemaNode[]): JsonObject {
  const names = conjuncts.flatMap((part) => Object.keys(Object(keywordOf(part, keyword)) as object))
  return Object.fromEntries(names.map((name) => [name, true]))
}
