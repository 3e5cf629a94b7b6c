import { isCheap } from './cost.ts'
import { EvaluationTooCostly, type InputFault } from './faults.ts'
import { toInputFaults } from './input-faults.ts'
import type { SoundSchema } from './inspect.ts'
import { schemaLimits } from './limits.ts'
import { runWithin, TimeLimitPassed } from './time-limit.ts'

/**
 * Finds what is wrong with a value: nothing if it is valid.
 *
 * @throws EvaluationTooCostly when the value cannot be judged within `schemaLimits`
 */
export interface InputCheck {
  (value: unknown): InputFault[]
}

/** About 5 ms of work; what may take longer is worth the 0.15 ms of a watched run. */
const stepsUnwatched = 1_000_000

export function createInputCheck({ evaluate, patterns, weight }: SoundSchema): InputCheck {
  return (value) => {
    try {
      const errors = isCheap(value, weight, stepsUnwatched)
        ? evaluate(value)
        : runWithin(schemaLimits.evaluationMillis, () => evaluate(value))
      return errors.length === 0 ? [] : toInputFaults(errors, 'the input')
    } catch (error) {
      if (!(error instanceof TimeLimitPassed || error instanceof RangeError)) throw error
      for (const pattern of patterns.values()) pattern.renew()
      throw new EvaluationTooCostly(tooCostly)
    }
  }
}

const tooCostly =
  'the input cannot be checked against its schema within bounds: ' +
  'make the input smaller or flatter, or the schema simpler'
