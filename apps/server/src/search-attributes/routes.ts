import * as contract from '@temporal-registry/contract/search-attributes'
import type { DeclaredSearchAttribute } from '@temporal-registry/contract/search-attributes'
import type { OnEndpoint } from '../http/on-endpoint.ts'
import type { SearchAttributes } from './search-attributes.ts'

/** What the routes need of the registry: what is declared, and that it looks again after a change. */
export interface Declarations {
  /** Sorted by name. @throws Problem while nothing was read yet. */
  declared(): readonly DeclaredSearchAttribute[]
  recheck(): Promise<void>
}

/** Binds the endpoints about search attributes. */
export function searchAttributeRoutes(
  on: OnEndpoint,
  searchAttributes: Pick<SearchAttributes, 'listForCaller' | 'reconcile'>,
  { declared, recheck }: Declarations,
): void {
  on(contract.listDeclaredSearchAttributes, () => ({ search_attributes: [...declared()] }))

  on(contract.listActualSearchAttributes, async () => ({
    search_attributes: await searchAttributes.listForCaller(),
  }))

  on(contract.reconcileSearchAttributes, async ({ body }) => {
    const report = await searchAttributes.reconcile(body, declared())
    // So that whoever is told of a change also finds the types ready that waited for it.
    if (report.added.length + report.replaced.length > 0) await recheck()
    return report
  })
}
