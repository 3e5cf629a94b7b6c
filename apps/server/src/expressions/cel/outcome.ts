import type { Outcome } from '../expression.ts'
import { ExpressionError } from '../faults.ts'

/** What came of an evaluation, whichever way it ended. */
export function outcomeOf<Value>(evaluate: () => Value): Outcome<Value> {
  try {
    return { value: evaluate() }
  } catch (error) {
    if (error instanceof ExpressionError) return { failure: error.failure }
    const reason = error instanceof Error ? error.message : String(error)
    return { failure: { code: 'expression-failed', detail: reason } }
  }
}
