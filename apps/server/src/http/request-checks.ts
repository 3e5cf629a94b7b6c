import type { Endpoint } from '@temporal-registry/contract/endpoint'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { TSchema } from 'typebox'
import { closedObject } from '@temporal-registry/contract/shapes'
import { idErrors } from '../platform/id-length.ts'
import { isDateTime } from './date-time.ts'
import { readFaults } from './request-faults.ts'

/** Faults answered at once: enough to mend a request in one go. */
const maxErrors = 20
/** Faults looked at: a megabyte of nonsense has a hundred thousand, and saying them all takes seconds. */
const maxRead = 200

const options = {
  strict: false,
  allErrors: true,
  unicodeRegExp: false,
  // Faults come with the schema that they are of, which knows what there is to choose from.
  verbose: true,
  formats: { 'date-time': isDateTime },
} as const
const body = new Ajv2020(options)
/** What comes as text is read as what the shape asks for; a parameter given once is a list of one. */
const text = new Ajv2020({ ...options, coerceTypes: 'array', useDefaults: true })

type Part = 'params' | 'query' | 'headers' | 'body'

/** Of a request that changes something nothing is passed over: `dry_run` where there is none would do it. */
const noQuery = closedObject({})

/** Checks each part of a request against its endpoint; compiled once. */
export interface RequestChecks {
  /** @throws Problem `validation-failed` with a pointer to every fault. */
  assertValid(request: Readonly<Record<Part, unknown>>): void
}

export function createRequestChecks(endpoint: Endpoint): RequestChecks {
  const parts: { check: ValidateFunction; part: Part; prefix: string }[] = []
  if (endpoint.params) {
    parts.push({ check: text.compile(endpoint.params), part: 'params', prefix: ':' })
  }
  const query = endpoint.query ?? (mayIgnoreQuery(endpoint) ? undefined : noQuery)
  if (query) parts.push({ check: text.compile(query), part: 'query', prefix: '?' })
  if (endpoint.headers) {
    parts.push({ check: text.compile(endpoint.headers), part: 'headers', prefix: 'header ' })
  }
  if (endpoint.body && !endpoint.rawBody) {
    parts.push({ check: body.compile(endpoint.body), part: 'body', prefix: '' })
  }

  return {
    assertValid(request) {
      const errors = parts.flatMap(({ check, part, prefix }) =>
        check(request[part]) ? [] : readFaults((check.errors ?? []).slice(0, maxRead), prefix),
      )
      errors.push(...pathErrors(request.params), ...queryErrors(request.query))
      const [first] = errors
      if (!first) return
      const rest = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`
      throw new Problem(
        'validation-failed',
        `${first.pointer || 'The body'} ${first.detail}${rest}`,
        {
          errors: errors.slice(0, maxErrors),
        },
      )
    },
  }
}

/** What is read may carry what proxies and caches add, and what senders of webhooks add means something to them. */
function mayIgnoreQuery({ method, scope, rawBody }: Endpoint): boolean {
  return method === 'GET' || scope === 'public' || rawBody !== undefined
}

/** A check of a value that stands inside a body, for what is refused part by part. */
export function createShapeCheck(schema: TSchema): (value: unknown) => readonly ProblemError[] {
  const check = body.compile(schema)
  return (value) =>
    check(value) ? [] : readFaults((check.errors ?? []).slice(0, maxRead), '').slice(0, maxErrors)
}

/** What stands in a path is an id, and Temporal counts an id's bytes. */
function pathErrors(params: unknown): ProblemError[] {
  return textsOf(params).flatMap(([name, value]) => idErrors(value, `:${name}`))
}

/** A body with NUL is refused before it is looked at; a query is refused here. */
function queryErrors(query: unknown): ProblemError[] {
  return textsOf(query)
    .filter(([, value]) => value.includes('\u0000'))
    .map(([name]) => ({
      pointer: `?${name}`,
      detail: 'contains NUL, which not every store can hold',
    }))
}

function textsOf(part: unknown): [name: string, text: string][] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]) =>
    [value]
      .flat()
      .flatMap((one): [string, string][] => (typeof one === 'string' ? [[name, one]] : [])),
  )
}
