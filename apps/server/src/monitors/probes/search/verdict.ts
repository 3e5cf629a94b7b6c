import { Problem } from '@temporal-registry/contract/problem'

const maxChars = 2_000

/**
 * The one JSON object in what a model wrote, which may be wrapped in words or in a block of code.
 *
 * @throws Problem `search-answer-unusable`
 */
export function verdictIn(
  text: string,
  flag: string,
): { readonly holds: boolean; said(name: string): string } {
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)
  const value = parsed(json)
  const holds = value?.[flag]
  if (!value || typeof holds !== 'boolean') {
    throw new Problem(
      'search-answer-unusable',
      `What it answered has no «${flag}»: ${text.slice(0, 300)}`,
    )
  }
  return {
    holds,
    said(name) {
      const words = value[name]
      if (typeof words === 'string') return words.trim().slice(0, maxChars)
      return words === undefined || words === null ? '' : JSON.stringify(words).slice(0, maxChars)
    },
  }
}

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
