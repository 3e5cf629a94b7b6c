import type { CompareRules, Comparison } from '@temporal-registry/contract/probes'
import type { JsonObject } from '../probe.ts'
import { differencesOf } from './differences.ts'
import type { Judge } from './judge.ts'
import { rulesAtRoot } from './rules.ts'

/** A state, and its hash as the evidence of the look that gave it has it. */
export interface HashedState {
  readonly state: JsonObject
  readonly hash: string
}

/**
 * Says whether a state is another one: by its hash, then by the rules, then by the judge where the rules name one.
 * Small steps within a tolerance do not add up to a change where each is held against the one before; who wants that
 * holds them against the state that was last told.
 */
export type Compare = (
  before: HashedState,
  after: HashedState,
  rules: CompareRules,
  signal: AbortSignal,
) => Promise<Comparison>

export function createCompare(judge: Judge): Compare {
  return async (before, after, rules, signal) => {
    const compared = compareByRules(before, after, rules)
    if (!compared.changed || !rules.judge) return compared
    const { differences } = compared
    return { by: 'judge', differences, ...(await judge(rules.judge, differences, signal)) }
  }
}

/** Without asking anybody. */
export function compareByRules(
  before: HashedState,
  after: HashedState,
  rules: CompareRules,
): Comparison {
  if (before.hash === after.hash) return { changed: false, by: 'hash', differences: [] }
  const differences = differencesOf(before.state, after.state, rulesAtRoot(rules))
  return { changed: differences.length > 0, by: 'rules', differences }
}
