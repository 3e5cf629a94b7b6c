import type { Environment } from '@marcbachmann/cel-js'

import { compileProgram } from '../cel/program.ts'
import { textOf } from '../cel/syntax.ts'
import { partConditions, type Joined } from './conditions.ts'
import type { Place } from '../place.ts'
import { readPath, type ReadPath } from './paths.ts'
import { readQuantifier } from './quantifiers.ts'
import type { MatchRequest } from '../threads/messages.ts'
import { readSimple } from './simple-conditions.ts'
import { joinVerdicts, not, verdictOf, verdicts, type Verdict } from './verdict.ts'

/** Many filters, held against one event at a time. */
export interface Matcher {
  /** Takes, replaces or, without a source, forgets the filter of a slot. */
  set(slot: number, source: string | undefined): void
  /** Writes the verdict of each slot that is asked for, from the given one on. */
  match(values: Record<string, unknown>, asked: AskedSlots): void
}

type AskedSlots = Pick<MatchRequest, 'firstSlot' | 'slots' | 'found'>

/**
 * A condition, shared by all filters that have it: its verdict is found once for an event. What is
 * not simple is a program of its own, which a filter that something else decides does not run.
 */
interface Condition {
  readonly isSimple: boolean
  readonly judge: (values: Record<string, unknown>) => Verdict
  epoch: number
  verdict: Verdict
  filterCount: number
}

type Filter = (values: Record<string, unknown>) => Verdict

interface Slot {
  readonly filter: Filter
  readonly conditionKeys: readonly string[]
}

interface MatcherDeps {
  readonly place: Place
  readonly environment: Environment
  /** Hears of each slot before its filter is compiled or judged. */
  readonly onSlot: (slot: number) => void
}

/**
 * The logic of CEL has three values, and no order: `false && failed` is false and `true || failed` is
 * true, whichever stands first. So a filter may be judged by its cheapest conditions first.
 */
export function createMatcher({ place, environment, onSlot }: MatcherDeps): Matcher {
  const slots: (Slot | undefined)[] = []
  const conditions = new Map<string, Condition>()
  const paths = new Map<string, ReadPath>()
  let epoch = 0

  return {
    set(slot, source) {
      for (const key of slots[slot]?.conditionKeys ?? []) release(key)
      onSlot(slot)
      slots[slot] = source === undefined ? undefined : compile(source)
    },
    match(values, { firstSlot, slots: some, found }) {
      epoch++
      const judge = (slot: number) => {
        const filter = slots[slot]?.filter
        if (!filter || slot < firstSlot) return
        onSlot(slot)
        found[slot] = filter(values)
      }
      if (some) for (const slot of some) judge(slot)
      else for (let slot = firstSlot; slot < slots.length; slot++) judge(slot)
    },
  }

  function compile(source: string): Slot {
    const conditionKeys: string[] = []
    try {
      const { ast } = compileProgram(environment, source)
      return { filter: filterOf(partConditions(ast), conditionKeys), conditionKeys }
    } catch {
      return { filter: () => verdicts.failed, conditionKeys }
    }
  }

  function filterOf(joined: Joined, keys: string[]): Filter {
    if (joined.kind === 'condition') return judgeOf(conditionFor(textOf(joined.node), keys))
    if (joined.kind === 'not') {
      const part = filterOf(joined.part, keys)
      return (values) => not(part(values))
    }
    const simple: Filter[] = []
    const others: Filter[] = []
    for (const part of joined.parts) {
      const firstKey = keys.length
      const filter = filterOf(part, keys)
      const isSimple = keys.slice(firstKey).every((key) => conditions.get(key)?.isSimple)
      ;(isSimple ? simple : others).push(filter)
    }
    const decisive = joined.kind === 'and' ? verdicts.no : verdicts.yes
    return joinFilters([...simple, ...others], decisive)
  }

  function judgeOf(condition: Condition): Filter {
    return (values) => {
      if (condition.epoch !== epoch) {
        condition.verdict = condition.judge(values)
        condition.epoch = epoch
      }
      return condition.verdict
    }
  }

  function conditionFor(text: string, keys: string[]): Condition {
    keys.push(text)
    const known = conditions.get(text)
    if (known) {
      known.filterCount++
      return known
    }
    const made = { ...createCondition(text), epoch: 0, verdict: verdicts.unknown, filterCount: 1 }
    conditions.set(text, made)
    return made
  }

  function release(key: string): void {
    const condition = conditions.get(key)
    if (condition && --condition.filterCount === 0) conditions.delete(key)
  }

  function createCondition(text: string): Pick<Condition, 'isSimple' | 'judge'> {
    const program = compileProgram(environment, text)
    const run: Filter = (values) => runProgram(program.run, values)
    const simple = readSimple(program.ast) ?? readQuantifier(program.ast)
    const isVariable = simple && Object.hasOwn(place.variables, simple.path[0] ?? '')
    if (!simple || !isVariable) return { isSimple: false, judge: run }
    const path = pathFor(simple.path)
    const judge: Filter = (values) => {
      if (path.epoch !== epoch) {
        path.value = readPath(path.steps, values)
        path.epoch = epoch
      }
      const verdict = simple.judge(path.value)
      return verdict === verdicts.unknown ? run(values) : verdict
    }
    return { isSimple: true, judge }
  }

  function pathFor(steps: readonly string[]): ReadPath {
    const key = JSON.stringify(steps)
    const known = paths.get(key)
    if (known) return known
    const made: ReadPath = { steps, epoch: 0, value: undefined }
    paths.set(key, made)
    return made
  }
}

function joinFilters(parts: readonly Filter[], decisive: Verdict): Filter {
  return (values) => joinVerdicts(parts, (part) => part(values), decisive)
}

function runProgram(
  run: (values: Record<string, unknown>) => unknown,
  values: Record<string, unknown>,
): Verdict {
  try {
    const value = run(values)
    return typeof value === 'boolean' ? verdictOf(value) : verdicts.failed
  } catch {
    return verdicts.failed
  }
}
