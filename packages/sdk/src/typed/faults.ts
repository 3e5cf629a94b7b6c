import type { $ZodIssue } from 'zod/v4/core'

/** One thing that is wrong with a payload. */
export interface Fault {
  /** JSON pointer to the value, in its wire form. */
  readonly pointer: string
  readonly expected: string
  /** The value as it was found, shortened. */
  readonly got: string
}

/** The faults of a value, in the order zod found them. */
export function toFaults(issues: readonly $ZodIssue[], root: unknown): Fault[] {
  return issues.map((issue) => ({
    pointer: toPointer(issue.path),
    expected: expectedBy(issue),
    got: excerpt(valueAt(root, issue.path)),
  }))
}

/**
 * Finds what JSON would lose or change without a word: a value that no schema has given a wire form,
 * and the member `__proto__`, which zod leaves out.
 */
export function findUnplain(value: unknown, path: readonly PropertyKey[] = []): Fault | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return undefined
    case 'number':
      return Number.isFinite(value) ? undefined : unplain(path, value)
    case 'object':
      return value === null ? undefined : findIn(value, path)
    case 'bigint':
    case 'function':
    case 'symbol':
      return unplain(path, value)
  }
}

function findIn(value: object, path: readonly PropertyKey[]): Fault | undefined {
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      const fault =
        element === undefined
          ? unplain([...path, index], element)
          : findUnplain(element, [...path, index])
      if (fault) return fault
    }
    return undefined
  }
  // By its tag: what comes from another realm is no `instanceof` anything.
  const isPlain =
    Object.prototype.toString.call(value) === '[object Object]' && !('toJSON' in value)
  if (!isPlain) return unplain(path, value)
  for (const [key, member] of Object.entries(value)) {
    const at = [...path, key]
    const fault =
      key === '__proto__'
        ? { pointer: toPointer(at), expected: 'no member of this name', got: excerpt(member) }
        : findUnplain(member, at)
    if (fault) return fault
  }
  return undefined
}

function unplain(path: readonly PropertyKey[], value: unknown): Fault {
  return { pointer: toPointer(path), expected: 'plain JSON', got: excerpt(value) }
}

/** RFC 6901. */
function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = Reflect.get(value, part)
  }
  return value
}

/** What the schema of a place wants there. The codecs of this package say it themselves. */
function expectedBy(issue: $ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ')
    case 'unrecognized_keys':
      return `no member ${issue.keys.map((key) => `"${key}"`).join(', ')}`
    case 'too_small':
      return `${sizeOf(issue.origin)}${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
    case 'too_big':
      return `${sizeOf(issue.origin)}${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    case 'invalid_format':
      return isToldBySchema(issue) ? issue.message : `text in the format ${formatOf(issue)}`
    case 'invalid_union':
      return isToldBySchema(issue) ? issue.message : unionOf(issue.errors)
    case 'custom':
    case 'invalid_key':
    case 'invalid_element':
      return isToldBySchema(issue) ? issue.message : 'what the schema takes'
  }
}

/** Whether the message is the schema's own, and not one of zod's locale. */
function isToldBySchema({ message }: $ZodIssue): boolean {
  return message !== '' && !message.startsWith('Invalid ')
}

function sizeOf(origin: string): string {
  if (origin === 'string') return 'a length of '
  if (['array', 'set', 'map', 'file'].includes(origin)) return 'a size of '
  return ''
}

function formatOf({ format, pattern }: { format: string; pattern?: string | undefined }): string {
  return format === 'regex' && pattern ? pattern : format
}

function unionOf(branches: readonly (readonly $ZodIssue[])[]): string {
  const firsts = branches.flatMap(([first]) => {
    if (!first) return []
    const at = toPointer(first.path)
    return [at ? `${expectedBy(first)} at ${at}` : expectedBy(first)]
  })
  return firsts.length > 0 ? firsts.join(', or ') : 'one of the alternatives'
}

function excerpt(value: unknown): string {
  const text = shown(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const tag = Object.prototype.toString.call(value).slice('[object '.length, -1)
    if (value instanceof Date) return value.toString()
    if (tag !== 'Object') return `a ${tag}`
  }
  try {
    return JSON.stringify(value) ?? typeof value
  } catch {
    // A cycle, or a bigint within.
    return `a value of type ${typeof value}`
  }
}
