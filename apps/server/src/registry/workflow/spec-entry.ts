import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { SpecEntry } from './messages.ts'

/** Full spec of an entry, its schemas put back. */
export function specOf(
  entry: SpecEntry,
  schemaOf: (hash: string) => Record<string, unknown> | undefined,
): FullWorkflowSpec {
  return {
    ...entry.spec,
    input_schema: schemaOf(entry.input_schema_hash) ?? {},
    output_schema: schemaOf(entry.output_schema_hash) ?? {},
  }
}

/** Whether two specs say the same, `enabled` aside: that is the operator's to say. */
export function saysTheSame(a: FullWorkflowSpec, b: FullWorkflowSpec): boolean {
  return canonicalJson({ ...a, enabled: true }) === canonicalJson({ ...b, enabled: true })
}
