import { childrenOf, standsAlone, type Child } from './dialect.ts'
import type { Resource, SchemaDocument, Subschema } from './document.ts'
import { formats } from './formats.ts'
import { isObject, isSchema, setOwn, type JsonObject, type Schema } from './json.ts'
import { schemaLimits } from './limits.ts'
import type { Link, Links } from './references.ts'

/**
 * A document in the one plain form that is compiled: 2020-12 without identifiers, each
 * reference `call: <name>`, and no keyword that Ajv reads but the dialects do not have
 * (`$async`, `id`, `nullable`, formats named like object methods).
 */
export interface LoweredSchema {
  readonly root: Schema
  readonly definitions: ReadonlyMap<string, JsonObject>
  /** Whether it matters which properties and items a schema has looked at. */
  readonly tracksEvaluated: boolean
  /** Where each schema stood in the document; what stands for a keyword has no place of its own. */
  readonly origins: ReadonlyMap<JsonObject, Origin>
}

export interface Origin {
  readonly pointer: string
  /** Draft-07's list of items, which is `prefixItems` here, and its `additionalItems` `items`. */
  readonly isTuple: boolean
}

export class LoweredTooLarge extends Error {}

/** Which schema each dynamic anchor stands for, by the outermost resource passed so far. */
interface Scope {
  readonly key: string
  readonly anchors: ReadonlyMap<string, JsonObject>
}

interface Definition {
  readonly name: string
  readonly schema: Subschema
  readonly scope: Scope
}

export function lowerDocument(
  document: SchemaDocument,
  links: Links,
  { keepsFormats = true } = {},
): LoweredSchema {
  const { dialect, root, bySchema } = document
  const targets = new Set([...links.values()].flatMap((own) => [...own.values()].map(targetOf)))
  const names = new Map<string, string>()
  const waiting: Definition[] = []
  const definitions = new Map<string, JsonObject>()
  const origins = new Map<JsonObject, Origin>()
  let loweredCount = 0
  const tracksEvaluated = document.subschemas.some(({ schema }) => {
    return 'unevaluatedProperties' in schema || 'unevaluatedItems' in schema
  })

  const outside: Scope = { key: '', anchors: new Map() }
  const start = placeOf(root, outside, true)
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    definitions.set(next.name, lower(next.schema, next.scope))
  return { root: start, definitions, tracksEvaluated, origins }

  /** The schema for a place: inline, or a reference if the place is referred to. */
  function placeOf(schema: Schema, around: Scope, byReference = false): Schema {
    if (typeof schema === 'boolean') return schema
    const subschema = bySchema.get(schema)
    // Only a document that has faults lacks a place, and those are not lowered.
    if (!subschema) return true
    const scope = enter(around, subschema.resource)
    if (!byReference && !targets.has(subschema)) return lower(subschema, scope)

    const key = `${subschema.index}${scope.key}`
    const name = names.get(key) ?? `d${names.size}`
    if (!names.has(key)) waiting.push({ name, schema: subschema, scope })
    names.set(key, name)
    // Unions name their branches by it.
    return { call: name, ...(typeof schema['title'] === 'string' && { title: schema['title'] }) }
  }

  function follow({ target, dynamicAnchor }: Link, scope: Scope): Schema {
    if (typeof target === 'boolean') return target
    const outer = dynamicAnchor === undefined ? undefined : scope.anchors.get(dynamicAnchor)
    return placeOf(outer ?? target.schema, scope, true)
  }

  function lower(subschema: Subschema, scope: Scope): JsonObject {
    // Dynamic references can multiply a document: each scope has its own copy.
    loweredCount += 1
    if (loweredCount > schemaLimits.subschemaCount * 4) throw new LoweredTooLarge()

    const { schema } = subschema
    const out: JsonObject = {}
    const also: Schema[] = [...(links.get(subschema)?.values() ?? [])].map((link) =>
      follow(link, scope),
    )
    if (!standsAlone(schema, dialect)) {
      copyAssertions(schema, out)
      for (const child of childrenOf(schema, dialect)) {
        if (child.keyword === '$defs' || child.keyword === 'definitions') continue
        const lowered = placeOf(child.schema, scope)
        addChild({ out, also, isTuple: Array.isArray(schema['items']) }, child, lowered)
      }
      addDependentRequired(schema, out, also)
      // Ajv forgets what an `if` without `then` has evaluated.
      if (tracksEvaluated && isSchema(out['if']) && schema['then'] === undefined)
        also.push({ anyOf: [out['if'], true] })
    }
    const lowered = attach(out, also)
    origins.set(lowered, { pointer: subschema.pointer, isTuple: Array.isArray(schema['items']) })
    return lowered
  }

  function copyAssertions(schema: JsonObject, out: JsonObject): void {
    for (const [keyword, value] of Object.entries(schema))
      if (dialect.assertions.has(keyword)) out[keyword] = value
    if (!keepsFormats || !isKnownFormat(out['format'])) delete out['format']
    if (typeof schema['title'] === 'string') out['title'] = schema['title']
  }
}

