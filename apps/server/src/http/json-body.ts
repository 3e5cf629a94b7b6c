import { pointerToken } from '@temporal-registry/contract/json-pointer'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'

/** Deeper values make every recursive reader of them, here or in a worker, run out of stack. */
export const maxDepth = 128

const utf8 = new TextDecoder('utf-8', { fatal: true })
/** Only texts with so many digits in a row can hold a number that a double cannot. */
const longNumber = /\d{16}|\d[eE]\+?\d{3}/
/** Lone surrogates and NUL come by escapes only: UTF-8 has none, and JSON takes no bare control characters. */
const hazardousText = /\\u|__proto__/

/**
 * Reads a request body as JSON, whatever its content type says. An empty one is `undefined`. Of members
 * with the same name the last counts, as in every JavaScript; a byte order mark is passed over.
 *
 * @throws Problem `malformed-json`, or `body-unsafe` with a pointer when a value would not survive:
 *   too deep, a lone surrogate, NUL, `__proto__`, or a number that a double cannot hold exactly.
 */
export function parseBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  const text = decode(bytes)
  const value = parse(text)
  const error =
    findTooDeep(value) ??
    (hazardousText.test(text) ? findHazard(value) : undefined) ??
    (longNumber.test(text) ? findInexact(text) : undefined)
  if (error) {
    throw new Problem('body-unsafe', `${error.pointer || 'The body'} ${error.detail}`, {
      errors: [error],
    })
  }
  return value
}

/** Bodies are not unpacked here. @throws Problem `malformed-json` */
export function assertNotEncoded(contentEncoding: string | undefined): void {
  if (contentEncoding === undefined || contentEncoding.toLowerCase() === 'identity') return
  throw malformed('is compressed, as its Content-Encoding says: send it as it is')
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw malformed('is not UTF-8')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // The parser quotes what it was given, and answers are not to repeat that.
    const [why] = /^Unexpected end.*|^Unexpected token '.'|^.* at position \d+ .*$/u.exec(
      error instanceof Error ? error.message : '',
    ) ?? ['it is not JSON']
    throw malformed(`cannot be parsed: ${why}`)
  }
}

function malformed(detail: string): Problem {
  return new Problem('malformed-json', `The body ${detail}`, { errors: [{ pointer: '', detail }] })
}

/** An object or array and where it is. Linked, as a list of keys for each would cost more than parsing. */
interface Place {
  readonly value: object
  readonly parent: Place | undefined
  readonly key: string
  readonly depth: number
}

/** Every object and array. Without recursion: the value may be deeper than the stack. */
function* containers(root: unknown): Iterable<Place> {
  if (!isContainer(root)) return
  const open: Place[] = [{ value: root, parent: undefined, key: '', depth: 1 }]
  for (let next = open.pop(); next; next = open.pop()) {
    yield next
    for (const key in next.value) {
      const value: unknown = Reflect.get(next.value, key)
      if (isContainer(value)) open.push({ value, parent: next, key, depth: next.depth + 1 })
    }
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function findTooDeep(root: unknown): ProblemError | undefined {
  for (const place of containers(root)) {
    if (place.depth > maxDepth) {
      const pointer = pointerOf(place).split('/').slice(0, 9).join('/')
      return { pointer, detail: `is nested deeper than ${maxDepth} levels` }
    }
  }
  return undefined
}

function findHazard(root: unknown): ProblemError | undefined {
  if (typeof root === 'string') {
    const fault = textFault(root)
    return fault === undefined ? undefined : { pointer: '', detail: fault }
  }
  for (const place of containers(root)) {
    for (const [key, value] of Object.entries(place.value)) {
      const keyFault = key === '__proto__' ? 'is __proto__' : textFault(key)
      if (keyFault) {
        return { pointer: pointerOf(place), detail: `has a member whose name ${keyFault}` }
      }
      const fault = typeof value === 'string' ? textFault(value) : undefined
      if (fault) return { pointer: pointerOf(place, key), detail: fault }
    }
  }
  return undefined
}

function textFault(text: string): string | undefined {
  if (!text.isWellFormed()) return 'contains a lone surrogate, which is not Unicode text'
  if (text.includes('\u0000')) return 'contains NUL, which not every store can hold'
  return undefined
}

/** Reads again with the source of each number: slower, and seldom needed. */
function findInexact(text: string): ProblemError | undefined {
  const detail = 'is a number that a double cannot hold'
  // Stands in the place of the first such number: the reader tells no place, so it is looked for after.
  const mark = {}
  let isFound = false
  const marked: unknown = JSON.parse(
    text,
    (_key: string, value: unknown, context?: { source?: string }) => {
      const source = context?.source
      if (isFound || typeof value !== 'number' || source === undefined || isExact(value, source)) {
        return value
      }
      isFound = true
      return mark
    },
  )
  if (!isFound) return undefined
  for (const place of containers(marked)) {
    if (place.value === mark) return { pointer: pointerOf(place), detail }
  }
  return { pointer: '', detail }
}

function isExact(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false
  return !/^-?\d+$/.test(source) || Number.isSafeInteger(value) || BigInt(source) === BigInt(value)
}

function pointerOf(place: Place, ...more: readonly string[]): string {
  const keys: string[] = []
  for (let at = place; at.parent; at = at.parent) keys.unshift(at.key)
  return [...keys, ...more].map((key) => `/${pointerToken(key)}`).join('')
}
