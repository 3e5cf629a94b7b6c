/** A JSON Schema as the registry answers it: an object whose members are looked at one by one. */
export type Schema = Readonly<Record<string, unknown>>

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Schemas in a list, such as that of `oneOf`; what is no schema is left out. */
export function schemasIn(value: unknown): readonly Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : []
}

/** Schemas by name, such as those of `properties`. */
export function namedSchemas(value: unknown): readonly (readonly [string, Schema])[] {
  if (!isSchema(value)) return []
  return Object.entries(value).flatMap(([name, one]) => (isSchema(one) ? [[name, one]] : []))
}

/** The schema that a local `$ref` points to, with what stands beside it; references elsewhere stay as they are. */
export function resolved(schema: Schema, root: Schema): Schema {
  const { $ref: ref, ...beside } = schema
  if (typeof ref !== 'string' || !ref.startsWith('#')) return schema
  let found: unknown = root
  for (const token of ref.slice(1).split('/').slice(1)) {
    const name = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
    found = isSchema(found) || Array.isArray(found) ? Reflect.get(found, name) : undefined
  }
  return isSchema(found) ? { ...found, ...beside } : schema
}
