import type { ASTNode, Environment } from '@marcbachmann/cel-js'

import type { ExplainedCondition, Explanation, Outcome } from '../expression.ts'
import { conditionsOf, partConditions } from '../filters/conditions.ts'
import { missing, readPath } from '../filters/paths.ts'
import type { Place } from '../place.ts'
import { outcomeOf } from './outcome.ts'
import { compileProgram } from './program.ts'
import { nodesOf, pathOf, textOf } from './syntax.ts'
import { createOutputBudget, toJson } from './values.ts'

const conditionCount = 50
const pathCount = 20
const shownChars = 500

interface Explained {
  readonly place: Place
  readonly environment: Environment
  readonly source: string
  readonly values: Record<string, unknown>
}

/** Evaluates an expression as a whole and condition by condition, and says what each of them read. */
export function explainCel({ place, environment, source, values }: Explained): Explanation {
  const evaluate = (text: string): Outcome<unknown> =>
    outcomeOf(() => toJson(compileProgram(environment, text).run(values), createOutputBudget()))
  const outcome = evaluate(source)
  if ('failure' in outcome && outcome.failure.code === 'expression-invalid')
    return { outcome, conditions: [] }

  const { ast } = compileProgram(environment, source)
  const conditions = conditionsOf(partConditions(ast))
    .slice(0, conditionCount)
    .map((node): ExplainedCondition => {
      const expression = textOf(node)
      return {
        expression,
        outcome: evaluate(expression),
        values: valuesRead(node, place, values),
      }
    })
  return { outcome, conditions }
}

function valuesRead(
  condition: ASTNode,
  place: Place,
  values: Record<string, unknown>,
): Record<string, unknown> {
  const read = new Map<string, unknown>()
  for (const [path, steps] of longestPaths(condition)) {
    if (read.size >= pathCount) break
    if (!Object.hasOwn(place.variables, steps[0] ?? '')) continue
    const value = readPath(steps, values)
    if (value !== missing) read.set(path, shown(value))
  }
  return Object.fromEntries(read)
}

/** Of `event.data.amount` the whole, and not also `event.data` and `event`. */
function longestPaths(condition: ASTNode): Map<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>()
  const parts = new Set<ASTNode>()
  for (const node of nodesOf(condition)) {
    const steps = parts.has(node) ? undefined : pathOf(node)
    if (steps) paths.set(textOf(node), steps)
    if ((steps || parts.has(node)) && (node.op === '.' || node.op === '[]')) parts.add(node.args[0])
  }
  return paths
}

function shown(value: unknown): unknown {
  const outcome = outcomeOf(() => toJson(value, createOutputBudget()))
  if ('failure' in outcome) return outcome.failure.detail
  const text = JSON.stringify(outcome.value)
  if (text.length <= shownChars) return outcome.value
  return `${text.slice(0, shownChars)}…`
}
