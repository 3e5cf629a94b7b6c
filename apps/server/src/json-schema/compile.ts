import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'

import { markAttempts } from './attempts.ts'
import { addCalls, type Callees } from './calls.ts'
import { boundErrors } from './error-bound.ts'
import { formats } from './formats.ts'
import { mendEvaluated, replaceKeywords } from './keywords.ts'
import type { LoweredSchema } from './lower.ts'
import { compilePattern, type Patterns } from './regexp.ts'

/** Judges a value: the errors, or nothing if there are none. */
export type Evaluate = (value: unknown) => readonly ErrorObject[]

/**
 * Compiles a schema in an Ajv of its own. That costs 0.05 ms, and what Ajv keeps of a schema
 * goes when the schema goes; a shared one would keep every pattern and function for ever.
 */
export function compile(lowered: LoweredSchema, patterns: Patterns): Evaluate {
  const ajv = new Ajv2020({
    // Already checked, by way of this function.
    meta: false,
    validateSchema: false,
    strict: false,
    logger: false,
    formats,
    // `toString` and the like are properties as any other.
    ownProperties: true,
    // To stop at the first error Ajv nests the code of each property in that of the last,
    // and overflows the stack at 2,000 of them.
    allErrors: true,
    verbose: true,
    messages: false,
    code: {
      // V8 does as well, and Ajv takes four times as long with it.
      optimize: false,
      regExp: Object.assign(regExpFrom(patterns), { code: 'linear' }),
      process: bareRecords,
    },
  })
  const callees: Callees = {}
  replaceKeywords(ajv)
  mendEvaluated(ajv)
  markAttempts(ajv)
  boundErrors(ajv)
  addCalls(ajv, callees, lowered)

  for (const [name, schema] of lowered.definitions) callees[name] = ajv.compile(schema)
  const validate: ValidateFunction = ajv.compile(lowered.root)
  return (value) => (validate(value) ? [] : (validate.errors ?? []))
}

function regExpFrom(patterns: Patterns) {
  return (source: string) => {
    // The only one that is not the document's is what `__proto__` is lowered to.
    const pattern = patterns.get(source) ?? compilePattern(source)
    if (typeof pattern === 'string') throw new Error(pattern)
    return pattern
  }
}

/**
 * Ajv notes the properties it has evaluated in `{}`, where `toString` always seems to be and
 * `__proto__` cannot be put. The expression passes over string literals.
 */
function bareRecords(code: string): string {
  return code.replaceAll(
    /"(?:[^"\\]|\\.)*"|\b(props\d+ ?= ?)\{\}/g,
    (text, assignment: string | undefined) =>
      assignment === undefined ? text : `${assignment}Object.create(null)`,
  )
}
