import { UnusableSchema } from './faults.ts'
import { createInputCheck, type InputCheck } from './input-check.ts'
import { inspectSchema } from './inspect.ts'

export interface SchemaCache {
  /**
   * The check for a schema, compiled when its hash is first seen.
   *
   * @throws UnusableSchema when the schema cannot be evaluated without harm
   */
  checkFor(hash: string, schema: Record<string, unknown>): InputCheck
}

/** Keeps the checks of the schemas used last. Each takes some 13 KB and 2 ms to make. */
export function createSchemaCache({ maxEntries = 10_000 } = {}): SchemaCache {
  // A Map keeps its keys in the order of their insertion: the first is the one to go.
  const entries = new Map<string, InputCheck | UnusableSchema>()

  return {
    checkFor(hash, schema) {
      const entry = entries.get(hash) ?? createEntry(schema)
      entries.delete(hash)
      entries.set(hash, entry)
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break
        entries.delete(oldest)
      }
      if (entry instanceof UnusableSchema) throw entry
      return entry
    },
  }
}

/** That a schema is unusable is worth remembering too: it may take a second to find out. */
function createEntry(schema: Record<string, unknown>): InputCheck | UnusableSchema {
  const inspection = inspectSchema(schema)
  return 'faults' in inspection
    ? new UnusableSchema(inspection.faults)
    : createInputCheck(inspection.sound)
}
