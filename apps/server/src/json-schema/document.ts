import { childrenOf, standsAlone, type Dialect } from './dialect.ts'
import { equalityKey } from './equality.ts'
import type { SchemaFault } from './faults.ts'
import { pointTo, type JsonObject, type Schema } from './json.ts'
import { schemaLimits } from './limits.ts'
import { shorten } from './preview.ts'

/** A schema that has a URI of its own (the document, or an embedded `$id`). */
export interface Resource {
  readonly uri: string
  readonly index: number
  readonly schema: JsonObject
  readonly pointer: string
  readonly anchors: Map<string, JsonObject>
  readonly dynamicAnchors: Map<string, JsonObject>
}

/** An object schema and its place. Booleans need none: nothing below them can be wrong. */
export interface Subschema {
  readonly index: number
  readonly schema: JsonObject
  readonly pointer: string
  readonly resource: Resource
  readonly level: number
}

/** A schema document whose subschemas are known by their place, not by their looks. */
export interface SchemaDocument {
  readonly dialect: Dialect
  readonly root: Schema
  /** Every known subschema; grows while references are followed to places of their own. */
  readonly subschemas: Subschema[]
  /** Where walks began: the root, and places that only a reference makes schemas. */
  readonly entries: Subschema[]
  readonly bySchema: Map<JsonObject, Subschema>
  readonly resources: Map<string, Resource>
  readonly faults: SchemaFault[]
}

/** Relative `$id`s need a base; `.invalid` can be nobody's. */
const defaultBase = 'https://schema.invalid/'

export function openDocument(root: Schema, dialect: Dialect): SchemaDocument {
  const document: SchemaDocument = {
    dialect,
    root,
    subschemas: [],
    entries: [],
    bySchema: new Map(),
    resources: new Map(),
    faults: [],
  }
  if (typeof root !== 'boolean') walkInto(document, root, '', undefined)
  return document
}

/** Adds a schema and all that it holds to the document. */
export function walkInto(
  document: SchemaDocument,
  schema: JsonObject,
  pointer: string,
  resource: Resource | undefined,
): void {
  const stack = [{ schema, pointer, resource, level: 1 }]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (document.bySchema.has(next.schema)) continue
    if (next.level > schemaLimits.depthLevels) {
      const detail = `schemas are nested more than ${schemaLimits.depthLevels} deep: use $defs and $ref`
      document.faults.push({ pointer: next.pointer, detail })
      return
    }
    if (document.subschemas.length >= schemaLimits.subschemaCount) {
      const detail = `there are more than ${schemaLimits.subschemaCount} subschemas: describe less`
      document.faults.push({ pointer: '', detail })
      return
    }

    const index = document.subschemas.length
    const place = { ...next, index, resource: resourceOf(document, next) }
    if (next.level === 1) document.entries.push(place)
    document.subschemas.push(place)
    document.bySchema.set(next.schema, place)
    // Reversed, so that the stack hands them out in the order of the text.
    for (const child of childrenOf(next.schema, document.dialect).toReversed()) {
      if (typeof child.schema === 'boolean') continue
      const tokens = child.key === undefined ? [child.keyword] : [child.keyword, child.key]
      stack.push({
        schema: child.schema,
        pointer: pointTo(next.pointer, ...tokens),
        resource: place.resource,
        level: next.level + 1,
      })
    }
  }
}

export function resolveUri(reference: string, base: string): string | undefined {
  return URL.parse(reference, base)?.href
}

interface Arrival {
  readonly schema: JsonObject
  readonly pointer: string
  readonly resource: Resource | undefined
}

/** The resource a schema belongs to: a new one if it has an `$id`. Notes its anchors. */
function resourceOf(document: SchemaDocument, { schema, pointer, resource }: Arrival): Resource {
  const alone = standsAlone(schema, document.dialect)
  const { $id, $anchor, $dynamicAnchor } = alone ? {} : schema
  const [path = '', fragment = ''] = typeof $id === 'string' ? $id.split('#') : []

  let own = resource
  if (own === undefined || path !== '') {
    const base = resource?.uri ?? defaultBase
    const uri = resolveUri(path, base)
    if (uri === undefined)
      fault(document, pointer, '$id', `"${shorten(path)}" is not a URI reference`)
    own = addResource(document, { schema, pointer, uri: uri ?? base })
  }
  // Only draft-07 names a place by the fragment of its `$id`.
  const anchor = document.dialect.refStandsAlone ? fragment : $anchor
  if (typeof anchor === 'string' && anchor !== '') own.anchors.set(anchor, schema)
  if (typeof $dynamicAnchor === 'string' && !document.dialect.refStandsAlone) {
    own.anchors.set($dynamicAnchor, schema)
    own.dynamicAnchors.set($dynamicAnchor, schema)
  }
  return own
}

function addResource(
  document: SchemaDocument,
  { schema, pointer, uri }: { schema: JsonObject; pointer: string; uri: string },
): Resource {
  const index = document.subschemas.length
  const resource: Resource = {
    uri,
    index,
    schema,
    pointer,
    anchors: new Map(),
    dynamicAnchors: new Map(),
  }
  const earlier = document.resources.get(uri)
  if (earlier === undefined) document.resources.set(uri, resource)
  // TypeBox writes a recursive type out wherever it is used, each time with its `$id`.
  else if (equalityKey(earlier.schema) !== equalityKey(schema))
    fault(
      document,
      pointer,
      '$id',
      `another schema, at "${shorten(earlier.pointer)}", has this $id too`,
    )
  return resource
}

function fault(document: SchemaDocument, pointer: string, keyword: string, detail: string): void {
  document.faults.push({ pointer: pointTo(pointer, keyword), detail })
}
