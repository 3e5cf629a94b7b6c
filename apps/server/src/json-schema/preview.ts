const previewChars = 40

/** A value as people read it: as JSON, but no longer than 40 characters. */
export function preview(value: unknown): string {
  const text = write(value, previewChars + 1)
  return text.length > previewChars ? `${text.slice(0, previewChars - 1)}…` : text
}

/** A text that is shown as it is, such as a pattern or a URI. */
export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** At most the names of ten things, and how many more there are. */
export function previewList(values: readonly unknown[]): string {
  const shown = values.slice(0, 10).map(preview).join(', ')
  return values.length > 10 ? `${shown} and ${values.length - 10} more` : shown
}

/** The place as a path in code (`order.lines[3].qty`); the end matters most if it is long. */
export function previewPath(tokens: readonly string[]): string {
  const path = tokens
    .slice(-10)
    .map((token) => {
      if (/^\d+$/.test(token)) return `[${token}]`
      return /^[\w$-]{1,40}$/.test(token) ? `.${token}` : `[${preview(token)}]`
    })
    .join('')
    .replace(/^\./, '')
  return tokens.length > 10 ? `…${path}` : path
}

/** Writes little more than is shown: the value may be a megabyte. */
function write(value: unknown, space: number): string {
  const room = Math.max(space, 0)
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room))
  if (typeof value !== 'object' || value === null) return String(value)
  const isArray = Array.isArray(value)
  let text = isArray ? '[' : '{'
  for (const [key, member] of firstMembers(value, room)) {
    if (text.length > room) return text
    if (text.length > 1) text += ','
    if (!isArray) text += `${write(key, room)}:`
    text += write(member, room - text.length)
  }
  return text + (isArray ? ']' : '}')
}

function firstMembers(value: object, count: number): [string, unknown][] {
  if (Array.isArray(value)) return Object.entries(value.slice(0, count))
  return Object.entries(value).slice(0, Math.max(count, 1))
}
