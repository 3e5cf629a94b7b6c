import { ConfigSchema } from './schema.ts'

/** The part of a schema that reading needs; TypeBox types its own more narrowly. */
interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}

const truthWords: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  1: true,
  t: true,
  y: true,
  false: false,
  no: false,
  off: false,
  0: false,
  f: false,
  n: false,
}

/**
 * A document as the schema can check it: texts read as the numbers and truth words they stand for, blanks
 * around them cut off, sections made for their defaults to apply. A text where names are listed is read as
 * the names between its commas: variables hold no lists. A key without a value is left out.
 */
export function completed(document: unknown): unknown {
  return complete(document, ConfigSchema as Shape)
}

function complete(value: unknown, shape: Shape): unknown {
  if (typeof value === 'string') {
    return isListOfNames(shape) ? namesIn(value) : readText(value.trim(), shape)
  }
  if (typeof value === 'number') return readText(value, shape)
  if (Array.isArray(value)) return value.map((item) => complete(item, shape.items ?? {}))
  if (typeof value !== 'object' || value === null) return value
  const given = Object.entries(value).filter(([, member]) => member !== null)
  const sections = Object.entries(shape.properties ?? {}).filter(
    ([, { type }]) => type === 'object',
  )
  const whole = [...sections.map(([name]): [string, unknown] => [name, {}]), ...given]
  return Object.fromEntries(
    [...new Map(whole)].map(([key, member]) => [
      key,
      complete(member, shape.properties?.[key] ?? {}),
    ]),
  )
}

function isListOfNames({ type, items }: Shape): boolean {
  return type === 'array' && items?.type === 'string' && items.enum === undefined
}

function namesIn(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function readText(value: string | number, { type, enum: words = [] }: Shape): unknown {
  const word = String(value).toLowerCase()
  if (type === 'boolean' || words.includes(true))
    return Object.hasOwn(truthWords, word) ? truthWords[word] : value
  if (type === 'integer' && /^\d{1,15}$/.test(word)) return Number(word)
  return value
}
