import type { Explanation, Expression, Outcome } from '../expression.ts'
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
  readonly items: readonly (Expression & { readonly own: string | undefined })[]
}

export interface ExplainRequest {
  readonly kind: 'explain'
  readonly place: Place
  readonly context: string
  readonly cel: string
}

/** What a thread does not know yet of a set of filters. */
export interface LoadRequest {
  readonly kind: 'load'
  readonly place: Place
  readonly setId: number
  readonly changes: readonly { readonly slot: number; readonly source: string | undefined }[]
  /** Of the set, that the thread has reached with these changes. */
  readonly version: number
}

export interface MatchRequest {
  readonly kind: 'match'
  readonly setId: number
  readonly context: string
  readonly firstSlot: number
  /** Those to be judged, in order; absent: all. */
  readonly slots?: Uint32Array | undefined
  /** Shared memory for the verdict of each slot: it outlives the thread. */
  readonly found: Uint8Array
}

export type Request = CheckRequest | EvaluateRequest | ExplainRequest | LoadRequest | MatchRequest

/** What a thread answers to each kind of request. */
export interface Answers {
  readonly check: readonly ExpressionFault[]
  readonly evaluate: readonly Outcome<unknown>[]
  readonly explain: Explanation
  readonly load: undefined
  readonly match: undefined
}

export type Answer = { readonly value: Answers[keyof Answers] } | { readonly fault: string }
