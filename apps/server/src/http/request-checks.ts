import type { Endpoint } from '@temporal-registry/contract/endpoint'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** Faults answered at once: enough to mend a request in one go. */
const maxErrors = 20

const options = { strict: false, allErrors: true, unicodeRegExp: false } as const
const body = new Ajv2020(options)
/** What comes as text is read as what the shape asks for; a parameter given once is a list of one. */
const text = new Ajv2020({ ...options, coerceTypes: 'array', useDefaults: true })
addFormats.default(body, ['date-time'])
addFormats.default(text, ['date-time'])

/** Checks each part of a request against its endpoint; compiled once. */
export interface RequestChecks {
  /** @throws Problem `validation-failed` with a pointer to every fault. */
  assertValid(request: {
    readonly params: unknown
    readonly query: unknown
    readonly headers: unknown
    readonly body: unknown
  }): void
}

export function createRequestChecks(endpoint: Endpoint): RequestChecks {
  const parts: { check: ValidateFunction; part: 'params' | 'query' | 'headers' | 'body'; prefix: string }[] = []
  if (endpoint.params) parts.push({ check: text.compile(endpoint.params), part: 'params', prefix: ':' })
  if (endpoint.query) parts.push({ check: text.compile(endpoint.query), part: 'query', prefix: '?' })
  if (endpoint.headers) {
    parts.push({ check: text.compile(endpoint.headers), part: 'headers', prefix: 'header ' })
  }
  if (endpoint.body) parts.push({ check: body.compile(endpoint.body), part: 'body', prefix: '' })

  return {
    assertValid(request) {
      const errors = parts.flatMap(({ check, part, prefix }) =>
        check(request[part]) ? [] : readErrors(check.errors ?? [], prefix),
      )
      if (errors.length === 0) return
      const [first] = errors
      const rest = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`
      const detail = `${first?.pointer || 'The body'} ${first?.detail ?? ''}${rest}`
      throw new Problem('validation-failed', detail, { errors: errors.slice(0, maxErrors) })
    },
  }
}

function readErrors(errors: readonly ErrorObject[], prefix: string): ProblemError[] {
  // `anyOf` repeats what its branches say; the branches are more precise.
  const precise = errors.filter((error) => error.keyword !== 'anyOf')
  const named = (precise.length > 0 ? precise : errors).map((error) => ({
    pointer: prefix === '' ? placeOf(error) : `${prefix}${placeOf(error).slice(1).split('/')[0] ?? ''}`,
    detail: sentenceOf(error),
  }))
  return [...new Map(named.map((error) => [`${error.pointer} ${error.detail}`, error])).values()]
}

/** The place a fault is at: for a missing or unknown member, the member itself. */
function placeOf({ keyword, instancePath, params }: ErrorObject): string {
  const member: unknown =
    keyword === 'required'
      ? params['missingProperty']
      : keyword === 'additionalProperties'
        ? params['additionalProperty']
        : undefined
  if (member === undefined) return instancePath
  return `${instancePath}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function sentenceOf({ keyword, params, message = 'is wrong' }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return 'is missing'
    case 'additionalProperties':
      return 'is not a member this operation knows'
    case 'enum':
      return `must be one of ${JSON.stringify(params['allowedValues'])}`
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`
    case 'pattern':
      return `must match ${String(params['pattern'])}`
    default:
      return message
  }
}
