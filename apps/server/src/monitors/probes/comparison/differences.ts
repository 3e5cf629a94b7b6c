import { pointerToken } from '@temporal-registry/contract/json-pointer'
import type { Comparison } from '@temporal-registry/contract/probes'
import { normalised } from './normalised.ts'
import type { RulesAt, Tolerance } from './rules.ts'
import { pairsOf } from './unordered.ts'

export type Difference = Comparison['differences'][number]

const maxDifferences = 100
const shownChars = 500

/** Where two values differ as the rules count it: the first hundred, which is as far as it looks. */
export function differencesOf(before: unknown, after: unknown, rules: RulesAt): Difference[] {
  const found: Difference[] = []
  const steps: string[] = []
  compare(before, after, rules)
  return found

  function compare(before: unknown, after: unknown, rules: RulesAt): void {
    if (found.length >= maxDifferences || rules.isIgnored || before === after) return
    if (Array.isArray(before) && Array.isArray(after)) {
      if (rules.isUnordered) compareUnordered(before, after, rules)
      else compareLists(before, after, rules)
    } else if (isObject(before) && isObject(after)) compareObjects(before, after, rules)
    else if (!isSame(before, after, rules)) add({ before, after })
  }

  function compareLists(
    before: readonly unknown[],
    after: readonly unknown[],
    rules: RulesAt,
  ): void {
    const length = Math.max(before.length, after.length)
    for (let at = 0; at < length && found.length < maxDifferences; at++) {
      below(String(at), rules, (inner) => {
        if (at >= before.length) add({ after: after[at] })
        else if (at >= after.length) add({ before: before[at] })
        else compare(before[at], after[at], inner)
      })
    }
  }

  function compareObjects(
    before: Record<string, unknown>,
    after: Record<string, unknown>,
    rules: RulesAt,
  ): void {
    for (const name of Object.keys(before)) {
      below(name, rules, (inner) => {
        if (Object.hasOwn(after, name)) compare(before[name], after[name], inner)
        else add({ before: before[name] })
      })
    }
    for (const name of Object.keys(after)) {
      if (!Object.hasOwn(before, name)) below(name, rules, () => add({ after: after[name] }))
    }
  }

  function compareUnordered(
    before: readonly unknown[],
    after: readonly unknown[],
    rules: RulesAt,
  ): void {
    for (const [one, other] of pairsOf(before, after, rules)) {
      below(String((other ?? one)?.at ?? 0), rules, (inner) => {
        if (!one) add({ after: other?.value })
        else if (!other) add({ before: one.value })
        else compare(one.value, other.value, inner)
      })
    }
  }

  function below(step: string, rules: RulesAt, work: (rules: RulesAt) => void): void {
    const inner = rules.below(step)
    if (inner.isIgnored) return
    steps.push(step)
    work(inner)
    steps.pop()
  }

  function add(pair: { readonly before?: unknown; readonly after?: unknown }): void {
    if (found.length >= maxDifferences) return
    found.push({
      pointer: steps.map((step) => `/${pointerToken(step)}`).join(''),
      ...('before' in pair ? { before: shown(pair.before) } : {}),
      ...('after' in pair ? { after: shown(pair.after) } : {}),
    })
  }
}

function isSame(
  before: unknown,
  after: unknown,
  { tolerance, isTextNormalised }: RulesAt,
): boolean {
  if (typeof before === 'number' && typeof after === 'number') {
    return before === after || (tolerance !== undefined && isWithin(before, after, tolerance))
  }
  if (!isTextNormalised || typeof before !== 'string' || typeof after !== 'string') {
    return before === after
  }
  return normalised(before) === normalised(after)
}

function isWithin(
  before: number,
  after: number,
  { absolute = 0, percent = 0 }: Tolerance,
): boolean {
  const distance = Math.abs(before - after)
  const share = (Math.max(Math.abs(before), Math.abs(after)) * percent) / 100
  // What 0.1 + 0.2 leaves behind is not to decide at the border.
  return distance <= Math.max(absolute, share) * (1 + Number.EPSILON * 8)
}

function shown(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= shownChars ? value : `${text.slice(0, shownChars)}…`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
