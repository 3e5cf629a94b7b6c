import {
  EvaluationError,
  ParseError,
  TypeError as CelTypeError,
  type ASTNode,
  type Environment,
} from '@marcbachmann/cel-js'

import { ExpressionError, faultAt, type ExpressionFault } from '../faults.ts'
import { faultOfLength } from './check.ts'
import { findForbidden } from './rules.ts'
import { sendToZoned, zonedPrefix } from './time-zones.ts'

/** An expression that is ready to be evaluated. */
export interface Program {
  readonly ast: ASTNode
  /** @throws ExpressionError when there is no value */
  readonly run: (values: Record<string, unknown>) => unknown
}

/**
 * Compiles an expression for evaluation. The rules hold here too, so that nothing depends on who
 * saved the expression, and when.
 *
 * @throws ExpressionError `expression-invalid`
 */
export function compileProgram(environment: Environment, source: string): Program {
  const tooLong = faultOfLength(source)
  if (tooLong) throw invalid([tooLong])
  try {
    const program = environment.parse(source)
    const forbidden = findForbidden(program.ast)
    sendToZoned(program.ast)
    if (forbidden.length > 0) throw invalid(forbidden)
    const { valid, error } = program.check()
    if (!valid) throw error ?? new Error('the expression cannot be checked')
    return { ast: program.ast, run: (values) => run(() => program(values), source) }
  } catch (error) {
    if (error instanceof ParseError || error instanceof CelTypeError)
      throw invalid([faultAt(source, error.range?.start ?? 0, error.summary)])
    throw error
  }
}

function run(evaluate: () => unknown, source: string): unknown {
  try {
    return evaluate()
  } catch (error) {
    if (error instanceof ExpressionError) throw error
    throw failedBy(error, source)
  }
}

function failedBy(error: unknown, source: string): ExpressionError {
  if (error instanceof EvaluationError) {
    const fault = faultAt(source, error.range?.start ?? 0, sentenceOf(error))
    return new ExpressionError('expression-failed', fault.detail, [fault])
  }
  // What the engine did not foresee: a time zone that does not exist, a string that grew too long.
  const reason = error instanceof Error ? error.message : String(error)
  return new ExpressionError('expression-failed', reason)
}

function sentenceOf({ code, summary }: EvaluationError): string {
  return code === 'no_such_key'
    ? `there is no ${summary.replace(/^No such key: /, '')} in the data: ask has(…) first, or write .?name.orValue(…)`
    : summary.replaceAll(/dyn<([\w.]+)>/g, '$1').replaceAll(zonedPrefix, '')
}

function invalid(faults: readonly ExpressionFault[]): ExpressionError {
  return new ExpressionError('expression-invalid', faults[0]?.detail ?? '', faults)
}
