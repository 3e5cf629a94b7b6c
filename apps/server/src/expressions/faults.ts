import { Problem, type ProblemError } from '@temporal-registry/contract/problem'

/** What is wrong with an expression or a template, and where in its text. */
export interface ExpressionFault extends ProblemError {
  /** Both count from 1; they are absent where the fault is not in a text. */
  readonly line?: number
  readonly column?: number
}

type FaultCode = 'expression-invalid' | 'expression-failed' | 'expression-too-costly'

/** Why there is no value. It crosses threads, where a class of errors would not. */
export interface Failure {
  readonly code: FaultCode
  readonly detail: string
  readonly errors?: readonly ExpressionFault[]
}

/** Stops an evaluation; the thread makes a `Failure` of it. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
  readonly failure: Failure

  constructor(code: FaultCode, detail: string, errors?: readonly ExpressionFault[]) {
    super(detail)
    this.failure = { code, detail, ...(errors === undefined ? {} : { errors }) }
  }
}

/** The problem that a failure is to whoever asked for the value. */
export function problemOf({ code, detail, errors }: Failure, expression?: string): Problem {
  return new Problem(code, detail, {
    ...(expression === undefined ? {} : { expression }),
    ...(errors === undefined ? {} : { errors }),
  })
}

/** Refuses what is saved when anything in it is at fault. */
export function refuseFaults(faults: readonly ExpressionFault[]): void {
  const [first] = faults
  if (first === undefined) return
  const detail =
    faults.length === 1 ? first.detail : `${first.detail} (and ${faults.length - 1} more)`
  throw new Problem('expression-invalid', detail, { errors: faults })
}

/** Line and column of a character of a text. */
export function placeIn(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

/** A fault at a character of a source, which its sentence names as well. */
export function faultAt(source: string, offset: number, sentence: string): ExpressionFault {
  const { line, column } = placeIn(source, offset)
  const where = source.includes('\n') ? `line ${line}, column ${column}` : `column ${column}`
  return { pointer: '', detail: `${sentence} (${where})`, line, column }
}
