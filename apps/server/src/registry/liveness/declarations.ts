import type { DeclaredSearchAttribute } from '@temporal-registry/contract/search-attributes'
import type {
  FullWorkflowSpec,
  SearchAttributeDeclaration,
} from '@temporal-registry/contract/workflow-spec'

type AttributeType = SearchAttributeDeclaration['type']
type Declaring = Pick<FullWorkflowSpec, 'workflow_type' | 'search_attributes'>

/** The search attributes that all types together declare. */
export interface Declarations {
  /** Type of each name; the same object until one changes. */
  types(): ReadonlyMap<string, AttributeType>
  /** The workflow type that decides a name's type, or nothing. */
  deciderOf(name: string): string | undefined
  /** Merged by name, and sorted by it. */
  list(): DeclaredSearchAttribute[]
}

interface Declared {
  /** By workflow type. */
  readonly by: Map<string, SearchAttributeDeclaration>
  readonly decider: string
  readonly decided: SearchAttributeDeclaration
}

/**
 * Keeps declarations as types come and go. Where types disagree about a name, the first of them by its own
 * name decides: that is the same on every replica, and stays so whoever registers again.
 */
export function createDeclarations(): Declarations & {
  set(spec: Declaring): void
  remove(workflowType: string): void
  clear(): void
} {
  const byName = new Map<string, Declared>()
  const namesOf = new Map<string, readonly string[]>()
  let types: ReadonlyMap<string, AttributeType> = new Map()
  let isStale = false

  function remove(workflowType: string): void {
    for (const name of namesOf.get(workflowType) ?? []) {
      const declared = byName.get(name)
      if (!declared?.by.delete(workflowType)) continue
      isStale = true
      if (declared.decider === workflowType) decideAgain(name, declared)
    }
    namesOf.delete(workflowType)
  }

  function decideAgain(name: string, { by }: Declared): void {
    let first: [workflowType: string, attribute: SearchAttributeDeclaration] | undefined
    for (const entry of by) if (!first || entry[0] < first[0]) first = entry
    if (first) byName.set(name, { by, decider: first[0], decided: first[1] })
    else byName.delete(name)
  }

  function declare(decider: string, decided: SearchAttributeDeclaration): void {
    isStale = true
    const declared = byName.get(decided.name)
    const by = declared?.by ?? new Map<string, SearchAttributeDeclaration>()
    // Of a name declared twice in one spec, which only a signal can bring, the first counts.
    if (by.has(decider)) return
    by.set(decider, decided)
    if (!declared || decider < declared.decider) byName.set(decided.name, { by, decider, decided })
  }

  return {
    set({ workflow_type: workflowType, search_attributes: attributes }) {
      remove(workflowType)
      if (attributes.length === 0) return
      for (const attribute of attributes) declare(workflowType, attribute)
      namesOf.set(workflowType, [...new Set(attributes.map(({ name }) => name))])
    },
    remove,
    clear() {
      isStale ||= byName.size > 0
      byName.clear()
      namesOf.clear()
    },
    types() {
      if (!isStale) return types
      isStale = false
      const now = new Map([...byName].map(([name, { decided }]) => [name, decided.type] as const))
      const isSame =
        now.size === types.size && [...now].every(([name, type]) => types.get(name) === type)
      if (!isSame) types = now
      return types
    },
    deciderOf: (name) => byName.get(name)?.decider,
    list: () =>
      [...byName]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(
          ([
            name,
            {
              by,
              decided: { type, description = '' },
            },
          ]) => {
            return { name, type, description, workflows: [...by.keys()].toSorted() }
          },
        ),
  }
}
