import type { RulesAt } from './rules.ts'
import { normalised } from './normalised.ts'

/** An element of a list, and what it says as far as it counts. */
interface Element {
  readonly value: unknown
  readonly at: number
  /** Without the numbers that have a tolerance, which are beside it. */
  readonly likeness: number
  readonly numbers: readonly number[]
}

/**
 * Pairs the elements of two lists whatever their order: by what they say without the numbers that have a tolerance,
 * and among those that are alike then by these numbers. It takes no longer than sorting does.
 */
export function pairsOf(
  before: readonly unknown[],
  after: readonly unknown[],
  rules: RulesAt,
): readonly (readonly [Element | undefined, Element | undefined])[] {
  const old = alikeIn(before, rules)
  const fresh = alikeIn(after, rules)
  const pairs: [Element | undefined, Element | undefined][] = []
  const gone: Element[] = []
  const come: Element[] = []
  for (const likeness of new Set([...old.keys(), ...fresh.keys()])) {
    const one = old.get(likeness) ?? []
    const other = fresh.get(likeness) ?? []
    const both = Math.min(one.length, other.length)
    for (let at = 0; at < both; at++) pairs.push([one[at], other[at]])
    gone.push(...one.slice(both))
    come.push(...other.slice(both))
  }
  // What is like nothing on the other side is told as one that became another, as far as there are two.
  for (let at = 0; at < Math.max(gone.length, come.length); at++) pairs.push([gone[at], come[at]])
  return pairs
}

/** Elements by what they say, those that say the same in the order of their numbers. */
function alikeIn(list: readonly unknown[], rules: RulesAt): ReadonlyMap<number, Element[]> {
  const groups = new Map<number, Element[]>()
  for (const [at, value] of list.entries()) {
    const element = elementOf(value, at, rules)
    const group = groups.get(element.likeness)
    if (group) group.push(element)
    else groups.set(element.likeness, [element])
  }
  for (const group of groups.values()) if (group.length > 1) group.sort(byNumbers)
  return groups
}

function elementOf(value: unknown, at: number, rules: RulesAt): Element {
  const numbers: number[] = []
  const likeness = likenessOf(value, rules.below(String(at)), numbers)
  return { value, at, likeness, numbers }
}

/**
 * Equal for values that say the same as far as it counts, in whatever order their members are. That two are alike says
 * which are held against each other, not that they are equal: a digest of 53 bits will do, and texts would take longer.
 */
function likenessOf(value: unknown, rules: RulesAt, numbers: number[]): number {
  if (rules.isIgnored) return 0
  if (typeof value === 'number' && rules.tolerance) {
    numbers.push(value)
    return 1
  }
  if (typeof value === 'string') return digestOf(rules.isTextNormalised ? normalised(value) : value)
  if (typeof value !== 'object' || value === null) return digestOf(`=${String(value)}`)
  if (Array.isArray(value)) {
    const parts = value.map((one, at) => likenessOf(one, rules.below(String(at)), numbers))
    // A sum is the same in any order.
    return parts.reduce(
      (sum, part, at) => (sum + mixed(part, rules.isUnordered ? 2 : at + 3)) % span,
      2,
    )
  }
  let sum = 3
  for (const name of sortedNames(value)) {
    // As `Object.keys` names them.
    const member = (value as Record<string, unknown>)[name]
    sum = (sum + mixed(likenessOf(member, rules.below(name), numbers), digestOf(name))) % span
  }
  return sum
}

const span = Number.MAX_SAFE_INTEGER

function digestOf(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9dc5811c
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x5bd1e995) ^ (high >>> 15)
  }
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0)
}

function mixed(one: number, other: number): number {
  const low = Math.imul((one ^ (one / 0x100000000)) + Math.imul(other, 0x27d4eb2d), 0x85ebca6b)
  const high =
    Math.imul(one / 0x100000000 + (other ^ (other / 0x200000)), 0xc2b2ae35) ^ (low >>> 13)
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0)
}

/** Numbers are put aside in this order, so that those of two elements stand side by side. */
function sortedNames(value: object): readonly string[] {
  const names = Object.keys(value)
  const isSorted = names.every((name, at) => at === 0 || (names[at - 1] ?? '') < name)
  return isSorted ? names : names.toSorted()
}

function byNumbers(one: Element, other: Element): number {
  for (const [at, number] of one.numbers.entries()) {
    const difference = number - (other.numbers[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
