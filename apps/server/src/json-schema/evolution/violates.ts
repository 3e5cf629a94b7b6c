import type { Format } from 'ajv'
import { formats } from '../formats.ts'
import { isMultipleOf } from '../multiple-of.ts'
import { keywordOf, type SchemaNode } from './reading.ts'
import { kindOf, kindsOf } from './kinds.ts'

/** Whether a value is surely not valid under what a schema says of scalars. */
export function violates(value: unknown, node: SchemaNode): boolean {
  const { schema } = node
  if (typeof schema === 'boolean') return !schema
  if ((kindOf(value) & kindsOf(schema['type'])) === 0) return true
  if (typeof value === 'number') return numberTests.some((fails) => fails(value, node))
  return typeof value === 'string' && stringTests.some((fails) => fails(value, node))
}

const numberTests: readonly ((value: number, node: SchemaNode) => boolean)[] = [
  bound('minimum', (value, least) => value < least),
  bound('exclusiveMinimum', (value, least) => value <= least),
  bound('maximum', (value, most) => value > most),
  bound('exclusiveMaximum', (value, most) => value >= most),
  bound('multipleOf', (value, divisor) => !isMultipleOf(value, divisor)),
]

const stringTests: readonly ((value: string, node: SchemaNode) => boolean)[] = [
  bound('minLength', (value, least) => Array.from(value).length < least),
  bound('maxLength', (value, most) => Array.from(value).length > most),
  (value, node) => {
    const pattern = keywordOf(node, 'pattern')
    return typeof pattern === 'string' && node.reading.patterns.get(pattern)?.test(value) === false
  },
  (value, node) => {
    const format = keywordOf(node, 'format')
    return typeof format === 'string' && !isOfFormat(value, format)
  },
]

function bound<V>(keyword: string, fails: (value: V, bound: number) => boolean) {
  return (value: V, node: SchemaNode) => {
    const limit = keywordOf(node, keyword)
    return typeof limit === 'number' && fails(value, limit)
  }
}

/** Whether a value is of a format; one that the format is not about is. */
export function isOfFormat(value: unknown, name: string): boolean {
  const format: Format | undefined = Object.hasOwn(formats, name) ? formats[name] : undefined
  if (format === undefined || typeof format === 'string' || format === true) return true
  if (format instanceof RegExp) return typeof value !== 'string' || format.test(value)
  if (typeof format === 'function') return typeof value !== 'string' || format(value)
  if (format.async) return true
  const { type = 'string', validate } = format
  if (typeof value !== type) return true
  if (validate instanceof RegExp) return validate.test(String(value))
  if (typeof validate === 'string') return true
  // The type that the format is for was compared on a line above.
  return (validate as (value: unknown) => boolean)(value)
}
