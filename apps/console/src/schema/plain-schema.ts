import { isSchema, namedSchemas, type Schema } from './json-schema.ts'

/**
 * A schema of the contract as people fill it in: its parts are called by their names in words, in place of the
 * names of shapes.
 */
export function plainSchema(schema: Schema): Schema {
  // What TypeBox keeps beside JSON Schema is left behind.
  return plain(JSON.parse(JSON.stringify(schema)) as Schema)
}

function plain(given: Schema, title?: string): Schema {
  const { title: _, ...schema } = given
  const parts = namedSchemas(schema['properties'])
  const { items, additionalProperties, anyOf } = schema
  return {
    ...schema,
    ...(title === undefined ? {} : { title }),
    ...(schema['properties']
      ? {
          properties: Object.fromEntries(
            parts.map(([name, part]) => [name, plain(part, wordsOf(name))]),
          ),
        }
      : {}),
    ...(isSchema(items) ? { items: plain(items) } : {}),
    ...(isSchema(additionalProperties)
      ? { additionalProperties: plain(additionalProperties) }
      : {}),
    ...(Array.isArray(anyOf)
      ? {
          anyOf: anyOf.filter(isSchema).map((branch, at) => plain(branch, branchTitle(branch, at))),
        }
      : {}),
  }
}

const branchTitle = ({ title, type }: Schema, at: number) =>
  typeof title === 'string'
    ? wordsOf(title.replaceAll(/(?<!^)([A-Z])/g, '_$1').toLowerCase())
    : typeof type === 'string'
      ? wordsOf(type)
      : `Way ${at + 1}`

/** `timeout_seconds`: «Timeout seconds»; `url_secret`: «URL secret». */
export function wordsOf(name: string): string {
  const words = name
    .split('_')
    .map((word) => (abbreviations.has(word) ? word.toUpperCase() : word))
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const abbreviations = new Set(['html', 'http', 'id', 'json', 'sql', 'tcp', 'tls', 'url'])
