import { exportFormat } from '@temporal-registry/contract/activity-definition-transfer'
import { Problem } from '@temporal-registry/contract/problem'

/**
 * The definitions of a document: what an export wrote, a list of definitions, or one.
 *
 * @throws Problem `validation-failed` for a document of another form.
 */
export function itemsIn(document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return document
  if (typeof document !== 'object' || document === null) {
    throw unfit('', 'must be a definition, a list of them, or what an export wrote')
  }
  const definitions: unknown = Reflect.get(document, 'definitions')
  if (definitions === undefined) return [document]
  if (!Array.isArray(definitions)) throw unfit('/definitions', 'must be a list')
  const format: unknown = Reflect.get(document, 'format')
  if (format !== undefined && format !== exportFormat) {
    throw unfit('/format', `must be ${exportFormat}`)
  }
  return definitions
}

function unfit(pointer: string, detail: string): Problem {
  return new Problem('validation-failed', `${pointer || 'The document'} ${detail}`, {
    errors: [{ pointer, detail }],
  })
}
