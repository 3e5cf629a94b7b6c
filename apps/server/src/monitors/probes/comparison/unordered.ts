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

/** Equal for values that say the same as far as it counts, in whatever order their members are. */
function likenessOf(value: unknown, rules: RulesAt, numbers: number[]): number {
  if (rules.isIgnored) return 0
  if (typeof value === 'number' && rules.tolerance) {
    numbers.push(value)
    return 1
  }
  if (typeof value === 'string') return digestOf(rules.isTextNormalised ? normalised(value) : value)
  if (typeof value !== 'object' || value === null) return digestOf(`=${String(value)}`)
  let sum = 2
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      const part = likenessOf(value[at], rules.below(String(at)), numbers)
      // A sum is the same in any order.
      sum = added(sum, mixed(part, rules.isUnordered ? 2 : at + 3))
    }
    return sum
  }
  for (const name of sortedNames(value)) {
    // As `Object.keys` names them.
    const member = (value as Record<string, unknown>)[name]
    sum = added(sum, mixed(likenessOf(member, rules.below(name), numbers), digestOf(name)))
  }
  return sum
}

/**
 * That two are alike says which are held against each other, not that they are equal: a digest of 52 bits will do, and
 * texts would take longer. Two of them can be added without a bit being lost.
 */
const span = 2 ** 52

function added(one: number, other: number): number {
  return (one + other) % span
}

function digestOf(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9dc5811c
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x5bd1e995)
  }
  return joined(high ^ (high >>> 15), low)
}

function mixed(one: number, other: number): number {
  const low = Math.imul((one | 0) + Math.imul(other | 0, 0x27d4eb2d), 0x85ebca6b)
  const high = Math.imul((one / 2 ** 32) | 0, 0xc2b2ae35) ^ ((other / 2 ** 32) | 0)
  return joined(high ^ (low >>> 13), low ^ (high >>> 7))
}

function joined(high: number, low: number): number {
  return (high & 0xfffff) * 2 ** 32 + (low >>> 0)
}

/** Numbers are put aside in this order, so that those of two elements stand side by side. */
function sortedNames(value: object): readonly string[] {
  const names = Object.keys(value)
  for (let at = 1; at < names.length; at++) {
    if ((names[at - 1] ?? '') > (names[at] ?? '')) return names.toSorted()
  }
  return names
}

function byNumbers(one: Element, other: Element): number {
  for (const [at, number] of one.numbers.entries()) {
    const difference = number - (other.numbers[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
