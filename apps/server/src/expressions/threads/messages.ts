import type { Expression, Item, Outcome } from '../expression.ts'
import type { ExpressionFault } from '../faults.ts'
import type { Place } from '../place.ts'

/** Something to be saved, and where in what is saved it stands. */
export type Part = Expression & { readonly pointer: string }

export interface CheckRequest {
  readonly kind: 'check'
  readonly place: Place
  readonly parts: readonly Part[]
}

export interface EvaluateRequest {
  readonly kind: 'evaluate'
  readonly place: Place
  /** JSON text: it is read faster than a cloned object, and holds nothing but data. */
  readonly context: string
  readonly items: readonly Item[]
}

export type Request = CheckRequest | EvaluateRequest

/** What a thread answers to each kind of request. */
export interface Answers {
  readonly check: readonly ExpressionFault[]
  readonly evaluate: readonly Outcome<unknown>[]
}

export type Answer = { readonly value: Answers[keyof Answers] } | { readonly fault: string }

/** Sent once, when the thread has loaded the engines and may be timed. */
export const readyMessage = 'ready'

/**
 * Shared memory in which a thread says what it is at: the number of the item, and of the leaf in it.
 * Whoever ends the thread knows by it which expression to blame.
 */
export function createProgress(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
}
