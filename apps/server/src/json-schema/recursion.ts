import { isObject, isSchema, type Schema } from './json.ts'

/** How often a schema evaluates a definition, in the worst case, for one value. */
interface Calls {
  /** On the value itself. */
  readonly here: number
  /** Along any one way down from it, if it is an object, or a list. */
  readonly inObject: number
  readonly inList: number
}

/**
 * Whether a definition that refers to itself does so at most once on every way down into the
 * value, as a tree does. Its work then grows with the value, and not with a power of its depth.
 */
export function recursLinearly(name: string, definition: Schema): boolean {
  return total(callsIn(definition, name)) <= 1
}

const none: Calls = { here: 0, inObject: 0, inList: 0 }

function callsIn(schema: unknown, name: string): Calls {
  if (!isObject(schema)) return none
  const all = Object.entries(schema).map(([keyword, value]) => callsBy(keyword, value, name))
  const calls = all.reduce(add, none)
  const { prefixItems, items } = schema
  // Of these two, and of the properties by name, only one looks at any one value.
  const tuple = Math.max(most(prefixItems, name), total(callsIn(items, name)))
  return { ...calls, inList: calls.inList + tuple }
}

function callsBy(keyword: string, value: unknown, name: string): Calls {
  switch (keyword) {
    case 'call':
      return value === name ? { ...none, here: 1 } : none
    case 'properties':
      return { ...none, inObject: most(value, name) }
    case 'patternProperties':
      return { ...none, inObject: total(sumOf(value, name)) }
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return { ...none, inObject: total(callsIn(value, name)) }
    case 'contains':
    case 'unevaluatedItems':
      return { ...none, inList: total(callsIn(value, name)) }
    case 'propertyNames':
    case 'not':
    case 'if':
    case 'then':
    case 'else':
      return callsIn(value, name)
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
    case 'dependentSchemas':
      return sumOf(value, name)
    default:
      return none
  }
}

function total({ here, inObject, inList }: Calls): number {
  return here + Math.max(inObject, inList)
}

function most(value: unknown, name: string): number {
  return Math.max(0, ...schemasIn(value).map((schema) => total(callsIn(schema, name))))
}

function sumOf(value: unknown, name: string): Calls {
  return schemasIn(value)
    .map((schema) => callsIn(schema, name))
    .reduce(add, none)
}

function add(one: Calls, other: Calls): Calls {
  return {
    here: one.here + other.here,
    inObject: one.inObject + other.inObject,
    inList: one.inList + other.inList,
  }
}

function schemasIn(value: unknown): Schema[] {
  return Object.values(Object(value)).filter(isSchema)
}
