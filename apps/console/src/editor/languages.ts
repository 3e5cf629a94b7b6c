import type { Extension } from '@codemirror/state'
import type { CodeLanguage } from './fault-places.ts'

/** Each is loaded when a text of it is first edited: Liquid, which brings HTML, weighs most. */
export const loadLanguage = {
  json: async () => (await import('@codemirror/lang-json')).json(),
  yaml: async () => (await import('@codemirror/lang-yaml')).yaml(),
  liquid: async () => (await import('@codemirror/lang-liquid')).liquid(),
  cel: async () => (await import('./cel-language.ts')).cel(),
} satisfies Record<CodeLanguage, () => Promise<Extension>>
