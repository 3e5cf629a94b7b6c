import { RE2JS } from 're2js'

import { ExpressionError } from '../faults.ts'
import { expressionLimits } from '../limits.ts'

/** Patterns made at evaluation come and go with the data: the last so many are kept. */
const keptPatternCount = 2_000
const compiled = new Map<string, RE2JS>()

/** Compiles a pattern of RE2, or says in a sentence why it is none. */
export function compilePattern(pattern: string): RE2JS | string {
  const { patternChars } = expressionLimits
  if (pattern.length > patternChars)
    return `the pattern is longer than ${patternChars} characters: shorten it`
  const known = compiled.get(pattern)
  if (known) return known
  try {
    const made = RE2JS.compile(pattern)
    compiled.set(pattern, made)
    for (const oldest of compiled.keys()) {
      if (compiled.size <= keptPatternCount) break
      compiled.delete(oldest)
    }
    return made
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
