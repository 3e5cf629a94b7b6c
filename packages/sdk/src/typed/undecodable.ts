/** What the payload converter makes of a payload that it cannot decode. */
const mark = 'temporal_registry_undecodable'

export function undecodable(reason: string): Readonly<Record<string, unknown>> {
  return { [mark]: reason }
}

/** The reason, if a value is one that could not be decoded. */
export function undecodableReason(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, mark)) return undefined
  const reason: unknown = Reflect.get(value, mark)
  return typeof reason === 'string' ? reason : undefined
}
