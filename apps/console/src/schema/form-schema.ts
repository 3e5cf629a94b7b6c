import type { ProblemError } from '@temporal-registry/contract/problem'
import { isSchema, namedSchemas, resolved, type Schema } from './json-schema.ts'

/**
 * A schema as forms can be drawn from: lists with a shape for each place are written `prefixItems` today, and
 * the form library knows the older way only. What is checked is the schema itself, by the gateway.
 */
export function formSchema(schema: Schema): Schema {
  return asDrawn(schema) as Schema
}

function asDrawn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asDrawn)
  if (!isSchema(value)) return value
  const { $schema: _, prefixItems, items, ...rest } = value
  const drawn = Object.fromEntries(
    Object.entries(rest).map(([name, part]) => [name, isData(name) ? part : asDrawn(part)]),
  )
  if (!Array.isArray(prefixItems)) {
    return items === undefined ? drawn : { ...drawn, items: asDrawn(items) }
  }
  return { ...drawn, items: prefixItems.map(asDrawn), additionalItems: asDrawn(items ?? true) }
}

/** Members whose values are values, not schemas. */
const isData = (name: string) => ['default', 'const', 'enum', 'examples', 'required'].includes(name)

/** The tokens of an RFC 6901 pointer. */
export function pointerTokens(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Whether a form drawn from the schema has a field at this place, for this value. */
export function hasField(schema: Schema, tokens: readonly string[]): boolean {
  let at: Schema | undefined = resolved(schema, schema)
  for (const token of tokens) {
    at = at && partOf(at, token)
    at = at && resolved(at, schema)
  }
  return at !== undefined
}

function partOf(schema: Schema, token: string): Schema | undefined {
  const named = namedSchemas(schema['properties']).find(([name]) => name === token)
  if (named) return named[1]
  const { items } = schema
  if (/^\d+$/.test(token)) {
    if (isSchema(items)) return items
    const place: unknown = Array.isArray(items) ? items[Number(token)] : undefined
    if (isSchema(place)) return place
  }
  return isSchema(schema['additionalProperties']) ? schema['additionalProperties'] : undefined
}

/** Faults by the places they are at, as the form library wants them. */
export interface FaultTree {
  __errors?: string[]
  [name: string]: FaultTree | string[] | undefined
}

/** Puts faults where their fields are; `under` is what pointers begin with. */
export function faultTree(errors: readonly ProblemError[], under: string): FaultTree {
  const tree: FaultTree = {}
  for (const { pointer, detail } of errors) {
    let at = tree
    for (const token of pointerTokens(pointer.slice(under.length))) {
      // Only `__errors` is a list, and no token is called that.
      const next = (at[token] ??= {}) as FaultTree
      at = next
    }
    at.__errors = [...(at.__errors ?? []), detail]
  }
  return tree
}
