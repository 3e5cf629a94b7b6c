import type { Template, Variable } from 'liquidjs'

import { faultAt, type ExpressionFault } from '../faults.ts'
import { expressionLimits as limits } from '../limits.ts'
import { isRecord, typeAt, type Place } from '../place.ts'
import { didYouMean } from '../spelling.ts'
import { engineFor } from './engine.ts'
import { offsetOf, sentenceOf } from './errors.ts'

/** Says what keeps a sentence from being saved: faults of syntax, or names that nobody knows. */
export function checkLiquid(place: Place, source: string): ExpressionFault[] {
  if (source.length > limits.liquidChars)
    return [{ pointer: '', detail: `the text is longer than ${limits.liquidChars} characters` }]
  const engine = engineFor('none')
  let parsed: Template[]
  try {
    parsed = engine.parse(source)
  } catch (error) {
    return [faultAt(source, offsetOf(error), sentenceOf(error, engine))]
  }
  const { globals } = engine.analyzeSync(parsed, { partials: false })
  return Object.values(globals)
    .flat()
    .flatMap((variable) => faultOfVariable(place, source, variable))
}

function faultOfVariable(place: Place, source: string, variable: Variable): ExpressionFault[] {
  const path = knownSteps(variable)
  for (let length = 1; length <= path.length; length++) {
    const part = path.slice(0, length)
    if (typeAt(place, part) !== undefined) continue
    const name = String(part.at(-1))
    const around = typeAt(place, part.slice(0, -1))
    const known = around !== undefined && isRecord(around) ? Object.keys(around.fields) : []
    const what = length === 1 ? `variable ${name}` : `field ${part.join('.')}`
    const { row, col } = variable.location
    const sentence = `there is no ${what} here${didYouMean(name, known)}`
    return [faultAt(source, offsetAt(source, row, col), sentence)]
  }
  return []
}

/** The segments that are names; one that is itself a variable is known at rendering only. */
function knownSteps({ segments }: Variable): (string | number)[] {
  const end = segments.findIndex((segment) => typeof segment === 'object')
  return (end < 0 ? segments : segments.slice(0, end)).filter(
    (segment) => typeof segment !== 'object',
  )
}

function offsetAt(source: string, row: number, column: number): number {
  const lines = source.split('\n').slice(0, row - 1)
  return lines.reduce((sum, line) => sum + line.length + 1, 0) + column - 1
}
