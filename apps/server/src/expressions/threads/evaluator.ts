import type { Environment } from '@marcbachmann/cel-js'

import { checkCel } from '../cel/check.ts'
import { createCheckingEnvironment, createEvaluatingEnvironment } from '../cel/environment.ts'
import { compileProgram, type Program } from '../cel/program.ts'
import { describeResult, isResult, type ResultType } from '../cel/result.ts'
import {
  createOutputBudget,
  readContext,
  toJson,
  type OutputBudget,
  type ReadContext,
} from '../cel/values.ts'
import { outcomeOf } from '../cel/outcome.ts'
import { explainCel } from '../cel/explain.ts'
import type { Explanation, Expression, Outcome } from '../expression.ts'
import { ExpressionError, type ExpressionFault } from '../faults.ts'
import { expressionLimits as limits } from '../limits.ts'
import { createMatcher, type Matcher } from '../filters/matcher.ts'
import { checkLiquid } from '../liquid/check.ts'
import { compileLiquid, type Sentence } from '../liquid/render.ts'
import type { Place } from '../place.ts'
import { fillTemplate, readTemplate } from '../template.ts'
import { createLastUsed } from '../../platform/last-used.ts'
import type {
  CheckRequest,
  EvaluateRequest,
  ExplainRequest,
  LoadRequest,
  MatchRequest,
  Part,
} from './messages.ts'

/** What a thread keeps of a place: its environment, and what was compiled for it. */
interface Compiled {
  readonly environment: Environment
  readonly programs: ReturnType<typeof createLastUsed<Program>>
}

/** Checks and evaluates, without a limit of time: that is its thread's. */
export function createEvaluator(progress: Int32Array) {
  const places = createLastUsed<Compiled>(50)
  const sentences = createLastUsed<Sentence>(1_000)

  const sets = new Map<number, FilterCopy>()

  return { check, evaluate, explain, load, match }

  function check({ place, parts }: CheckRequest): ExpressionFault[] {
    const checking = { place, environment: createCheckingEnvironment(place) }
    return parts
      .flatMap((part, at) => {
        progress[0] = at
        return checkPart(part, {
          cel: (source, result) => checkCel(checking, source, result),
          liquid: (source) => checkLiquid(place, source),
        })
      })
      .slice(0, limits.faultCount)
  }

  function evaluate({ place, context, items }: EvaluateRequest): Outcome<unknown>[] {
    const shared = readContext(place, context)
    const compiled = compiledFor(place)
    const total = { bytes: limits.messageOutputBytes }
    return items.map((item, at) => {
      progress[0] = at
      progress[1] = 0
      const read = item.own === undefined ? shared : readContext(place, context, item.own)
      const budget = createOutputBudget()
      const outcome = outcomeOf(() => valueOf(item, { compiled, read, budget }))
      total.bytes -= limits.outputBytes - budget.bytes
      return total.bytes < 0 ? tooMuch : outcome
    })
  }

  function explain({ place, context, cel }: ExplainRequest): Explanation {
    const { environment } = compiledFor(place)
    return explainCel({
      place,
      environment,
      source: cel,
      values: readContext(place, context).values,
    })
  }

  function load({ place, setId, changes }: LoadRequest): undefined {
    const onSlot = (slot: number) => {
      progress[0] = slot
    }
    const { environment } = compiledFor(place)
    const set = sets.get(setId) ?? { place, matcher: createMatcher({ place, environment, onSlot }) }
    sets.set(setId, set)
    for (const { slot, source } of changes) set.matcher.set(slot, source)
  }

  function match({ setId, context, ...slots }: MatchRequest): undefined {
    const set = sets.get(setId)
    set?.matcher.match(readContext(set.place, context).values, slots)
  }

  function valueOf(expression: Expression, scope: Scope): unknown {
    if ('liquid' in expression)
      return sentenceFor(expression.liquid, expression.escape ?? 'none')(
        scope.read.json,
        scope.budget,
      )
    if ('template' in expression) return filled(expression.template, scope)
    const { cel, result = 'any' } = expression
    const value = celValue(cel, scope)
    if (isResult(value, result)) return value
    const sentence = `gave ${describeValue(value)}, but ${describeResult(result)} is wanted here`
    throw new ExpressionError('expression-failed', sentence)
  }

  function filled(template: unknown, scope: Scope): unknown {
    let leafAt = 0
    return fillTemplate(template, ({ kind, source, pointer }) => {
      progress[1] = leafAt++
      try {
        return kind === 'cel'
          ? celValue(source, scope)
          : sentenceFor(source, 'none')(scope.read.json, scope.budget)
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error
        const { code, detail, errors } = error.failure
        const at = errors?.map((one) => ({ ...one, pointer })) ?? [{ pointer, detail }]
        throw new ExpressionError(code, detail, at)
      }
    })
  }

  function celValue(source: string, { compiled, read, budget }: Scope): unknown {
    const program = compiled.programs.get(source, () =>
      compileProgram(compiled.environment, source),
    )
    return toJson(program.run(read.values), budget)
  }

  function sentenceFor(source: string, escape: 'none' | 'html'): Sentence {
    return sentences.get(`${escape} ${source}`, () => compileLiquid(source, escape))
  }

  function compiledFor(place: Place): Compiled {
    return places.get(JSON.stringify(place), () => ({
      environment: createEvaluatingEnvironment(place),
      programs: createLastUsed<Program>(5_000),
    }))
  }
}

interface FilterCopy {
  readonly place: Place
  readonly matcher: Matcher
}

interface Scope {
  readonly compiled: Compiled
  readonly read: ReadContext
  readonly budget: OutputBudget
}

const tooMuch: Outcome<unknown> = {
  failure: {
    code: 'expression-too-costly',
    detail: `together with those before it, it gave more than ${limits.messageOutputBytes / 1024 ** 2} MiB`,
  },
}

interface Checks {
  readonly cel: (source: string, result?: ResultType) => ExpressionFault[]
  readonly liquid: (source: string) => ExpressionFault[]
}

function checkPart(part: Part, checks: Checks): ExpressionFault[] {
  const { pointer } = part
  return pointTo(pointer, faultsOf(part, checks))
}

function faultsOf(part: Part, checks: Checks): ExpressionFault[] {
  if ('cel' in part) return checks.cel(part.cel, part.result)
  if ('liquid' in part) return checks.liquid(part.liquid)
  const { leaves, faults } = readTemplate(part.template)
  if (faults.length > 0) return faults
  return leaves.flatMap(({ kind, source, pointer }) => pointTo(pointer, checks[kind](source)))
}

function pointTo(base: string, faults: readonly ExpressionFault[]): ExpressionFault[] {
  return faults.map((fault) => ({ ...fault, pointer: base + fault.pointer }))
}

function describeValue(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`
}
