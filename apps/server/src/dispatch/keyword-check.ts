import { api } from '../platform/proto.ts'
import type { Temporal } from '../platform/temporal.ts'
import type { Registry } from '../registry/registry.ts'

/** Attributes of a namespace change seldom, and are asked for with every agent's run. */
const freshForMs = 30_000
const deadlineMs = 2_000

const { IndexedValueType } = api.enums.v1

/**
 * Whether runs of a type can have a search attribute, as a Keyword: what the type declares is decisive,
 * else what the namespace has. Says no where Temporal does not tell.
 */
export function createKeywordCheck(
  { connection, namespace, fault }: Temporal,
  view: Registry['view'],
  now: () => Date,
): (workflowType: string, attribute: string) => Promise<boolean> {
  let known: Promise<ReadonlySet<string>> = Promise.resolve(new Set())
  let askedAtMs = 0

  async function ask(before: Promise<ReadonlySet<string>>): Promise<ReadonlySet<string>> {
    try {
      const { customAttributes } = await connection.withDeadline(Date.now() + deadlineMs, () =>
        connection.operatorService.listSearchAttributes({ namespace }),
      )
      const keywords = Object.entries(customAttributes ?? {}).filter(
        ([, type]) => type === IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
      )
      return new Set(keywords.map(([name]) => name))
    } catch {
      return before
    }
  }

  return async (workflowType, attribute) => {
    const declared = view
      .findType(workflowType)
      ?.spec.search_attributes.find(({ name }) => name === attribute)
    if (declared) return declared.type === 'Keyword'
    if (now().getTime() - askedAtMs > freshForMs && fault() === undefined) {
      askedAtMs = now().getTime()
      known = ask(known)
    }
    return (await known).has(attribute)
  }
}
