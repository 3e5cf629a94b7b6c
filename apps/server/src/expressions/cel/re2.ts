import { RE2JS } from 're2js'
import { createLastUsed } from '../../platform/last-used.ts'
import { ExpressionError } from '../faults.ts'
import { expressionLimits } from '../limits.ts'

/** Patterns made at evaluation come and go with the data: those used last are kept. */
const keptPatternCount = 2_000
const compiled = createLastUsed<RE2JS>(keptPatternCount)

/** Compiles a pattern of RE2, or says in a sentence why it is none. */
export function compilePattern(pattern: string): RE2JS | string {
  const { patternChars } = expressionLimits
  if (pattern.length > patternChars)
    return `the pattern is longer than ${patternChars} characters: shorten it`
  try {
    return compiled.get(pattern, () => RE2JS.compile(pattern))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `the pattern is no regular expression of RE2: ${reason.replace(/^.*regexp: /, '')}`
  }
}

/** `re2(text, pattern)`: whether the pattern matches anywhere in the text, in time linear in both. */
export function matchesRe2(text: string, pattern: string): boolean {
  const made = compilePattern(pattern)
  if (typeof made === 'string') throw new ExpressionError('expression-failed', made)
  return made.test(text)
}
