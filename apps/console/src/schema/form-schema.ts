import type { ProblemError } from '@temporal-registry/contract/problem'
import { isSchema, namedSchemas, resolved, type Schema } from './json-schema.ts'
import { typeText } from './schema-fields.ts'

/**
 * A schema as forms can be drawn from; what is checked is the schema itself, by the gateway. Three things are
 * written otherwise, because the form library would not draw them well:
 * lists with a shape for each place are written `prefixItems` today, and it knows the older way only;
 * a part that takes any value needs a member, or it is left out;
 * branches of a union without a title would be called «Option 1».
 */
export function formSchema(schema: Schema): Schema {
  return asDrawn(schema, schema) as Schema
}

function asDrawn(value: unknown, root: Schema): unknown {
  if (Array.isArray(value)) return value.map((one) => asDrawn(one, root))
  if (!isSchema(value)) return value
  const { $schema: _, prefixItems, items, ...rest } = value
  const drawn = Object.fromEntries(
    Object.entries(rest).map(([name, part]) => [name, drawnMember(name, part, root)]),
  )
  const places = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : undefined
  if (places === undefined) {
    return items === undefined ? drawn : { ...drawn, items: asDrawn(named(items, 'Value'), root) }
  }
  return {
    ...drawn,
    items: places.map((place) => ({ ...(asDrawn(place, root) as Schema), [placeMark]: true })),
    ...(prefixItems ? { additionalItems: asDrawn(items ?? true, root) } : {}),
  }
}

/** Marks the shape of one place of a list: such an item keeps its own name, where others are counted. */
export const placeMark = 'x-place'

function drawnMember(name: string, part: unknown, root: Schema): unknown {
  if (isData(name)) return part
  if (name === 'properties' && isSchema(part)) {
    return Object.fromEntries(
      Object.entries(part).map(([key, one]) => [key, asDrawn(named(one, key), root)]),
    )
  }
  if ((name === 'anyOf' || name === 'oneOf') && Array.isArray(part)) {
    return part.map((branch) => asDrawn(withTitle(branch, root), root))
  }
  return asDrawn(part, root)
}

/** A shape that says nothing, with a title. */
const named = (part: unknown, title: string): unknown =>
  part === true || (isSchema(part) && Object.keys(part).length === 0) ? { title } : part

function withTitle(branch: unknown, root: Schema): unknown {
  if (!isSchema(branch)) return branch
  const { title, const: only, properties } = resolved(branch, root)
  if (title !== undefined || only !== undefined) return branch
  const names = namedSchemas(properties).map(([name]) => name)
  return {
    ...branch,
    title: names.length > 0 ? `with ${names.join(', ')}` : typeText(branch, root),
  }
}

/** Whether a schema says nothing of what kind its values are: any JSON fits, and is written as such. */
export function takesAnyValue(schema: Schema): boolean {
  return !kindMembers.some((name) => schema[name] !== undefined)
}

const kindMembers = [
  ...['type', 'properties', 'additionalProperties', 'patternProperties', 'items', 'prefixItems'],
  ...['enum', 'const', 'anyOf', 'oneOf', 'allOf', '$ref'],
]

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
    // The one field of such a part tells what is wrong anywhere in its value.
    if (at && takesAnyValue(at)) return true
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

/** Faults in a part of such a tree, with pointers into that part. */
export function faultsIn(tree: FaultTree, under = ''): readonly ProblemError[] {
  const { __errors: here = [], ...parts } = tree
  return [
    ...here.map((detail) => ({ pointer: under, detail })),
    ...Object.entries(parts).flatMap(([token, part]) =>
      // Only `__errors` is a list.
      part === undefined ? [] : faultsIn(part as FaultTree, `${under}/${pointerToken(token)}`),
    ),
  ]
}

const pointerToken = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

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
