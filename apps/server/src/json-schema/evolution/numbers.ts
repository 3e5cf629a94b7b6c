import { isWhole, type Facts } from './facts.ts'
import { numberOf } from './reading.ts'

/** An end of a range of numbers. */
export interface Bound {
  readonly at: number
  /** The number itself is outside. */
  readonly isOpen: boolean
}

export interface Bounds {
  readonly low: Bound
  readonly high: Bound
}

/** Between what a number of these facts is. */
export function boundsOf(facts: Facts): Bounds {
  const numbers = facts.values?.filter((value) => typeof value === 'number')
  if (numbers) {
    return {
      low: { at: Math.min(...numbers), isOpen: false },
      high: { at: Math.max(...numbers), isOpen: false },
    }
  }
  let low: Bound = { at: Number.NEGATIVE_INFINITY, isOpen: false }
  let high: Bound = { at: Number.POSITIVE_INFINITY, isOpen: false }
  for (const node of facts.nodes) {
    for (const [keyword, isOpen] of [
      ['minimum', false],
      ['exclusiveMinimum', true],
    ] as const) {
      const at = numberOf(node, keyword)
      if (at !== undefined && isHigher({ at, isOpen }, low)) low = { at, isOpen }
    }
    for (const [keyword, isOpen] of [
      ['maximum', false],
      ['exclusiveMaximum', true],
    ] as const) {
      const at = numberOf(node, keyword)
      if (at !== undefined && isLower({ at, isOpen }, high)) high = { at, isOpen }
    }
  }
  return isWhole(facts) ? { low: firstWhole(low), high: lastWhole(high) } : { low, high }
}

/** Whether a lower end asks for more. */
export function isHigher(one: Bound, other: Bound): boolean {
  return one.at > other.at || (one.at === other.at && one.isOpen && !other.isOpen)
}

/** Whether an upper end asks for more. */
export function isLower(one: Bound, other: Bound): boolean {
  return one.at < other.at || (one.at === other.at && one.isOpen && !other.isOpen)
}

/** Whether nothing is between the ends. */
export function isCrossed({ low, high }: Bounds): boolean {
  return low.at > high.at || (low.at === high.at && (low.isOpen || high.isOpen))
}

function firstWhole({ at, isOpen }: Bound): Bound {
  return { at: isOpen && Number.isInteger(at) ? at + 1 : Math.ceil(at), isOpen: false }
}

function lastWhole({ at, isOpen }: Bound): Bound {
  return { at: isOpen && Number.isInteger(at) ? at - 1 : Math.floor(at), isOpen: false }
}
