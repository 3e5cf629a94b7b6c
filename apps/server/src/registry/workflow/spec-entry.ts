import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { SpecEntry } from './messages.ts'
import { contentHash } from './content-hash.ts'

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

/** What was found to say the same as an entry before: all workers of a deployment send one text. */
const knownToSayTheSame = new WeakMap<SpecEntry, string>()

/** Whether a spec says what is stored, `enabled` aside: that is the operator's to say. */
export function saysTheSame(entry: SpecEntry, spec: FullWorkflowSpec): boolean {
  const text = JSON.stringify({ ...spec, enabled: true })
  if (knownToSayTheSame.get(entry) === text) return true
  const isSame = isCanonicallyTheSame(entry, spec)
  if (isSame) knownToSayTheSame.set(entry, text)
  return isSame
}

function isCanonicallyTheSame(entry: SpecEntry, spec: FullWorkflowSpec): boolean {
  const { input_schema: inputSchema, output_schema: outputSchema, ...rest } = spec
  return (
    entry.input_schema_hash === contentHash(inputSchema) &&
    entry.output_schema_hash === contentHash(outputSchema) &&
    canonicalJson({ ...entry.spec, enabled: true }) === canonicalJson({ ...rest, enabled: true })
  )
}
