import { pointerToken } from '@temporal-registry/contract/json-pointer'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { SearchAttributeDeclaration } from '@temporal-registry/contract/workflow-spec'
import { toPayload } from '../platform/payloads.ts'

/**
 * Search attributes of a run as Temporal takes them.
 *
 * @throws Problem `search-attribute-unusable` for one that is not declared, or of another type.
 */
export function searchAttributesOf(
  values: Readonly<Record<string, unknown>>,
  declared: readonly SearchAttributeDeclaration[],
) {
  const errors: ProblemError[] = []
  const fields = Object.entries(values).map(([name, value]) => {
    const pointer = `/search_attributes/${pointerToken(name)}`
    const type = declared.find((attribute) => attribute.name === name)?.type
    if (!type) {
      const known = declared.map((attribute) => attribute.name).join(', ') || 'none'
      errors.push({ pointer, detail: `is not declared by the workflow type; declared: ${known}` })
    } else if (!fits[type](value)) {
      errors.push({
        pointer,
        detail: `must be ${expectations[type]}, as the attribute is a ${type}`,
      })
    }
    const payload = toPayload(value)
    const metadata = { ...payload.metadata, type: Buffer.from(type ?? '') }
    return [name, { ...payload, metadata }] as const
  })
  if (errors.length > 0) {
    const detail = `${errors[0]?.pointer ?? ''} ${errors[0]?.detail ?? ''}`
    throw new Problem('search-attribute-unusable', detail, { errors })
  }
  return fields.length === 0 ? null : { indexedFields: Object.fromEntries(fields) }
}

type AttributeType = SearchAttributeDeclaration['type']

const isText = (value: unknown) => typeof value === 'string'

const fits: Readonly<Record<AttributeType, (value: unknown) => boolean>> = {
  Keyword: isText,
  Text: isText,
  KeywordList: (value) => Array.isArray(value) && value.every(isText),
  Int: Number.isSafeInteger,
  Double: (value) => typeof value === 'number',
  Bool: (value) => typeof value === 'boolean',
  Datetime: (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/i.test(value) &&
    !Number.isNaN(Date.parse(value)),
}

const expectations: Readonly<Record<AttributeType, string>> = {
  Keyword: 'text',
  Text: 'text',
  KeywordList: 'a list of texts',
  Int: 'an integer',
  Double: 'a number',
  Bool: 'true or false',
  Datetime: 'an RFC 3339 time with a zone',
}
