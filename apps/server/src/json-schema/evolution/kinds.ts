import { asList, isObject } from '../json.ts'

/** Kinds of values as bits. `integer` and `fraction` are numbers that are whole, and those that are not. */
export const kind = {
  null: 1,
  boolean: 2,
  integer: 4,
  fraction: 8,
  string: 16,
  array: 32,
  object: 64,
} as const

export const everyKind = 127
export const numberKinds = kind.integer | kind.fraction

const kindsByType: Readonly<Record<string, number>> = { ...kind, number: numberKinds }

/** The kinds that a `type` allows. */
export function kindsOf(type: unknown): number {
  if (type === undefined) return everyKind
  return asList(type).reduce<number>((kinds, name) => kinds | (kindsByType[String(name)] ?? 0), 0)
}

export function kindOf(value: unknown): number {
  if (value === null) return kind.null
  if (Array.isArray(value)) return kind.array
  if (isObject(value)) return kind.object
  if (typeof value === 'number') return Number.isInteger(value) ? kind.integer : kind.fraction
  return typeof value === 'string' ? kind.string : kind.boolean
}

/** Each of the kinds by itself. */
export function singleKinds(kinds: number): number[] {
  return Object.values(kind).filter((one) => (kinds & one) !== 0)
}

/** The kinds in the words of `type`. */
export function namesOfKinds(kinds: number): string {
  if (kinds === everyKind) return 'any'
  const names = Object.entries(kind)
    .filter(([name, one]) => {
      if (name === 'integer') return (kinds & numberKinds) === kind.integer
      return (kinds & one) !== 0
    })
    .map(([name]) => (name === 'fraction' ? 'number' : name))
  return names.join(' or ') || 'nothing'
}
