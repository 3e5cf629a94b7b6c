import type { Registry } from '../registry/registry.ts'

/** Attributes of a namespace change seldom, and are asked for with every agent's run. */
const freshForMs = 30_000

/** A search attribute as the namespace has it. */
interface ActualAttribute {
  readonly name: string
  readonly type: string
}

/**
 * Whether runs of a type can have a search attribute, as a Keyword: what the type declares is decisive,
 * else what the namespace has. Says no where Temporal does not tell.
 */
export function createKeywordCheck({
  view,
  attributes,
  isReachable,
  now,
}: {
  readonly view: Pick<Registry['view'], 'findType'>
  readonly attributes: () => Promise<readonly ActualAttribute[]>
  readonly isReachable: () => boolean
  readonly now: () => Date
}): (workflowType: string, attribute: string) => Promise<boolean> {
  let known: Promise<readonly ActualAttribute[]> = Promise.resolve([])
  let askedAtMs = 0

  return async (workflowType, attribute) => {
    const declared = view
      .findType(workflowType)
      ?.spec.search_attributes.find(({ name }) => name === attribute)
    if (declared) return declared.type === 'Keyword'
    if (now().getTime() - askedAtMs > freshForMs && isReachable()) {
      const before = known
      askedAtMs = now().getTime()
      known = attributes().catch(() => before)
    }
    return (await known).some(({ name, type }) => name === attribute && type === 'Keyword')
  }
}
