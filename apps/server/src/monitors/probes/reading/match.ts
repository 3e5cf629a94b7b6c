import { RE2JS } from 're2js'
import { probeLimits as limits } from '../limits.ts'
import { ReadingError } from './failing.ts'

export interface Match {
  readonly found: boolean
  readonly match: string | null
  readonly groups: readonly (string | null)[]
  readonly count: number
}

/** What a pattern finds first in a text, with its groups; and how often it is there. */
export function matchIn(text: string, pattern: RE2JS): Match {
  const matcher = pattern.matcher(text)
  if (!matcher.find()) return { found: false, match: null, groups: [], count: 0 }
  const match = short(matcher.group() ?? '')
  const groups = Array.from({ length: matcher.groupCount() }, (_, at) => {
    const group = matcher.group(at + 1)
    return typeof group === 'string' ? short(group) : null
  })
  let count = 1
  while (count < limits.matchCount && matcher.find()) count++
  return { found: true, match, groups, count }
}

/** Says in a sentence why a text is no regular expression. */
export function patternFault(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern)
    return undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return `it is no regular expression of RE2: ${why.replace(/^.*regexp: /, '')}`
  }
}

/** @throws ReadingError `probe-invalid` */
export function compilePattern(pattern: string): RE2JS {
  const fault = patternFault(pattern)
  if (fault !== undefined) throw new ReadingError('probe-invalid', fault)
  return RE2JS.compile(pattern)
}

const short = (text: string) => text.slice(0, limits.fieldChars)
