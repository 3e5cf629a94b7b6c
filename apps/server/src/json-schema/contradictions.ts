import { childrenOf, standsAlone, type Dialect } from './dialect.ts'
import type { SchemaDocument } from './document.ts'
import type { SchemaFault } from './faults.ts'
import { isNever, isObject, pointTo, type JsonObject, type Schema } from './json.ts'
import { preview } from './preview.ts'
import type { Patterns } from './regexp.ts'

type Rule = (schema: JsonObject, dialect: Dialect, patterns: Patterns) => Iterable<Contradiction>

interface Contradiction {
  /** Tokens below the schema. */
  readonly at: readonly (string | number)[]
  readonly detail: string
}

/**
 * Finds keywords that cannot hold together, whatever the value.
 *
 * A schema that allows nothing is sense for a property that may be absent, the items of an
 * empty list or one branch of several. Only where it bars every value it is a contradiction.
 */
export function findContradictions(document: SchemaDocument, patterns: Patterns): SchemaFault[] {
  const { root, dialect } = document
  const faults: SchemaFault[] = isNever(root) ? [{ pointer: neverAt(root), detail: never }] : []
  for (const { schema, pointer } of document.subschemas) {
    if (standsAlone(schema, dialect)) continue
    for (const rule of rules)
      for (const { at, detail } of rule(schema, dialect, patterns))
        faults.push({ pointer: pointTo(pointer, ...at), detail })
  }
  return faults
}

const never = 'no value can satisfy this schema: say what is allowed instead'

function neverAt(schema: Schema): string {
  return schema === false ? '' : '/not'
}

const boundPairs = [
  { low: 'minimum', high: 'maximum' },
  { low: 'exclusiveMinimum', high: 'maximum', meetingIsTooMuch: true },
  { low: 'minimum', high: 'exclusiveMaximum', meetingIsTooMuch: true },
  { low: 'exclusiveMinimum', high: 'exclusiveMaximum', meetingIsTooMuch: true },
  { low: 'minLength', high: 'maxLength' },
  { low: 'minItems', high: 'maxItems' },
  { low: 'minProperties', high: 'maxProperties' },
  { low: 'minContains', high: 'maxContains' },
]

const rules: readonly Rule[] = [
  function* crossedBounds(schema, dialect) {
    for (const { low, high, meetingIsTooMuch } of boundPairs) {
      const [least, most] = [schema[low], schema[high]]
      if (typeof least !== 'number' || typeof most !== 'number') continue
      if (!dialect.assertions.has(low)) continue
      if (least > most || (meetingIsTooMuch && least === most)) {
        const detail = `${low} ${least} and ${high} ${most} leave nothing between them: correct them`
        yield { at: [low], detail }
      }
    }
  },

  function* emptyEnum({ enum: values }) {
    if (Array.isArray(values) && values.length === 0)
      yield { at: ['enum'], detail: 'enum allows no value: list the allowed ones, or remove it' }
  },

  function* valuesOfOtherTypes({ type, enum: values, const: only, ...rest }) {
    const types = [type].flat().filter((name) => typeof name === 'string')
    if (types.length === 0) return
    // OpenAPI 3.0's way of adding null to the type.
    if (rest['nullable'] === true) types.push('null')
    const fits = (value: unknown) => types.some((name) => isOfType(value, name))
    const wanted = `type ${types.join(' or ')}`
    if (Array.isArray(values) && values.length > 0 && !values.some(fits))
      yield { at: ['enum'], detail: `no value of enum is of ${wanted}: correct one or the other` }
    if (only !== undefined && !fits(only))
      yield { at: ['const'], detail: `const is not of ${wanted}: correct one or the other` }
  },

  function* forbiddenRequired({ required, properties }) {
    for (const [index, name] of namesIn(required)) {
      const own = isObject(properties) && Object.hasOwn(properties, name)
      if (own && isNever(properties[name])) {
        const detail = `${preview(name)} is required, but its schema allows no value: drop one of the two`
        yield { at: ['required', index], detail }
      }
    }
  },

  function* unlistedRequired(schema, _dialect, patterns) {
    const { required, properties, patternProperties } = schema
    // Beside a reference or `allOf` the author may think of a property that is listed there.
    if (!isNever(schema['additionalProperties'])) return
    if (['$ref', '$dynamicRef', '$recursiveRef', 'allOf'].some((keyword) => keyword in schema))
      return
    for (const [index, name] of namesIn(required)) {
      if (isObject(properties) && Object.hasOwn(properties, name)) continue
      // A pattern that could not be compiled is a fault of its own.
      const matches = (pattern: string) => patterns.get(pattern)?.test(name) ?? true
      if (Object.keys(patternProperties ?? {}).some(matches)) continue
      const detail = `${preview(name)} is required, but additionalProperties forbids it: list it in properties`
      yield { at: ['required', index], detail }
    }
  },

  function* deadBranches(schema, dialect) {
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const branches = childrenOf(schema, dialect).filter((child) => child.keyword === keyword)
      const dead = branches.filter((child) => isNever(child.schema))
      const [first] = dead
      if (first?.key !== undefined && (keyword === 'allOf' || dead.length === branches.length))
        yield { at: [keyword, first.key], detail: never }
    }
  },
]

function namesIn(required: unknown): [number, string][] {
  if (!Array.isArray(required)) return []
  return [...required.entries()].filter((entry): entry is [number, string] => {
    return typeof entry[1] === 'string'
  })
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}
