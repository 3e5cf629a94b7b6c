import { isObject, pointTo, type Schema } from './json.ts'
import type { SchemaFault } from './faults.ts'

/** What a schema may ask of us. Whoever needs more splits the schema, or loosens it. */
export const schemaLimits = Object.freeze({
  sizeBytes: 128 * 1024,
  /** Schemas within schemas, counted from the root. */
  depthLevels: 64,
  subschemaCount: 5_000,
  patternChars: 1_000,
  /** RE2 instructions of all patterns together; `x{1000}` alone takes 1,000. */
  patternInstructionCount: 20_000,
  faultCount: 20,
  compileMillis: 1_000,
  evaluationMillis: 80,
  /** Of the comparison of two schemas, so that its verdict does not hang on what else the machine does. */
  comparisonSteps: 20_000,
  /** For those few whose steps are long ones. */
  comparisonMillis: 200,
  differenceCount: 100,
})

/**
 * Nesting of arrays and objects in the document. Far above what `depthLevels` can use for
 * keywords, and far below what overflows the stack of a recursive function.
 */
const nestingLimit = 256

type Read = { schema: Schema; sizeBytes: number } | { fault: SchemaFault }

/**
 * Takes a private copy of a schema as JSON sees it: a tree without shared objects, that
 * nobody changes later. It is measured first, because copying is recursive.
 */
export function readSchema(input: unknown): Read {
  if (typeof input === 'boolean') return { schema: input, sizeBytes: 0 }
  if (!isObject(input)) return refuse('a schema must be an object or a boolean')

  const fault = findNestingFault(input)
  if (fault) return { fault }

  const text = serialise(input)
  if (text === undefined) return refuse('the schema holds values that JSON cannot carry')
  const sizeBytes = Buffer.byteLength(text)
  if (sizeBytes > schemaLimits.sizeBytes) return { fault: tooLarge }

  // `toJSON` could have made anything of the root.
  const schema: unknown = JSON.parse(text)
  return isObject(schema)
    ? { schema, sizeBytes }
    : refuse('a schema must be an object or a boolean')
}

const tooLarge: SchemaFault = {
  pointer: '',
  detail:
    `the schema is larger than ${schemaLimits.sizeBytes / 1024} KiB: ` +
    'share repeated parts through $defs, or describe less',
}

function findNestingFault(root: object): SchemaFault | undefined {
  const stack: { value: object; pointer: string; level: number }[] = [
    { value: root, pointer: '', level: 1 },
  ]
  let valueCount = 0
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, pointer, level } = next
    if (level > nestingLimit)
      return { pointer, detail: `the schema is nested more than ${nestingLimit} levels deep` }
    for (const [key, child] of Object.entries(value)) {
      // Every value costs at least a byte, so this also ends the walk through a tree that
      // shares its objects and would be endless when written out.
      valueCount += 1
      if (valueCount > schemaLimits.sizeBytes) return tooLarge
      if (typeof child === 'object' && child !== null)
        stack.push({ value: child, pointer: pointTo(pointer, key), level: level + 1 })
    }
  }
  return undefined
}

function serialise(input: object): string | undefined {
  try {
    return JSON.stringify(input)
  } catch {
    return undefined
  }
}

function refuse(detail: string): Read {
  return { fault: { pointer: '', detail } }
}
