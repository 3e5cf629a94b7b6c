/** What of JSON Schema the patterns' schemas use. */
interface Schema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

/** A table with a row a member, those of members after their own; empty where there are none. */
export function inputTable(schema: object): string {
  const rows = rowsOf(schema, '')
  if (rows.length === 0) return ''
  return ['| member | is | default | |', '|---|---|---|---|', ...rows].join('\n')
}

function rowsOf({ properties = {}, required = [] }: Schema, at: string): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const fallback = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``
    const cells = [
      `\`${at}${name}\``,
      shapeOf(schema),
      required.includes(name) ? '**required**' : fallback,
      meaningOf(schema),
    ]
    const row = `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
    const inner = schema.items
      ? rowsOf(schema.items, `${at}${name}[].`)
      : rowsOf(schema, `${at}${name}.`)
    return [row, ...inner]
  })
}

/** A sentence or two: titles are written without a full stop. */
function meaningOf({ title, description }: Schema): string {
  if (!title || !description) return title ?? description ?? ''
  return `${title}. ${description}`
}

function shapeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (schema.type === 'boolean') return '`true` or `false`'
  return [nameOf(schema), boundsOf(schema)].filter(Boolean).join(', ')
}

function nameOf({ type = 'any JSON', format, items, anyOf }: Schema): string {
  if (anyOf) return anyOf.map(shapeOf).join(' or ')
  if (type === 'integer') return 'whole number'
  if (type === 'string') return format ?? 'text'
  if (type === 'array' && items && !items.properties) return `list of ${shapeOf(items)}`
  return type === 'array' ? 'list' : [type].flat().join(' or ')
}

function boundsOf(schema: Schema): string {
  return (
    range(schema.minimum, schema.maximum) ||
    range(schema.minLength, schema.maxLength, ' characters') ||
    range(schema.minItems, schema.maxItems, ' elements')
  )
}

function range(min: number | undefined, max: number | undefined, unit = ''): string {
  const [low, high] = [min, max].map((bound) => bound?.toLocaleString('en-US'))
  if (low !== undefined && high !== undefined) return `${low} to ${high}${unit}`
  if (low !== undefined) return `at least ${low}${unit}`
  return high === undefined ? '' : `at most ${high}${unit}`
}
