import { Problem, type ProblemError } from '@temporal-registry/contract/problem'

/** Deeper values make every recursive reader of them, here or in a worker, run out of stack. */
export const maxDepth = 128

const utf8 = new TextDecoder('utf-8', { fatal: true })
/** Only texts with so many digits in a row can hold a number that a double cannot. */
const longNumber = /\d{16}|\d[eE]\+?\d{3}/

/**
 * Reads a request body as JSON, whatever its content type says. An empty one is `undefined`.
 *
 * @throws Problem `malformed-json`, or `body-unsafe` with a pointer when a value would not survive:
 *   too deep, a lone surrogate, NUL, `__proto__`, or a number that a double cannot hold exactly.
 */
export function parseBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  const text = decode(bytes)
  const value = parse(text)
  const error = findUnsafe(value)
  if (error) throw unsafe(error)
  if (longNumber.test(text)) assertExactNumbers(text)
  return value
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Problem('malformed-json', 'The body is not UTF-8', { errors: [{ pointer: '', detail: 'is not UTF-8' }] })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'cannot be parsed'
    throw new Problem('malformed-json', why, { errors: [{ pointer: '', detail: why }] })
  }
}

function unsafe(error: ProblemError): Problem {
  return new Problem('body-unsafe', `${error.pointer || 'The body'} ${error.detail}`, { errors: [error] })
}

/** Walks without recursion: the value may be deeper than the stack. */
function findUnsafe(root: unknown): ProblemError | undefined {
  const open: { value: unknown; path: readonly string[] }[] = [{ value: root, path: [] }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next
    const fault = typeof value === 'string' ? textFault(value) : undefined
    if (fault) return { pointer: pointerOf(path), detail: fault }
    if (typeof value !== 'object' || value === null) continue
    if (path.length >= maxDepth) {
      return { pointer: pointerOf(path.slice(0, 8)), detail: `is nested deeper than ${maxDepth} levels` }
    }
    for (const [key, member] of Object.entries(value)) {
      const keyFault = key === '__proto__' ? 'has a member named __proto__' : textFault(key)
      if (keyFault) return { pointer: pointerOf(path), detail: `has a member whose name ${keyFault}` }
      if (typeof member === 'string' || typeof member === 'object') {
        open.push({ value: member, path: [...path, key] })
      }
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
function assertExactNumbers(text: string): void {
  JSON.parse(text, (key: string, value: unknown, context?: { source?: string }) => {
    if (typeof value === 'number' && context?.source !== undefined && !isExact(value, context.source)) {
      const detail = `(member «${key}») is a number that a double cannot hold: ${context.source.slice(0, 40)}`
      throw unsafe({ pointer: '', detail })
    }
    return value
  })
}

function isExact(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false
  return !/^-?\d+$/.test(source) || Number.isSafeInteger(value) || BigInt(source) === BigInt(value)
}

function pointerOf(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
