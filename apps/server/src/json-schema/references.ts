import {
  resolveUri,
  walkInto,
  type Resource,
  type SchemaDocument,
  type Subschema,
} from './document.ts'
import { isSchema, pointTo, unescapeToken, type JsonObject } from './json.ts'
import { shorten } from './preview.ts'

/** Where a reference leads. */
export interface Link {
  readonly target: Subschema | boolean
  /** The name by which an outer schema may supply another target (`$dynamicRef`). */
  readonly dynamicAnchor?: string
}

export type Links = ReadonlyMap<Subschema, ReadonlyMap<string, Link>>

/**
 * Follows every reference inside the document. Those that lead nowhere, or outside, become
 * faults of the document: nothing is ever fetched.
 */
export function linkReferences(document: SchemaDocument): Links {
  const links = new Map<Subschema, Map<string, Link>>()
  // The list grows: a reference may lead to a place that holds schemas only by its being
  // referred to, such as OpenAPI's `#/components/schemas/…`.
  for (const from of document.subschemas) {
    const own = new Map<string, Link>()
    for (const keyword of referenceKeywords(document)) {
      const reference = from.schema[keyword]
      if (typeof reference !== 'string') continue
      const found = resolve(document, from, reference)
      if (typeof found === 'string')
        document.faults.push({ pointer: pointTo(from.pointer, keyword), detail: found })
      else if (keyword === '$dynamicRef') own.set(keyword, asDynamic(found, reference))
      else own.set(keyword, found)
    }
    if (own.size > 0) links.set(from, own)
  }
  return links
}

function referenceKeywords(document: SchemaDocument): string[] {
  return document.dialect.refStandsAlone ? ['$ref'] : ['$ref', '$dynamicRef', '$recursiveRef']
}

/** The link, or a sentence on why there is none. */
function resolve(document: SchemaDocument, from: Subschema, reference: string): Link | string {
  const cut = reference.indexOf('#')
  const path = cut < 0 ? reference : reference.slice(0, cut)
  const fragment = cut < 0 ? '' : decode(reference.slice(cut + 1))

  const resource = path === '' ? from.resource : findResource(document, path, from.resource)
  if (!resource)
    return (
      `"${shorten(reference)}" is outside this document and nothing is fetched: ` +
      'put that schema, with its $id, under $defs'
    )
  if (fragment === '') return linkTo(document, resource.schema)
  if (fragment.startsWith('/')) return followPointer(document, resource, reference, fragment)

  const anchored = resource.anchors.get(fragment)
  return anchored ? linkTo(document, anchored) : pointsNowhere(reference)
}

function findResource(
  document: SchemaDocument,
  path: string,
  base: Resource,
): Resource | undefined {
  const uri = resolveUri(path, base.uri)
  return uri === undefined ? undefined : document.resources.get(uri)
}

function followPointer(
  document: SchemaDocument,
  start: Resource,
  reference: string,
  fragment: string,
): Link | string {
  let value: unknown = start.schema
  let { pointer } = start
  let resource = start
  for (const token of fragment.split('/').slice(1).map(unescapeToken)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token))
      return pointsNowhere(reference)
    // The own key was just seen to exist.
    value = (value as JsonObject)[token]
    pointer = pointTo(pointer, token)
    resource = document.bySchema.get(value as JsonObject)?.resource ?? resource
  }
  if (!isSchema(value)) return `"${shorten(reference)}" points at something that is not a schema`
  if (typeof value === 'boolean') return { target: value }
  walkInto(document, value, pointer, resource)
  return linkTo(document, value)
}

function linkTo(document: SchemaDocument, schema: JsonObject): Link {
  // A schema that a limit kept out of the walk is not there; the limit is a fault already.
  return { target: document.bySchema.get(schema) ?? true }
}

function asDynamic({ target }: Link, reference: string): Link {
  const name = decode(reference.slice(reference.indexOf('#') + 1))
  const isDynamic = typeof target !== 'boolean' && target.schema['$dynamicAnchor'] === name
  return isDynamic ? { target, dynamicAnchor: name } : { target }
}

function pointsNowhere(reference: string): string {
  return `"${shorten(reference)}" points at nothing in this document: define it, or correct it`
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    // A name with a bare "%": taken as it is written.
    return fragment
  }
}
