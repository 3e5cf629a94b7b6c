import { isObject, isSchema, type JsonObject, type Schema } from './json.ts'

/** Where a dialect keeps its subschemas, and which keywords it asserts with. */
export interface Dialect {
  readonly uri: string
  /** Keywords whose value is one schema. */
  readonly single: ReadonlySet<string>
  /** Keywords whose value is a list of schemas. */
  readonly list: ReadonlySet<string>
  /** Keywords whose value maps names to schemas. */
  readonly map: ReadonlySet<string>
  readonly assertions: ReadonlySet<string>
  /** Draft-07 reads nothing beside a `$ref`. */
  readonly refStandsAlone: boolean
}

const inBoth = {
  single: [
    'items',
    'contains',
    'additionalProperties',
    'propertyNames',
    'not',
    'if',
    'then',
    'else',
  ],
  list: ['allOf', 'anyOf', 'oneOf'],
  // `$defs` in draft-07 and `definitions` in 2020-12 hold schemas only by habit, but the
  // habit is strong; 2020-12 keeps `definitions` and `dependencies` for old schemas.
  map: ['properties', 'patternProperties', 'definitions', '$defs', 'dependencies'],
  assertions: [
    'type',
    'enum',
    'const',
    'multipleOf',
    'maximum',
    'exclusiveMaximum',
    'minimum',
    'exclusiveMinimum',
    'maxLength',
    'minLength',
    'pattern',
    'maxItems',
    'minItems',
    'uniqueItems',
    'maxProperties',
    'minProperties',
    'required',
    'format',
  ],
}

export const draft2020: Dialect = {
  uri: 'https://json-schema.org/draft/2020-12/schema',
  single: new Set([...inBoth.single, 'unevaluatedItems', 'unevaluatedProperties', 'contentSchema']),
  list: new Set([...inBoth.list, 'prefixItems']),
  map: new Set([...inBoth.map, 'dependentSchemas']),
  assertions: new Set([...inBoth.assertions, 'maxContains', 'minContains', 'dependentRequired']),
  refStandsAlone: false,
}

export const draft07: Dialect = {
  uri: 'http://json-schema.org/draft-07/schema',
  single: new Set([...inBoth.single, 'additionalItems']),
  list: new Set([...inBoth.list, 'items']),
  map: new Set(inBoth.map),
  assertions: new Set(inBoth.assertions),
  refStandsAlone: true,
}

/** The dialect a `$schema` names, 2020-12 when there is none, undefined when it is another. */
export function findDialect($schema: unknown): Dialect | undefined {
  if ($schema === undefined) return draft2020
  if (typeof $schema !== 'string') return undefined
  const name = $schema.replace(/^https?:/, '').replace(/#$/, '')
  return [draft2020, draft07].find((dialect) => dialect.uri.replace(/^https?:/, '') === name)
}

export interface Child {
  readonly keyword: string
  /** The name or index below the keyword; absent where the keyword holds the schema itself. */
  readonly key?: string
  readonly schema: Schema
}

/**
 * The schemas directly inside a schema. Only keyword positions count: a `$ref` below
 * `properties` is a property's name, one below `const` or `default` is data.
 */
export function childrenOf(schema: JsonObject, dialect: Dialect): Child[] {
  const children: Child[] = []
  const alone = standsAlone(schema, dialect)
  for (const [keyword, value] of Object.entries(schema)) {
    if (alone && keyword !== 'definitions' && keyword !== '$defs') continue
    if (dialect.single.has(keyword) && isSchema(value)) children.push({ keyword, schema: value })
    else if (dialect.list.has(keyword) && Array.isArray(value))
      children.push(...schemasIn(keyword, value))
    else if (dialect.map.has(keyword) && isObject(value))
      children.push(...schemasIn(keyword, value))
  }
  return children
}

/** Whether the schema is a draft-07 `$ref`, beside which nothing else counts. */
export function standsAlone(schema: JsonObject, dialect: Dialect): boolean {
  return dialect.refStandsAlone && typeof schema['$ref'] === 'string'
}

function schemasIn(keyword: string, values: object): Child[] {
  return Object.entries(values).flatMap(([key, schema]: [string, unknown]) =>
    isSchema(schema) ? [{ keyword, key, schema }] : [],
  )
}
