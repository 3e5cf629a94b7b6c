import type { ResultType } from './cel/result.ts'
import type { Failure } from './faults.ts'
import type { Escape } from './liquid/engine.ts'

/** Something to be evaluated: a value in CEL, a sentence in Liquid, or JSON with both in its leaves. */
export type Expression =
  | { readonly cel: string; readonly result?: ResultType }
  | { readonly liquid: string; readonly escape?: Escape }
  | { readonly template: unknown }

/** One of several evaluated against one context, maybe with variables of its own. */
export type Item = Expression & { readonly with?: Readonly<Record<string, unknown>> }

/** What came of one of several. */
export type Outcome<Value> = { readonly value: Value } | { readonly failure: Failure }

/** One condition of an expression, what it gave, and what it read to get there. */
export interface ExplainedCondition {
  readonly expression: string
  readonly outcome: Outcome<unknown>
  /** By path. What is large is shortened; what the data does not have is not here. */
  readonly values: Readonly<Record<string, unknown>>
}

/** Why an expression gave what it gave. */
export interface Explanation {
  readonly outcome: Outcome<unknown>
  readonly conditions: readonly ExplainedCondition[]
}

/** What an expression is called where it is blamed: its text, shortened. */
export function nameOf(expression: Expression): string {
  const text =
    'cel' in expression
      ? expression.cel
      : 'liquid' in expression
        ? expression.liquid
        : (JSON.stringify(expression.template) ?? 'undefined')
  return text.length > nameChars ? `${text.slice(0, nameChars)}…` : text
}

const nameChars = 200
