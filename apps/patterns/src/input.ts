import { ApplicationFailure } from '@temporalio/workflow'

// A workflow can be started past the gateway, by Temporal's CLI or any client, so it reads its
// input as carefully as the schema it announces. Pure: runs in the sandbox.

/** A value of the input and the JSON pointer to where it was found. */
export interface Found {
  readonly value: unknown
  readonly at: string
}

interface Range {
  readonly min: number
  readonly max: number
}

export function root(input: unknown): Found {
  return { value: input, at: '' }
}

export function members<K extends string>(found: Found, names: readonly K[]): Record<K, Found> {
  const { value, at } = found
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(found, `must be an object with ${names.join(', ')}`)
  const unknownName = Object.keys(value).find((name) => !names.some((known) => known === name))
  if (unknownName !== undefined)
    throw invalid(found, `has «${unknownName}», and knows only ${names.join(', ')}`)
  const own = new Map<string, unknown>(Object.entries(value))
  const entries = names.map((name) => [name, { value: own.get(name), at: `${at}/${name}` }])
  // fromEntries forgets which keys it was given.
  return Object.fromEntries(entries) as Record<K, Found>
}

export function elements(found: Found, { min, max }: Range): Found[] {
  const { value, at } = found
  if (!Array.isArray(value) || value.length < min || value.length > max)
    throw invalid(found, `must be a list of ${min} to ${max} elements`)
  return value.map((element: unknown, index) => ({ value: element, at: `${at}/${index}` }))
}

export function integer(found: Found, { min, max }: Range): number {
  const { value } = found
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    throw invalid(found, `must be a whole number from ${min} to ${max}`)
  return value
}

interface TextRange {
  readonly minLength?: number
  readonly maxLength: number
}

export function text(found: Found, { minLength = 0, maxLength }: TextRange): string {
  const { value } = found
  // JSON Schema counts characters where .length counts UTF-16 units.
  if (typeof value !== 'string' || !isWithin(Array.from(value).length, minLength, maxLength))
    throw invalid(found, `must be text of ${minLength} to ${maxLength} characters`)
  return value
}

export function flag(found: Found): boolean {
  if (typeof found.value !== 'boolean') throw invalid(found, 'must be true or false')
  return found.value
}

export function choice<T extends string>(found: Found, words: readonly T[]): T {
  const word = words.find((each) => each === found.value)
  if (word === undefined) throw invalid(found, `must be one of ${words.join(', ')}`)
  return word
}

export function orElse<T>(found: Found, fallback: T, read: (found: Found) => T): T {
  return found.value === undefined ? fallback : read(found)
}

function isWithin(length: number, min: number, max: number): boolean {
  return length >= min && length <= max
}

function invalid({ value, at }: Found, must: string): ApplicationFailure {
  const shown = value === undefined ? 'missing' : excerpt(JSON.stringify(value))
  const message = `The input${at && ` at ${at}`} ${must}; it is ${shown}`
  return ApplicationFailure.nonRetryable(message, 'input-invalid', { pointer: at })
}

function excerpt(json: string): string {
  return json.length > 80 ? `${json.slice(0, 80)}…` : json
}
