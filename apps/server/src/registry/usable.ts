import { Problem } from '@temporal-registry/contract/problem'
import type { ViewedType } from './view.ts'

/**
 * Refuses a type that nothing can be begun of, whatever its workers do.
 *
 * @throws Problem `schema-invalid`, `search-attribute-conflict` or `search-attribute-not-ready`
 */
export function assertUsable({ spec, fault }: Pick<ViewedType, 'spec' | 'fault'>): void {
  if (!fault) return
  // What is being made, or may be mended by an operator, is worth another try.
  const isPassing = fault.code === 'search-attribute-not-ready'
  throw new Problem(fault.code, fault.detail, {
    workflow_type: spec.workflow_type,
    ...(isPassing ? { retry_after_seconds: 1 } : {}),
  })
}
