import { pointerToken } from '@temporal-registry/contract/json-pointer'

/** The keywords of JSON Schema that the contract's shapes of signals use. */
export interface Shape {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Shape
  readonly propertyNames?: Shape
  readonly maxProperties?: number
  readonly items?: Shape
  readonly maxItems?: number
  readonly enum?: readonly unknown[]
  readonly not?: Shape
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
}

/** What is wrong with a value, at a JSON pointer. */
export interface ShapeFault {
  readonly pointer: string
  readonly detail: string
}

/**
 * Finds the first fault of a value, or nothing. It reads what the contract's shapes say and no more: a
 * validator's library would be most of the sandbox's code, which every worker loads.
 */
export function shapeFault(shape: Shape, value: unknown, pointer = ''): ShapeFault | undefined {
  const detail = ownFault(shape, value)
  if (detail !== undefined) return { pointer, detail }
  if (Array.isArray(value))
    return firstOf(value.map((one, at) => [`${pointer}/${at}`, shape.items, one]))
  return isObject(value) ? memberFault(shape, value, pointer) : undefined
}

function memberFault(shape: Shape, value: object, pointer: string): ShapeFault | undefined {
  const missing = shape.required?.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined)
    return { pointer: `${pointer}/${pointerToken(missing)}`, detail: 'is missing' }
  const { properties = {}, additionalProperties: others = true, propertyNames = {} } = shape
  const parts = Object.entries(value).map(([name, member]): Part | ShapeFault => {
    const at = `${pointer}/${pointerToken(name)}`
    const badName = ownFault(propertyNames, name)
    if (badName !== undefined) return { pointer: at, detail: `has a name that ${badName}` }
    if (Object.hasOwn(properties, name)) return [at, properties[name], member]
    if (others === false) return { pointer: at, detail: 'is no member of this signal' }
    return [at, others === true ? undefined : others, member]
  })
  return firstOf(parts)
}

type Part = readonly [pointer: string, shape: Shape | undefined, value: unknown]

function firstOf(parts: readonly (Part | ShapeFault)[]): ShapeFault | undefined {
  for (const part of parts) {
    if ('detail' in part) return part
    const [pointer, shape, value] = part
    const fault = shape && shapeFault(shape, value, pointer)
    if (fault) return fault
  }
  return undefined
}

/** What is wrong with a value itself, whatever is inside. */
function ownFault(shape: Shape, value: unknown): string | undefined {
  if (shape.type !== undefined && !isOf[shape.type]?.(value)) return `must be ${shape.type}`
  if (shape.enum && !shape.enum.includes(value)) return `must be one of ${shape.enum.join(', ')}`
  if (shape.not && ownFault(shape.not, value) === undefined) return 'must be something else'
  if (typeof value === 'string') return textFault(shape, value)
  if (typeof value === 'number') return rangeFault(shape, value)
  const count = Array.isArray(value)
    ? value.length
    : isObject(value)
      ? Object.keys(value).length
      : 0
  const most = (Array.isArray(value) ? shape.maxItems : shape.maxProperties) ?? Infinity
  return count > most ? `must not hold more than ${most}` : undefined
}

function textFault({ minLength = 0, maxLength = Infinity, pattern }: Shape, text: string) {
  const length = [...text].length
  if (length < minLength) return `must have at least ${minLength} characters`
  if (length > maxLength) return `must not have more than ${maxLength} characters`
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return `must match ${pattern}`
  return undefined
}

function rangeFault({ minimum = -Infinity, maximum = Infinity }: Shape, value: number) {
  if (value >= minimum && value <= maximum) return undefined
  return `must be from ${minimum} to ${maximum}`
}

const isOf: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
