import { pointerSteps, pointerToken } from '@temporal-registry/contract/json-pointer'
import type { ProblemError } from '@temporal-registry/contract/problem'
import { Name } from '@temporal-registry/contract/shapes'
import type { AnySchemaObject, ErrorObject } from 'ajv/dist/2020.js'

const namePattern: unknown = Reflect.get(Name, 'pattern')

/** Says in our words what Ajv found; `prefix` is empty for a body, else what its parts are called by. */
export function readFaults(errors: readonly ErrorObject[], prefix: string): ProblemError[] {
  const faults = narrowUnions(errors).map((error) => ({
    pointer: prefix === '' ? placeOf(error) : prefix + firstStepOf(placeOf(error)),
    detail: sentenceOf(error),
  }))
  return [...new Map(faults.map((fault) => [`${fault.pointer} ${fault.detail}`, fault])).values()]
}

/**
 * A union's faults are those of the branches the value was meant for; the others would only say that it
 * is something else. A value of no branch's type is told all the types there are.
 */
function narrowUnions(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf')
  return unions.reduce<readonly ErrorObject[]>((left, union) => {
    if (!left.includes(union)) return left
    const inUnion = (error: ErrorObject) =>
      error.schemaPath.startsWith(`${union.schemaPath}/`) &&
      `${error.instancePath}/`.startsWith(`${union.instancePath}/`)
    const branchOf = ({ schemaPath }: ErrorObject) =>
      schemaPath.slice(union.schemaPath.length + 1).split('/', 1)[0]
    const isMisfit = (error: ErrorObject) =>
      inUnion(error) &&
      error.instancePath === union.instancePath &&
      ['type', 'const', 'enum'].includes(error.keyword)
    const misfits = left.filter(isMisfit)
    const others = new Set(misfits.map(branchOf))
    const meant = left.filter((error) => inUnion(error) && !others.has(branchOf(error)))
    const rest = left.filter((error) => error !== union && !inUnion(error))
    return [...rest, ...(meant.length > 0 ? meant : [{ ...union, params: { misfits } }])]
  }, errors)
}

/** The place a fault is at: for a missing or unknown member, the member itself. */
function placeOf({ keyword, instancePath, params }: ErrorObject): string {
  const member: unknown =
    keyword === 'required'
      ? params['missingProperty']
      : keyword === 'additionalProperties'
        ? params['additionalProperty']
        : undefined
  if (typeof member !== 'string') return instancePath
  return `${instancePath}/${pointerToken(member)}`
}

/** The name of a parameter: its faults are told by it, whichever of its values they are in. */
function firstStepOf(pointer: string): string {
  return pointerSteps(pointer)[0] ?? ''
}

const nouns: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

function sentenceOf({ keyword, params, parentSchema, message = 'is wrong' }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return 'is missing'
    case 'additionalProperties':
      return 'is not a member this operation knows'
    case 'type':
      return `must be ${nounOf(params['type'])}`
    case 'enum':
      return `must be one of ${JSON.stringify(params['allowedValues'])}`
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`
    case 'anyOf':
      return `must be ${choicesOf(params['misfits'])}`
    case 'format':
      return params['format'] === 'date-time' ? 'must be an RFC 3339 time with a zone' : message
    case 'not':
      return 'must not be . or .., which no URL can address'
    case 'pattern':
      return params['pattern'] === namePattern
        ? 'must not be blank, and holds no control characters'
        : `must match ${String(params['pattern'])}`
    case 'minProperties':
    case 'maxProperties':
      return oneKindOf(parentSchema) ?? message
    default:
      return message
  }
}

/** Of a shape of which one member is the kind: the kinds there are. */
function oneKindOf(schema: AnySchemaObject | undefined): string | undefined {
  const kinds: unknown = schema?.['x-kinds']
  return Array.isArray(kinds) ? `must have exactly one of ${kinds.join(', ')}` : undefined
}

function choicesOf(misfits: readonly ErrorObject[]): string {
  const choices = misfits.map(({ keyword, params }) => {
    if (keyword === 'const') return JSON.stringify(params['allowedValue'])
    if (keyword === 'enum') return JSON.stringify(params['allowedValues'])
    return nounOf(params['type'])
  })
  return [...new Set(choices)].join(' or ')
}

function nounOf(type: unknown): string {
  const types = Array.isArray(type) ? type : [type]
  return types.map((one) => nouns[String(one)] ?? String(one)).join(' or ')
}
