import { parse } from 'yaml'
import { definitionYaml } from './definition-yaml.ts'

export type TextForm = 'yaml' | 'json'

/** What a text says, or nothing while it cannot be read. */
export function readDefinition(
  text: string,
  form: TextForm,
): { readonly value: unknown } | undefined {
  try {
    return { value: form === 'json' ? JSON.parse(text) : parse(text) }
  } catch {
    return undefined
  }
}

/** Writes a definition in a form; comments of YAML are lost on the way to JSON. */
export const writeDefinition = (value: unknown, form: TextForm): string =>
  form === 'json' ? JSON.stringify(value, null, 2) : definitionYaml(value)
