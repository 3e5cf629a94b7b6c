import {
  FunctionExpressionType,
  JSONPathEnvironment,
  type JSONPathQuery,
  type JSONValue,
} from 'json-p3'
import { RE2JS } from 're2js'
import { probeLimits as limits } from '../limits.ts'
import { ReadingError } from './failing.ts'
import type { JsonWanted } from './messages.ts'

/**
 * The value of a page of JSON, or of what paths find in it.
 *
 * @throws ReadingError `probe-json-invalid`, `probe-nothing-found`, `probe-too-costly`
 */
export function readJson(text: string, wanted: JsonWanted): unknown {
  const value = parsed(text)
  const { path, fields, optional = false } = wanted
  if (path !== undefined) return foundBy(path, value, optional)
  if (fields === undefined) return value
  return Object.fromEntries(
    Object.entries(fields).map(([name, one]) => [name, foundBy(one, value, optional)]),
  )
}

/** Says in a sentence why a text is no JSONPath. */
export function jsonPathFault(path: string): string | undefined {
  try {
    paths.compile(path)
    return undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return `it is no JSONPath (RFC 9535): ${path.startsWith('$') ? why : 'it begins with `$`'}`
  }
}

function parsed(text: string): JSONValue {
  let value: JSONValue
  try {
    value = JSON.parse(text) as JSONValue
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ReadingError('probe-json-invalid', `It is not JSON: ${why}`, {
      excerpt: text.slice(0, limits.excerptChars),
    })
  }
  assertKept(value)
  return value
}

/**
 * Refuses what could not be kept as it is: what is too deep, and numbers so large that they would become null. It
 * is looked at without a stack of calls, which what is too deep would run out of.
 */
function assertKept(value: unknown): void {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.levels) {
      throw new ReadingError(
        'probe-too-costly',
        `Its lists and objects are within one another over ${limits.levels} levels`,
        { limit: 'levels' },
      )
    }
    const next: unknown[] = []
    for (const one of level) {
      if (one === Infinity || one === -Infinity) {
        throw new ReadingError('probe-json-invalid', 'It has a number beyond 1.8e308')
      }
      if (typeof one !== 'object' || one === null) continue
      for (const member of Object.values(one)) {
        if (typeof member === 'object' || typeof member === 'number') next.push(member)
      }
    }
    level = next
  }
}

/** One value of a path that can find one only; of any other path a list, whatever it finds. */
function foundBy(path: string, value: JSONValue, isOptional: boolean): unknown {
  const query = compiled(path)
  const found = query.query(value).values()
  if (!query.singularQuery()) {
    if (found.length === 0 && !isOptional) throw nothingAt(path)
    if (found.length > limits.matchCount) {
      throw new ReadingError(
        'probe-state-too-large',
        `${path} finds ${found.length} values: over ${limits.matchCount}`,
        { limit: 'match_count' },
      )
    }
    return found
  }
  if (found.length > 0) return found[0]
  if (isOptional) return null
  throw nothingAt(path)
}

function nothingAt(path: string): ReadingError {
  return new ReadingError('probe-nothing-found', `${path} finds nothing`, { looked_for: path })
}

function compiled(path: string): JSONPathQuery {
  try {
    return paths.compile(path)
  } catch {
    throw new ReadingError('probe-invalid', `${path}: ${jsonPathFault(path) ?? ''}`)
  }
}

const paths = new JSONPathEnvironment({ maxRecursionDepth: limits.levels + 2 })
// Its own run patterns of users on texts of others in time that grows without bound.
paths.functionRegister.set(
  'match',
  patternFunction((pattern, text) => pattern.testExact(text)),
)
paths.functionRegister.set(
  'search',
  patternFunction((pattern, text) => pattern.test(text)),
)

function patternFunction(test: (pattern: RE2JS, text: string) => boolean) {
  const { ValueType, LogicalType } = FunctionExpressionType
  return {
    argTypes: [ValueType, ValueType],
    returnType: LogicalType,
    call(text: unknown, pattern: unknown): boolean {
      if (typeof text !== 'string' || typeof pattern !== 'string') return false
      try {
        return test(RE2JS.compile(pattern), text)
      } catch {
        // What is no pattern matches nothing: RFC 9535, 2.4.6.
        return false
      }
    },
  }
}
