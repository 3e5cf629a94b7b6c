import { setTimeout as sleep } from 'node:timers/promises'
import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import type {
  ActualSearchAttribute,
  DeclaredSearchAttribute,
  ReconcileBody,
  ReconcileReport,
} from '@temporal-registry/contract/search-attributes'
import { asProblem, grpcStatusOf } from '../platform/temporal-problems.ts'
import type { Temporal } from '../platform/temporal.ts'
import { planOf, type Plan } from './reconcile.ts'
import { createTemporalAttributes, type TemporalAttributes } from './temporal-attributes.ts'

export type { TemporalAttributes } from './temporal-attributes.ts'

/** Replicas that make attributes at once get in each other's way: whoever failed tries again. */
const tries = { count: 5, waitMs: 200 }
/** Temporal's reasons not to make an attribute, its quota for one. */
const notMade = {
  [Code.INVALID_ARGUMENT]: 'search-attribute-refused',
  [Code.UNIMPLEMENTED]: 'search-attribute-refused',
} as const

/** The search attributes that a namespace has. The domain's only door. */
export interface SearchAttributes extends TemporalAttributes {
  /**
   * Brings the namespace into line with what is declared, as far as the request allows.
   *
   * @throws Problem for what cannot be asked for or is refused by Temporal; nothing is changed then.
   */
  reconcile(
    request: ReconcileBody,
    declared: readonly DeclaredSearchAttribute[],
  ): Promise<ReconcileReport>
  /** The same list for somebody who asks. @throws Problem while Temporal is away. */
  listForCaller(): Promise<ActualSearchAttribute[]>
}

export function createSearchAttributes(temporal: Temporal): SearchAttributes {
  const attributes = createTemporalAttributes(temporal)

  async function listForCaller(): Promise<ActualSearchAttribute[]> {
    temporal.assertReachable()
    return asProblem(attributes.list)
  }

  /** Temporal says OK also where it did nothing: what counts is what is there afterwards. */
  async function make(wanted: Plan['add']): Promise<void> {
    if (wanted.length === 0) return
    for (let attempt = 1; attempt <= tries.count; attempt++) {
      try {
        await attributes.add(wanted)
        if (hasAll(await attributes.list(), wanted)) return
      } catch (error) {
        if (attempt === tries.count || !mayHeal(error)) throw error
      }
      await sleep(tries.waitMs)
    }
    const names = wanted.map(({ name }) => name).join(', ')
    throw new Problem('search-attribute-refused', `Temporal said OK to ${names}, and has them not`)
  }

  async function apply({ add, replace, report }: Plan): Promise<void> {
    await make(add)
    if (replace.length === 0) return
    try {
      await attributes.remove(replace.map(({ name }) => name))
      await make(replace)
    } catch (error) {
      await restore(report)
      throw error
    }
  }

  /** What could not be replaced gets its old type back, and what was added beside it goes again. */
  async function restore({ conflicts, added }: ReconcileReport): Promise<void> {
    const types = typesOf(await attributes.list())
    const strayed = conflicts.filter(({ name, existing_type: old }) => types.get(name) !== old)
    const extra = [...strayed, ...added].map(({ name }) => name).filter((name) => types.has(name))
    if (extra.length > 0) await attributes.remove(extra)
    await make(
      strayed.flatMap(({ name, existing_type: type }) =>
        type === 'Unspecified' ? [] : [{ name, type, description: '' }],
      ),
    )
  }

  return {
    ...attributes,
    listForCaller,
    async reconcile(request, declared) {
      const plan = planOf(request, declared, await listForCaller())
      await asProblem(() => apply(plan), notMade)
      return plan.report
    },
  }
}

function typesOf(actual: readonly ActualSearchAttribute[]): ReadonlyMap<string, string> {
  return new Map(actual.map(({ name, type }) => [name, type]))
}

function hasAll(actual: readonly ActualSearchAttribute[], wanted: Plan['add']): boolean {
  const types = typesOf(actual)
  return wanted.every(({ name, type }) => types.get(name) === type)
}

function mayHeal(error: unknown): boolean {
  const code = grpcStatusOf(error)?.code
  return code !== undefined && !hopeless.includes(code)
}

const hopeless: readonly number[] = [
  Code.INVALID_ARGUMENT,
  Code.PERMISSION_DENIED,
  Code.UNAUTHENTICATED,
  Code.UNIMPLEMENTED,
]
