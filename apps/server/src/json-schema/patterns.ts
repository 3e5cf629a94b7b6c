import { standsAlone } from './dialect.ts'
import type { SchemaDocument, Subschema } from './document.ts'
import type { SchemaFault } from './faults.ts'
import { isObject, pointTo } from './json.ts'
import { schemaLimits } from './limits.ts'
import { compilePattern, type LinearPattern, type Patterns } from './regexp.ts'

/** Compiles every pattern of a document, and finds those that will not be run. */
export function compilePatterns(document: SchemaDocument): {
  patterns: Patterns
  faults: SchemaFault[]
} {
  const patterns = new Map<string, LinearPattern>()
  const faults: SchemaFault[] = []
  let instructionCount = 0
  for (const subschema of document.subschemas) {
    if (standsAlone(subschema.schema, document.dialect)) continue
    for (const { source, pointer } of patternsOf(subschema)) {
      if (patterns.has(source)) continue
      const pattern = compilePattern(source)
      if (typeof pattern === 'string') {
        faults.push({ pointer, detail: pattern })
        continue
      }
      patterns.set(source, pattern)
      instructionCount += pattern.instructionCount
      if (instructionCount > schemaLimits.patternInstructionCount) {
        const detail =
          'the patterns up to here repeat too much together: bound lengths with maxLength'
        return { patterns, faults: [...faults, { pointer, detail }] }
      }
    }
  }
  return { patterns, faults }
}

function* patternsOf({
  schema,
  pointer,
}: Subschema): Generator<{ source: string; pointer: string }> {
  const { pattern, patternProperties } = schema
  if (typeof pattern === 'string') yield { source: pattern, pointer: pointTo(pointer, 'pattern') }
  if (isObject(patternProperties))
    for (const source of Object.keys(patternProperties))
      yield { source, pointer: pointTo(pointer, 'patternProperties', source) }
}
