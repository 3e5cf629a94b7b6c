import type { ProblemCode } from '@temporal-registry/contract/problem'

/** Why a page gives nothing. It crosses threads, where a class of errors would not. */
export interface ReadingFailure {
  readonly code: ProblemCode
  readonly detail: string
  readonly extras?: Readonly<Record<string, unknown>>
}

/** Stops the reading of a page; the thread makes a `ReadingFailure` of it. */
export class ReadingError extends Error {
  override readonly name = 'ReadingError'
  readonly failure: ReadingFailure

  constructor(code: ProblemCode, detail: string, extras: Readonly<Record<string, unknown>> = {}) {
    super(detail)
    this.failure = { code, detail, extras }
  }
}
