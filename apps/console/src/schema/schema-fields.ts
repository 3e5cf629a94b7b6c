import { isSchema, namedSchemas, resolved, schemasIn, type Schema } from './json-schema.ts'

/** A line of a schema as documentation. */
export interface SchemaField {
  /** Unique in the list. */
  readonly key: string
  /** How deeply it is nested; the line is indented by so much. */
  readonly depth: number
  readonly name: string
  /** `string`, `integer[]`, `one of "a", "b"`. */
  readonly type: string
  readonly isRequired: boolean
  readonly title: string
  readonly description: string
  /** What is asked of it, in words: `1 to 20`, `at most 100 characters`. */
  readonly limits: readonly string[]
}

/** Parts nested deeper are left out: the reader finds them in the schema itself, which is shown as well. */
const maxDepth = 6
const maxFields = 400

/** A schema as lines for people: what it takes, part by part. */
export function schemaFields(root: Schema): readonly SchemaField[] {
  const fields: SchemaField[] = []
  addParts(fields, root, { root, depth: 0, path: '', within: [] })
  return fields.slice(0, maxFields)
}

interface Place {
  readonly root: Schema
  readonly depth: number
  readonly path: string
  /** The schemas around this one, so that one that contains itself is not followed for ever. */
  readonly within: readonly unknown[]
}

function addParts(fields: SchemaField[], given: Schema, place: Place): void {
  const { root, depth, path, within } = place
  if (depth > maxDepth || fields.length > maxFields) return
  const schema = resolved(given, root)
  const identity = given['$ref'] ?? given
  if (within.includes(identity)) return
  const inner = { root, within: [...within, identity] }
  const required = Array.isArray(schema['required']) ? schema['required'] : []

  for (const [name, part] of namedSchemas(schema['properties'])) {
    const key = `${path}/${name}`
    fields.push(fieldOf(part, { key, depth, name, isRequired: required.includes(name), root }))
    addParts(fields, part, { ...inner, depth: depth + 1, path: key })
  }
  const { items, additionalProperties } = schema
  if (isSchema(items)) addParts(fields, items, { ...inner, depth, path: `${path}/[]` })
  if (isSchema(additionalProperties)) {
    const key = `${path}/*`
    const name = 'any other name'
    fields.push(fieldOf(additionalProperties, { key, depth, name, isRequired: false, root }))
    addParts(fields, additionalProperties, { ...inner, depth: depth + 1, path: key })
  }
  for (const part of schemasIn(schema['allOf'])) {
    addParts(fields, part, { ...inner, depth, path: `${path}/all` })
  }
  for (const [at, part] of [
    ...schemasIn(schema['oneOf']),
    ...schemasIn(schema['anyOf']),
  ].entries()) {
    const branch = resolved(part, root)
    if (!isSchema(branch['properties']) && !branch['oneOf'] && !branch['anyOf']) continue
    const key = `${path}/${at}`
    const name = textOf(branch['title']) || `either ${at + 1}`
    fields.push(fieldOf(part, { key, depth, name, isRequired: false, root }))
    addParts(fields, part, { ...inner, depth: depth + 1, path: key })
  }
}

function fieldOf(
  given: Schema,
  more: Pick<SchemaField, 'key' | 'depth' | 'name' | 'isRequired'> & { root: Schema },
): SchemaField {
  const { root, ...line } = more
  const schema = resolved(given, root)
  return {
    ...line,
    type: typeText(schema, root),
    title: textOf(schema['title']),
    description: textOf(schema['description']),
    limits: limitsOf(schema),
  }
}

/** The kind of values a schema takes, in a few words. */
export function typeText(given: Schema, root: Schema): string {
  const schema = resolved(given, root)
  const { type, items } = schema
  if ('const' in schema) return `always ${JSON.stringify(schema['const'])}`
  if (Array.isArray(schema['enum'])) {
    const words = schema['enum'].slice(0, 8).map((word) => JSON.stringify(word))
    return `one of ${words.join(', ')}${schema['enum'].length > 8 ? ', …' : ''}`
  }
  if (type === 'array') return isSchema(items) ? `${typeText(items, root)}[]` : 'array'
  const branches = [...schemasIn(schema['oneOf']), ...schemasIn(schema['anyOf'])]
  if (branches.length > 0) {
    return [...new Set(branches.map((branch) => typeText(branch, root)))].join(' or ')
  }
  if (Array.isArray(type)) return type.join(' or ')
  const format = textOf(schema['format'])
  if (typeof type === 'string') return format ? `${type}, ${format}` : type
  return isSchema(schema['properties']) ? 'object' : 'any value'
}

const bounds: readonly (readonly [string, string, string])[] = [
  ['minimum', 'maximum', ''],
  ['exclusiveMinimum', 'exclusiveMaximum', 'exclusive'],
  ['minLength', 'maxLength', 'characters'],
  ['minItems', 'maxItems', 'items'],
  ['minProperties', 'maxProperties', 'members'],
]

function limitsOf(schema: Schema): readonly string[] {
  const limits = bounds.flatMap(([low, high, unit]) => {
    const least = numberOf(schema[low])
    const most = numberOf(schema[high])
    if (least === undefined && most === undefined) return []
    const span =
      least === undefined
        ? `at most ${most}`
        : most === undefined
          ? `at least ${least}`
          : `${least} to ${most}`
    return [`${span} ${unit}`.trim()]
  })
  if (typeof schema['pattern'] === 'string') limits.push(`matches ${schema['pattern']}`)
  if (typeof schema['multipleOf'] === 'number') limits.push(`a multiple of ${schema['multipleOf']}`)
  if (schema['uniqueItems'] === true) limits.push('no two alike')
  if ('default' in schema) limits.push(`default ${JSON.stringify(schema['default'])}`)
  return limits
}

const numberOf = (value: unknown) =>
  typeof value === 'number' ? new Intl.NumberFormat('en').format(value) : undefined

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
