import type { ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  listActualSearchAttributes,
  listDeclaredSearchAttributes,
  reconcileSearchAttributes,
  type ReconcileReport,
} from '@temporal-registry/contract/search-attributes'
import type { CallOptions } from './call.ts'
import type { Caller } from './caller.ts'

/** Search attributes: what workflow types declare, and what the namespace has. */
export interface SearchAttributes {
  /** Lists those that workflow types declare. */
  declared(options?: CallOptions): Promise<ResponseOf<typeof listDeclaredSearchAttributes>>
  /** Lists those that the namespace has, Temporal's own too. */
  actual(options?: CallOptions): Promise<ResponseOf<typeof listActualSearchAttributes>>
  /** Tells what is missing or in conflict, of these or of all declared. Changes nothing. */
  validate(names?: readonly string[], options?: CallOptions): Promise<ReconcileReport>
  /**
   * Makes what is missing, of these or of all declared. Where anything conflicts it only tells so.
   *
   * @throws `search-attribute-refused` where Temporal does not make one; nothing was changed then.
   */
  ensure(names?: readonly string[], options?: CallOptions): Promise<ReconcileReport>
  /**
   * The same, and removes those in conflict to make them again with the declared type. Values that runs
   * have under the old type are lost.
   *
   * @throws `validation-failed` for Temporal's own, `search-attribute-refused` as `ensure`.
   */
  replace(names: readonly string[], options?: CallOptions): Promise<ReconcileReport>
}

export function createSearchAttributes({ call }: Caller): SearchAttributes {
  const named = (names: readonly string[]) => (names.length === 0 ? {} : { attributes: [...names] })
  return {
    declared: (options) => call(listDeclaredSearchAttributes, { ...options }),
    actual: (options) => call(listActualSearchAttributes, { ...options }),
    validate: (names = [], options) =>
      call(reconcileSearchAttributes, { body: { mode: 'validate', ...named(names) }, ...options }),
    ensure: (names = [], options) =>
      call(reconcileSearchAttributes, { body: { mode: 'ensure', ...named(names) }, ...options }),
    replace: (names, options) =>
      call(reconcileSearchAttributes, {
        body: { mode: 'replace', confirm: true, attributes: [...names] },
        ...options,
      }),
  }
}
