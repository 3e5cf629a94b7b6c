import { parseHtml } from './html.ts'
import { compilePattern, matchIn } from './match.ts'
import { textOf } from './page-text.ts'

/** The text of a page that is HTML is what a reader sees of it. */
export function readText(text: string, contentType: string, pattern: string | undefined): unknown {
  const isHtml = /^\s*(text\/html|application\/xhtml)/i.test(contentType)
  const seen = isHtml ? textOf(parseHtml(text)) : text
  return pattern === undefined ? { text: seen.trim() } : matchIn(seen, compilePattern(pattern))
}
