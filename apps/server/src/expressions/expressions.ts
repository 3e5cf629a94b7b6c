import { availableParallelism } from 'node:os'
import { Problem } from '@temporal-registry/contract/problem'

import { nameOf, type Explanation, type Expression, type Item, type Outcome } from './expression.ts'
import { problemOf, type ExpressionFault, type Failure } from './faults.ts'
import { createFilterSet, type FilterSet } from './filters/filter-set.ts'
import { expressionLimits as limits } from './limits.ts'
import type { Context, Place } from './place.ts'
import { readTemplate } from './template.ts'
import type { Answers, Part, Request } from './threads/messages.ts'
import { createThreads, type ExpressionStop } from './threads/threads.ts'

export type { ResultType } from './cel/result.ts'
export type { ExplainedCondition, Explanation, Expression, Item, Outcome } from './expression.ts'
export type { FilterSet, Matches } from './filters/filter-set.ts'
export { problemOf, refuseFaults } from './faults.ts'
export type { ExpressionFault, Failure } from './faults.ts'
export { expressionLimits } from './limits.ts'
export type { Context, Place, VariableType } from './place.ts'
export type { Part } from './threads/messages.ts'

/** CEL, Liquid and templates of both, evaluated in threads that can be ended. */
export interface Expressions {
  /**
   * Says what keeps each part from being saved, at its pointer. Nothing is thrown for it: see `refuseFaults`.
   *
   * @throws Problem `expressions-busy`
   */
  check(place: Place, parts: readonly Part[]): Promise<readonly ExpressionFault[]>
  /**
   * The value of one, as JSON.
   *
   * @throws Problem `expression-failed`, `expression-too-costly`, `expression-invalid`, `expressions-busy`
   */
  evaluate(place: Place, context: Context, expression: Expression): Promise<unknown>
  /**
   * The values of many, against one context. One that fails, or has to be stopped, leaves the
   * others as they are.
   *
   * @throws Problem `expressions-busy`
   */
  evaluateAll(
    place: Place,
    context: Context,
    items: readonly Item[],
  ): Promise<readonly Outcome<unknown>[]>
  /** Why an expression gives what it gives: each of its conditions, and the values that it compared. */
  explain(place: Place, context: Context, cel: string): Promise<Explanation>
  /** An empty set of filters of a place. It lives as long as these expressions. */
  createFilterSet(place: Place): FilterSet
  close(): Promise<void>
}

export interface ExpressionsOptions {
  readonly threadCount?: number
}

/** Leaves a processor to the event loop, and takes no more than answers a burst. */
const usualThreadCount = Math.min(4, Math.max(1, availableParallelism() - 1))

export function createExpressions({
  threadCount = usualThreadCount,
}: ExpressionsOptions = {}): Expressions {
  const threads = createThreads(threadCount)

  let setCount = 0

  return {
    check,
    evaluate,
    evaluateAll,
    explain,
    createFilterSet: filterSetOf,
    close: threads.close,
  }

  async function check(place: Place, parts: readonly Part[]): Promise<readonly ExpressionFault[]> {
    const tooLarge = parts.flatMap(faultOfSize)
    if (tooLarge.length > 0) return tooLarge
    const answer = await ask({ kind: 'check', place, parts })
    if (!('reason' in answer)) return answer.value
    const part = parts[answer.itemAt]
    const detail = `it cannot be checked: ${sentenceOf(answer)}`
    return [{ pointer: part?.pointer ?? '', detail }]
  }

  async function evaluate(
    place: Place,
    context: Context,
    expression: Expression,
  ): Promise<unknown> {
    const [outcome] = await evaluateAll(place, context, [expression])
    if (outcome && 'value' in outcome) return outcome.value
    throw problemOf(outcome?.failure ?? notReached, nameOf(expression))
  }

  async function evaluateAll(
    place: Place,
    context: Context,
    items: readonly Item[],
  ): Promise<readonly Outcome<unknown>[]> {
    const text = contextText(context)
    const stopped = new Map<Item, Failure>()
    for (;;) {
      const left = items.filter((item) => !stopped.has(item))
      const sent = left.map(({ with: own, ...expression }) => ({
        ...expression,
        own: own && JSON.stringify(own),
      }))
      const answer = await ask({ kind: 'evaluate', place, context: text, items: sent })
      if (!('reason' in answer)) return merge(items, stopped, answer.value)
      const culprit = left[answer.itemAt]
      if (culprit) stopped.set(culprit, failureOf(culprit, answer))
      if (!culprit || stopped.size >= limits.stopsPerMessage) return merge(items, stopped, [])
    }
  }

  async function explain(place: Place, context: Context, cel: string): Promise<Explanation> {
    const answer = await ask({ kind: 'explain', place, context: contextText(context), cel })
    return 'reason' in answer
      ? { outcome: { failure: failureOf({ cel }, answer) }, conditions: [] }
      : answer.value
  }

  function filterSetOf(place: Place): FilterSet {
    const setId = ++setCount
    return createFilterSet({
      place,
      setId,
      toText: contextText,
      async run(request, after) {
        const answer = await threads.run(request, { setId, after })
        if ('fault' in answer) throw new Error(`a thread of expressions failed: ${answer.fault}`)
        return 'reason' in answer ? answer : undefined
      },
    })
  }

  async function ask<Kind extends Request['kind']>(
    request: Extract<Request, { kind: Kind }>,
  ): Promise<{ value: Answers[Kind] } | ExpressionStop> {
    const answer = await threads.run(request)
    if ('fault' in answer) throw new Error(`a thread of expressions failed: ${answer.fault}`)
    // The thread answers each kind of request with the kind of answer the table says.
    return answer as { value: Answers[Kind] } | ExpressionStop
  }
}

function contextText(context: Context): string {
  const text = JSON.stringify(context)
  if (text.length > limits.contextBytes)
    throw new Problem(
      'expression-too-costly',
      `the data is larger than ${limits.contextBytes / 1024 ** 2} MiB`,
    )
  return text
}

function faultOfSize(part: Part): ExpressionFault[] {
  if (!('template' in part)) return []
  const text = JSON.stringify(part.template) ?? ''
  if (text.length <= limits.templateBytes) return []
  const detail = `the template is larger than ${limits.templateBytes / 1024} KiB`
  return [{ pointer: part.pointer, detail }]
}

const notReached: Failure = {
  code: 'expression-too-costly',
  detail: 'it was not evaluated, because several beside it had to be stopped',
}

function failureOf(item: Item, stop: ExpressionStop): Failure {
  const failure = { code: 'expression-too-costly', detail: sentenceOf(stop) } as const
  if (!('template' in item)) return failure
  const leaf = readTemplate(item.template).leaves[stop.leafAt]
  return leaf
    ? { ...failure, errors: [{ pointer: leaf.pointer, detail: failure.detail }] }
    : failure
}

function sentenceOf({ reason }: ExpressionStop): string {
  return reason === 'time'
    ? `it was stopped after ${limits.evaluationMillis} ms`
    : 'it was stopped because it takes too much memory'
}

function merge(
  items: readonly Item[],
  stopped: ReadonlyMap<Item, Failure>,
  answers: readonly Outcome<unknown>[],
): Outcome<unknown>[] {
  const next = answers.values()
  return items.map((item) => {
    const failure = stopped.get(item)
    if (failure) return { failure }
    return next.next().value ?? { failure: notReached }
  })
}
