import { parseDocument } from 'yaml'
import type { CodeLanguage } from './fault-places.ts'

/** A text laid out anew, its comments kept; as it is where it cannot be read, or has no layout of ours. */
export function formatCode(text: string, language: CodeLanguage): string {
  if (text.trim() === '') return text
  if (language === 'json') {
    try {
      return JSON.stringify(JSON.parse(text), null, 2)
    } catch {
      return text
    }
  }
  if (language !== 'yaml') return text
  const document = parseDocument(text)
  return document.errors.length > 0 ? text : document.toString({ lineWidth: 100 })
}
