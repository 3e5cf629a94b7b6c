import { compile, type Evaluate } from './compile.ts'
import { findContradictions } from './contradictions.ts'
import { weigh, type Weight } from './cost.ts'
import { draft07, draft2020, findDialect, type Dialect } from './dialect.ts'
import { openDocument } from './document.ts'
import { findEndlessLoops } from './endless-loops.ts'
import type { SchemaFault } from './faults.ts'
import { isObject, pointTo, type Schema } from './json.ts'
import { readSchema, schemaLimits } from './limits.ts'
import { lowerDocument, LoweredTooLarge } from './lower.ts'
import { findMisusedKeywords, forgetMetaschemas } from './metaschema.ts'
import { compilePatterns } from './patterns.ts'
import { linkReferences } from './references.ts'
import type { Patterns } from './regexp.ts'
import { runWithin, TimeLimitPassed } from './time-limit.ts'

/** A schema that can be evaluated without harm. */
export interface SoundSchema {
  readonly patterns: Patterns
  readonly weight: Weight
  readonly evaluate: Evaluate
  /** What it takes of the heap once it has been used: estimated on the high side. */
  readonly heapBytes: number
}

export type Inspection =
  | { readonly sound: SoundSchema; readonly contradictions: readonly SchemaFault[] }
  | { readonly faults: readonly SchemaFault[] }

/**
 * Looks at all that can be wrong with a schema. Contradictions stand apart: a schema that has
 * them is refused when it is registered, but one that is there already does no harm.
 */
export function inspectSchema(input: unknown): Inspection {
  const read = readSchema(input)
  if ('fault' in read) return { faults: [read.fault] }
  const { schema, sizeBytes } = read
  const dialect = findDialect(isObject(schema) ? schema['$schema'] : undefined)
  if (!dialect) return { faults: [unknownDialectAt('/$schema')] }

  try {
    return runWithin(schemaLimits.compileMillis, () => inspectDocument(schema, sizeBytes, dialect))
  } catch (error) {
    if (error instanceof TimeLimitPassed) forgetMetaschemas()
    const detail = reasonFor(error)
    if (detail === undefined) throw error
    return { faults: [{ pointer: '', detail }] }
  }
}

function unknownDialectAt(pointer: string): SchemaFault {
  const names = `2020-12 (${draft2020.uri}) or draft-07 (${draft07.uri})`
  return { pointer, detail: `$schema must name JSON Schema ${names}` }
}

function inspectDocument(schema: Schema, sizeBytes: number, dialect: Dialect): Inspection {
  const document = openDocument(schema, dialect)
  const links = linkReferences(document)
  const misused = document.entries.flatMap((entry) =>
    findMisusedKeywords(entry.schema, dialect).map(({ pointer, detail }) => {
      return { pointer: entry.pointer + pointer, detail }
    }),
  )
  const { patterns, faults } = compilePatterns(document)
  const loops = findEndlessLoops(document, links)
  const foreign = document.subschemas
    .filter((place) => findDialect(place.schema['$schema']) === undefined)
    .map(({ pointer }) => unknownDialectAt(pointTo(pointer, '$schema')))
  const harmful = [...document.faults, ...foreign, ...misused, ...faults, ...loops]
  const said = new Set(harmful.map(({ pointer }) => pointer))
  const contradictions = findContradictions(document, patterns).filter(
    ({ pointer }) => !said.has(pointer),
  )
  if (harmful.length > 0) return { faults: [...harmful, ...contradictions] }

  const lowered = lowerDocument(document, links)
  const weight = weigh(lowered, patterns)
  const evaluate = compile(lowered, patterns)
  const heapBytes = estimateHeap(sizeBytes, patterns)
  return { sound: { patterns, weight, evaluate, heapBytes }, contradictions }
}

/** What a failure to compile says about the schema; undefined if it says nothing. */
function reasonFor(error: unknown): string | undefined {
  if (error instanceof TimeLimitPassed)
    return `the schema takes more than ${schemaLimits.compileMillis} ms to prepare: describe less`
  if (error instanceof LoweredTooLarge)
    return 'the schema grows too large when its $dynamicRefs are followed: use $ref'
  if (error instanceof RangeError) return 'the schema is too large to be prepared: describe less'
  return undefined
}

/** Measured: code that V8 has optimised takes 60 times its schema, an RE2 instruction 350 B. */
function estimateHeap(sizeBytes: number, patterns: Patterns): number {
  const instructionCount = [...patterns.values()].reduce(
    (sum, one) => sum + one.instructionCount,
    0,
  )
  return 8_000 + 60 * sizeBytes + 350 * instructionCount
}
