import { equalityKey } from '../equality.ts'
import { UnusableSchema } from '../faults.ts'
import { schemaLimits } from '../limits.ts'
import { runWithin, TimeLimitPassed } from '../time-limit.ts'
import { differencesOf, undecidable, type SchemaDifference } from './differences.ts'
import { factsOf } from './facts.ts'
import { createProver, TooManySteps } from './prover.ts'
import { createReader, type Reading } from './reading.ts'

export type { SchemaDifference } from './differences.ts'

/**
 * How a schema relates to the one before it.
 *
 * - `identical`: they are the same JSON.
 * - `full`: other words (descriptions, defaults, other spellings), the same values.
 * - `backward`: what was valid is valid; more may be.
 * - `forward`: what is valid was valid; some of what was may not be.
 * - `breaking`: neither, or it cannot be decided.
 */
export type SchemaVerdict = 'identical' | 'full' | 'backward' | 'forward' | 'breaking'

export interface SchemaComparison {
  readonly verdict: SchemaVerdict
  readonly differences: readonly SchemaDifference[]
}

/**
 * Compares two schemas by the values they allow.
 *
 * `identical`, `full`, `backward` and `forward` are proved; `breaking` may be for want of a proof, which
 * the differences then say (`undecided`).
 */
export function compareSchemas(old: unknown, now: unknown): SchemaComparison {
  if (equalityKey(old) === equalityKey(now)) return { verdict: 'identical', differences: [] }
  try {
    const read = createReader()
    const [before, after] = runWithin(schemaLimits.compileMillis, () => [read(old), read(now)])
    return runWithin(schemaLimits.comparisonMillis, () => compareReadings(before, after))
  } catch (error) {
    const detail = reasonFor(error)
    if (detail === undefined) throw error
    return { verdict: 'breaking', differences: [undecidable(detail)] }
  }
}

function compareReadings(before: Reading, after: Reading): SchemaComparison {
  const prover = createProver()
  const narrowing = prover.prove(factsOf({ nodes: [before.root] }), after.root)
  const widening = prover.prove(factsOf({ nodes: [after.root] }), before.root)
  const isBackward = narrowing.length === 0
  const isForward = widening.length === 0
  return {
    verdict: isBackward ? (isForward ? 'full' : 'backward') : isForward ? 'forward' : 'breaking',
    differences: differencesOf(narrowing, widening).slice(0, schemaLimits.differenceCount),
  }
}

function reasonFor(error: unknown): string | undefined {
  if (
    error instanceof TimeLimitPassed ||
    error instanceof TooManySteps ||
    error instanceof RangeError
  )
    return `The schemas cannot be compared within ${schemaLimits.comparisonSteps} steps: their unions or references combine in too many ways`
  if (error instanceof UnusableSchema) return `A schema cannot be used: ${error.message}`
  return undefined
}
