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

interface Entry {
  readonly check: InputCheck | UnusableSchema
  readonly heapBytes: number
}

/** Keeps the checks of the schemas used last: some 30 KB and 2 ms to make for a plain one. */
export function createSchemaCache({
  maxEntries = 10_000,
  maxHeapBytes = 256 * 1024 * 1024,
} = {}): SchemaCache {
  // A Map keeps its keys in the order of their insertion: the first is the one to go.
  const entries = new Map<string, Entry>()
  let heapBytes = 0

  return {
    checkFor(hash, schema) {
      const entry = entries.get(hash) ?? add(hash, createEntry(schema))
      entries.delete(hash)
      entries.set(hash, entry)
      if (entry.check instanceof UnusableSchema) throw entry.check
      return entry.check
    },
  }

  function add(hash: string, entry: Entry): Entry {
    entries.set(hash, entry)
    heapBytes += entry.heapBytes
    for (const [oldest, { heapBytes: freed }] of entries) {
      const fits = entries.size <= maxEntries && heapBytes <= maxHeapBytes
      if (fits || oldest === hash) break
      entries.delete(oldest)
      heapBytes -= freed
    }
    return entry
  }
}

function createEntry(schema: Record<string, unknown>): Entry {
  const inspection = inspectSchema(schema)
  if ('sound' in inspection)
    return { check: createInputCheck(inspection.sound), heapBytes: inspection.sound.heapBytes }
  // Worth remembering too: it may take a second to find out.
  return { check: new UnusableSchema(inspection.faults), heapBytes: 8_000 }
}
