import { byPointer, type SchemaFault } from './faults.ts'
import { inspectSchema } from './inspect.ts'
import { schemaLimits } from './limits.ts'

export { compareSchemas } from './evolution/compare.ts'
export type { SchemaComparison, SchemaVerdict } from './evolution/compare.ts'
export { EvaluationTooCostly, UnusableSchema } from './faults.ts'
export type { InputFault, SchemaFault } from './faults.ts'
export { schemaLimits } from './limits.ts'
export { createSchemaCache } from './schema-cache.ts'

/** Returns what is wrong with a schema; if there is nothing, it may be stored. */
export function findSchemaFaults(schema: unknown): SchemaFault[] {
  const inspection = inspectSchema(schema)
  const faults = 'faults' in inspection ? inspection.faults : inspection.contradictions
  return faults.toSorted(byPointer).slice(0, schemaLimits.faultCount)
}
