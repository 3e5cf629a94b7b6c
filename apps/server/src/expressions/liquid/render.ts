import type { Template } from 'liquidjs'

import { ExpressionError, faultAt } from '../faults.ts'
import { spend, type OutputBudget } from '../cel/values.ts'
import { engineFor, type Escape } from './engine.ts'
import { offsetOf, sentenceOf } from './errors.ts'

/** A sentence that is ready to be written. */
export type Sentence = (context: Readonly<Record<string, unknown>>, budget: OutputBudget) => string

/** @throws ExpressionError `expression-invalid` */
export function compileLiquid(source: string, escape: Escape): Sentence {
  const engine = engineFor(escape)
  let parsed: Template[]
  try {
    parsed = engine.parse(source)
  } catch (error) {
    const fault = faultAt(source, offsetOf(error), sentenceOf(error, engine))
    throw new ExpressionError('expression-invalid', fault.detail, [fault])
  }
  return (context, budget) => {
    let text: string
    try {
      text = String(engine.renderSync(parsed, context))
    } catch (error) {
      throw failedBy(error, source, escape)
    }
    spend(budget, Buffer.byteLength(text))
    return text
  }
}

function failedBy(error: unknown, source: string, escape: Escape): ExpressionError {
  const sentence = sentenceOf(error, engineFor(escape))
  if (/limit exceeded/.test(sentence))
    return new ExpressionError('expression-too-costly', `the text was stopped: ${sentence}`)
  const missing = /^undefined variable: (.*)$/.exec(sentence)?.[1]
  const detail =
    missing === undefined
      ? sentence
      : `there is no ${missing} in the data: test it with {% if %}, or give it a default`
  const fault = faultAt(source, offsetOf(error), detail)
  return new ExpressionError('expression-failed', fault.detail, [fault])
}
