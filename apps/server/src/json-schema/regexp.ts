import { RE2JS } from 're2js'

import { findUnsupported, toRe2Syntax } from './ecmascript-pattern.ts'
import { schemaLimits } from './limits.ts'

/** A regular expression whose time is linear in the text, whatever the pattern. */
export interface LinearPattern {
  readonly test: (text: string) => boolean
  /** What one character of text may cost, in RE2 instructions. */
  readonly instructionCount: number
  /** Ajv keeps patterns by this text: two that share it would share one verdict. */
  readonly toString: () => string
  /** Starts afresh after a test was stopped, maybe halfway through a change of its memory. */
  readonly renew: () => void
}

/** The compiled patterns of a schema, by their source. */
export type Patterns = ReadonlyMap<string, LinearPattern>

/** Compiles a pattern, or says in a sentence why it will not be run. */
export function compilePattern(pattern: string): LinearPattern | string {
  if (pattern.length > schemaLimits.patternChars)
    return `the pattern is longer than ${schemaLimits.patternChars} characters: shorten it`

  const equivalent = equivalents.get(pattern)
  const unsupported = equivalent === undefined ? findUnsupported(pattern) : undefined
  if (unsupported !== undefined) return unsupported
  try {
    const source = equivalent ?? toRe2Syntax(pattern)
    let re2 = RE2JS.compile(source)
    return {
      test: (text) => re2.test(text),
      instructionCount: re2.programSize(),
      toString: () => `/${pattern}/re2`,
      renew: () => {
        re2 = RE2JS.compile(source)
      },
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (reason.includes('invalid repeat count'))
      return 'the pattern repeats something more than 1000 times: use minLength and maxLength'
    return `the pattern is no regular expression for RE2: ${reason.replace(/^.*regexp: /, '')}`
  }
}

/** A time of at least one unit, as durations have it. */
const someTime = String.raw`T(?:\d+H(?:\d+M)?(?:\d+(?:[.,]\d+)?S)?|\d+M(?:\d+(?:[.,]\d+)?S)?|\d+(?:[.,]\d+)?S)`
const someDays = String.raw`(?:\d+Y(?:\d+M)?(?:\d+D)?|\d+M(?:\d+D)?|\d+D)`

/**
 * zod 4 writes these for `z.email()` and `z.iso.duration()`. They look ahead, but say
 * nothing that cannot be said without.
 */
const equivalents = new Map([
  [
    String.raw`^(?!\.)(?!.*\.\.)([A-Za-z0-9_'+\-\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$`,
    String.raw`^(?:[A-Za-z0-9_'+\-]+\.)*[A-Za-z0-9_'+\-]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$`,
  ],
  [
    String.raw`^P(?:(\d+W)|(?!.*W)(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)$`,
    String.raw`^P(?:\d+W|${someDays}(?:${someTime})?|${someTime})$`,
  ],
])