function targetOf({ target }: Link): Subschema | boolean {
  return target
}

function enter(scope: Scope, resource: Resource): Scope {
  const fresh = [...resource.dynamicAnchors].filter(([name]) => !scope.anchors.has(name))
  if (fresh.length === 0) return scope
  const key = fresh.map(([name]) => `;${name}@${resource.index}`).join('')
  return { key: scope.key + key, anchors: new Map([...scope.anchors, ...fresh]) }
}

function isKnownFormat(format: unknown): boolean {
  return typeof format === 'string' && Object.hasOwn(formats, format)
}

interface Parts {
  readonly out: JsonObject
  /** Schemas that hold as well. */
  readonly also: Schema[]
  readonly isTuple: boolean
}

function addChild({ out, also, isTuple }: Parts, { keyword, key }: Child, lowered: Schema): void {
  if (key === undefined) {
    if (keyword === 'contentSchema') return
    if (keyword !== 'additionalItems') out[keyword] = lowered
    // Draft-07 ignores it beside an `items` that is no list.
    else if (isTuple) out['items'] = lowered
  } else if (keyword === 'dependencies') {
    also.push(whenPresent(key, lowered))
  } else if (key === '__proto__') {
    // Ajv skips this key.
    if (keyword === 'dependentSchemas') also.push(whenPresent(key, lowered))
    else mapIn(out, 'patternProperties')['^(?:__proto__)$'] = lowered
  } else if (keyword === 'items') {
    listIn(out, 'prefixItems').push(lowered)
  } else if (isMapOfSchemas(keyword)) {
    setOwn(mapIn(out, keyword), key, lowered)
  } else {
    listIn(out, keyword).push(lowered)
  }
}

function isMapOfSchemas(keyword: string): boolean {
  return ['properties', 'patternProperties', 'dependentSchemas'].includes(keyword)
}

/** The names that the presence of a property asks for, in either keyword. */
function addDependentRequired(schema: JsonObject, out: JsonObject, also: Schema[]): void {
  delete out['dependentRequired']
  for (const keyword of ['dependencies', 'dependentRequired'])
    for (const [key, required] of Object.entries(schema[keyword] ?? {})) {
      if (!Array.isArray(required)) continue
      if (key === '__proto__') also.push(whenPresent(key, { required }))
      else also.push({ dependentRequired: { [key]: required } })
    }
}

function whenPresent(key: string, then: Schema): Schema {
  // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's keyword
  return { if: { type: 'object', required: [key] }, then }
}

/** One reference may stay where it is; what more there is goes into `allOf`. */
function attach(out: JsonObject, also: readonly Schema[]): JsonObject {
  const [first, ...rest] = also
  const isCall = isObject(first) && first['call'] !== undefined
  for (const schema of isCall ? rest : also) listIn(out, 'allOf').push(schema)
  return isCall ? { ...first, ...out } : out
}

// Both read back only what this file has put there.
function mapIn(out: JsonObject, keyword: string): JsonObject {
  return (out[keyword] ??= {}) as JsonObject
}

function listIn(out: JsonObject, keyword: string): Schema[] {
  return (out[keyword] ??= []) as Schema[]
}
