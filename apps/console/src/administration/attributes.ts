import type {
  ActualSearchAttribute,
  DeclaredSearchAttribute,
} from '@temporal-registry/contract/search-attributes'

/** A search attribute as types declare it, beside what the namespace has. */
export interface ComparedAttribute {
  readonly name: string
  readonly state: 'alike' | 'missing' | 'conflict' | 'undeclared'
  readonly declared: string | undefined
  readonly actual: string | undefined
  readonly isSystem: boolean
  readonly description: string
  readonly workflows: readonly string[]
}

const order = ['conflict', 'missing', 'alike', 'undeclared'] as const

/** Those that need attention first. Temporal's own attributes are left out, unless a type declares one. */
export function compareAttributes(
  declared: readonly DeclaredSearchAttribute[],
  actual: readonly ActualSearchAttribute[],
): readonly ComparedAttribute[] {
  const byName = new Map(actual.map((one) => [one.name, one]))
  const wanted = declared.map(({ name, type, description, workflows }): ComparedAttribute => {
    const found = byName.get(name)
    return {
      ...{ name, description, workflows, declared: type, actual: found?.type },
      state: found ? (found.type === type ? 'alike' : 'conflict') : 'missing',
      isSystem: found?.source === 'system',
    }
  })
  const names = new Set(declared.map(({ name }) => name))
  const others = actual
    .filter(({ name, source }) => source === 'custom' && !names.has(name))
    .map(({ name, type }): ComparedAttribute => ({
      ...{ name, description: '', workflows: [], declared: undefined, actual: type },
      ...{ state: 'undeclared', isSystem: false },
    }))
  return [...wanted, ...others].toSorted(
    (one, other) => order.indexOf(one.state) - order.indexOf(other.state),
  )
}
