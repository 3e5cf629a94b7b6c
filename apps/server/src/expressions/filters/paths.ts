/** Said in place of a value where there is none. */
export const missing = Symbol('missing')

/** A path that filters read, and its value for the event that is being matched. */
export interface ReadPath {
  readonly steps: readonly string[]
  epoch: number
  value: unknown
}

export function readPath(steps: readonly string[], from: unknown): unknown {
  let at = from
  for (const step of steps) {
    at = memberOf(at, step)
    if (at === missing) return missing
  }
  return at
}

/** The engine keeps to own members of plain objects and of maps as well. */
export function memberOf(value: unknown, name: string): unknown {
  if (value instanceof Map) return value.has(name) ? value.get(name) : missing
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return missing
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return missing
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : missing
}
