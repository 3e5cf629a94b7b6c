import { findDialect } from '../dialect.ts'
import { openDocument } from '../document.ts'
import { UnusableSchema } from '../faults.ts'
import { isObject, isSchema, pointTo, type JsonObject, type Schema } from '../json.ts'
import { readSchema } from '../limits.ts'
import { lowerDocument, type LoweredSchema } from '../lower.ts'
import { compilePatterns } from '../patterns.ts'
import { linkReferences } from '../references.ts'
import type { Patterns } from '../regexp.ts'

/** A schema as the comparison walks it: of one of the two documents, known by its number. */
export interface SchemaNode {
  readonly id: number
  /** Lowered: both dialects read alike. */
  readonly schema: Schema
  /** Its place in the document as it was written. */
  readonly pointer: string
  readonly reading: Reading
}

/** One of the two documents. */
export interface Reading {
  readonly root: SchemaNode
  readonly patterns: Patterns
  /** The node of a lowered schema; `fallback` gives the pointer of one that has no place of its own. */
  nodeOf(schema: Schema, fallback: () => string): SchemaNode
  /** A node that stands for something no author wrote, made once a name. */
  invent(name: string, pointer: string, make: () => Schema): SchemaNode
  definition(name: string): SchemaNode | undefined
  isInvented(node: SchemaNode): boolean
  isTuple(schema: JsonObject): boolean
}

/** Reads documents whose nodes share one numbering. */
export function createReader(): (input: unknown) => Reading {
  let count = 0
  return (input) => readDocument(input, () => count++)
}

/** @throws UnusableSchema for what `findSchemaFaults` would have refused. */
function readDocument(input: unknown, nextId: () => number): Reading {
  const read = readSchema(input)
  if ('fault' in read) throw new UnusableSchema([read.fault])
  const { schema } = read
  const dialect = findDialect(isObject(schema) ? schema['$schema'] : undefined)
  if (!dialect)
    throw new UnusableSchema([{ pointer: '/$schema', detail: '$schema names no known dialect' }])
  const document = openDocument(schema, dialect)
  const links = linkReferences(document)
  const { patterns, faults } = compilePatterns(document)
  const harmful = [...document.faults, ...faults]
  if (harmful.length > 0) throw new UnusableSchema(harmful)
  return readingOf(lowerDocument(document, links), patterns, nextId)
}

function readingOf(lowered: LoweredSchema, patterns: Patterns, nextId: () => number): Reading {
  const nodes = new Map<JsonObject, SchemaNode>()
  const invented = new Map<string, SchemaNode>()
  const inventions = new Set<SchemaNode>()
  const reading: Reading = {
    get root() {
      return nodeOf(lowered.root, () => '')
    },
    patterns,
    nodeOf,
    invent(name, pointer, make) {
      const node = invented.get(name) ?? nodeOf(make(), () => pointer)
      invented.set(name, node)
      inventions.add(node)
      return node
    },
    definition(name) {
      const schema = lowered.definitions.get(name)
      return schema && nodeOf(schema, () => '')
    },
    isInvented: (node) => inventions.has(node),
    isTuple: (schema) => lowered.origins.get(schema)?.isTuple ?? false,
  }

  const always = makeNode(true, '')
  return reading

  function nodeOf(schema: Schema, fallback: () => string): SchemaNode {
    if (schema === true) return always
    if (schema === false) return makeNode(false, fallback())
    const known = nodes.get(schema)
    if (known) return known
    const node = makeNode(schema, lowered.origins.get(schema)?.pointer ?? fallback())
    nodes.set(schema, node)
    return node
  }

  function makeNode(schema: Schema, pointer: string): SchemaNode {
    return { id: nextId(), schema, pointer, reading }
  }
}

/** What a keyword says; nothing where there is none, or a boolean schema. */
export function keywordOf({ schema }: SchemaNode, keyword: string): unknown {
  return isObject(schema) ? schema[keyword] : undefined
}

export function numberOf(node: SchemaNode, keyword: string): number | undefined {
  const value = keywordOf(node, keyword)
  return typeof value === 'number' ? value : undefined
}

/** The names of the keywords that draft-07 spells otherwise. */
const tupleSpelling: Readonly<Record<string, string>> = {
  prefixItems: 'items',
  items: 'additionalItems',
}

/** Where a keyword stands in the document as it was written. */
export function placeOf(node: SchemaNode, keyword: string, ...tokens: (string | number)[]): string {
  const { schema, pointer, reading } = node
  if (reading.isInvented(node)) return pointer
  const isTuple = isObject(schema) && reading.isTuple(schema)
  return pointTo(pointer, (isTuple && tupleSpelling[keyword]) || keyword, ...tokens)
}

/** The schema below a keyword. */
export function childOf(node: SchemaNode, keyword: string): SchemaNode | undefined {
  const value = keywordOf(node, keyword)
  return isSchema(value) ? node.reading.nodeOf(value, () => placeOf(node, keyword)) : undefined
}

/** The schemas in the list or map below a keyword, by their index or name. */
export function childrenOf(node: SchemaNode, keyword: string): readonly [string, SchemaNode][] {
  const held = keywordOf(node, keyword)
  if (typeof held !== 'object' || held === null) return []
  return Object.entries(held).map(([key, schema]: [string, Schema]) => [
    key,
    // What lowering has put into `allOf` stood in the schema itself.
    node.reading.nodeOf(schema, () =>
      keyword === 'allOf' ? node.pointer : placeOf(node, keyword, key),
    ),
  ])
}

export function childNamed(
  node: SchemaNode,
  keyword: string,
  name: string,
): SchemaNode | undefined {
  const held = keywordOf(node, keyword)
  if (!isObject(held) || !Object.hasOwn(held, name)) return undefined
  const schema = held[name]
  return isSchema(schema)
    ? node.reading.nodeOf(schema, () => placeOf(node, keyword, name))
    : undefined
}
