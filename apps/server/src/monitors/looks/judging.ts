import type { Comparison } from '@temporal-registry/contract/probes'
import type { Problem } from '@temporal-registry/contract/problem'
import type { RunFailure } from '@temporal-registry/contract/runs'
import type { Expressions, Item, Place } from '../../expressions/expressions.ts'
import { problemOf } from '../../expressions/expressions.ts'
import type { JsonObject, Probes } from '../probes/probes.ts'
import type { Verdict } from '../rules/edges.ts'
import type { MonitorRow } from '../store.ts'
import type { Judgement } from '../tables.ts'
import type { Found } from './store.ts'

/** What conditions may name: docs/monitors.md has it as a table. */
export const conditionPlace: Place = {
  variables: {
    state: 'dyn',
    previous: 'dyn',
    changed: 'bool',
    verdict: 'dyn',
    monitor: { fields: { id: 'string', name: 'string', version: 'int' } },
    now: 'timestamp',
  },
}

/** A monitor, as looks are judged by it: what it says, and what it remembers. */
export type Remembering = Pick<
  MonitorRow,
  'id' | 'name' | 'version' | 'body' | 'memory' | 'memory_revision'
> & { readonly state: unknown }

/**
 * Compares what was found with what is remembered, and evaluates the condition.
 *
 * @throws Problem `expression-failed` and its like, or what a judge refuses
 */
export type Judge = (monitor: Remembering, found: Found, signal: AbortSignal) => Promise<Judgement>

const unchanged: Comparison = { changed: false, by: 'hash', differences: [] }

export function createJudge(deps: {
  /** What became of a state since the last that counted. */
  readonly compare: Probes['compare']
  readonly expressions: Pick<Expressions, 'evaluateAll'>
  readonly now: () => Date
}): Judge {
  const { compare, expressions, now } = deps

  async function evaluate(
    { id, name, version, state }: Remembering,
    found: Found,
    { comparison, items }: { readonly comparison: Comparison; readonly items: readonly Item[] },
  ): Promise<readonly boolean[]> {
    if (items.length === 0) return []
    const context = {
      ...{ state: found.state, previous: state ?? null, changed: comparison.changed },
      ...{ verdict: found.verdict ?? null, monitor: { id, name, version } },
      now: now().toISOString(),
    }
    const outcomes = await expressions.evaluateAll(conditionPlace, context, items)
    return outcomes.map((outcome) => {
      if ('failure' in outcome) throw problemOf(outcome.failure)
      return outcome.value === true
    })
  }

  return async (monitor, found, signal) => {
    const { body, memory } = monitor
    const before = memory.state_hash
    const comparison =
      before === undefined || before === found.evidence.hash
        ? unchanged
        : await compare(
            // As probes gave them: always objects.
            { state: monitor.state as JsonObject, hash: before },
            { state: found.state as JsonObject, hash: found.evidence.hash },
            body.compare ?? {},
            signal,
          )
    const { condition, until } = body
    const items = [condition, until].flatMap((cel): Item[] =>
      cel === undefined ? [] : [{ cel, result: 'bool' }],
    )
    const values = await evaluate(monitor, found, { comparison, items })
    const holds = condition === undefined ? holdsByItself(found, comparison) : values.at(0) === true
    return {
      memory_revision: monitor.memory_revision,
      holds,
      has_ended: until === undefined ? !holds : values.at(-1) === true,
      hash: before === undefined || comparison.changed ? found.evidence.hash : before,
      comparison,
    }
  }
}

/** Without a condition the probe's own verdict counts, and where it gives none that anything changed. */
function holdsByItself({ verdict }: Found, { changed }: Comparison): boolean {
  return verdict ? verdict.holds : changed
}

/** A judgement, as edges are made of it. */
export function verdictOf({
  holds,
  has_ended: hasEnded,
  hash,
}: Judgement): Exclude<Verdict, 'failed'> {
  return { holds, hasEnded, hash }
}

/** A refusal, as a look that failed tells it. */
export function refusalOf({ message, code }: Problem): RunFailure {
  return { message, kind: 'application', type: code }
}
