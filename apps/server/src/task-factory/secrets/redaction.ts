/** What stands where a secret was. */
const struck = '••••'

/** Strikes out secrets. The value is left as it is; what it holds of them is not in the answer. */
export type Redactor = <T>(value: T) => T

/**
 * Strikes the values of secrets out of JSON and texts, wherever they stand in them: names of members too,
 * and as they are written in a URL, in base64, or in JSON within a text.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => form !== '')
  if (forms.length === 0) return (value) => value
  // Of two that begin alike the longer is struck whole.
  const longestFirst = forms.toSorted((one, other) => other.length - one.length)
  const pattern = new RegExp(longestFirst.map(escape).join('|'), 'g')
  const ofText = (text: string) => text.replace(pattern, struck)

  function redact(value: unknown): unknown {
    if (typeof value === 'string') return ofText(value)
    if (typeof value === 'number') return forms.includes(String(value)) ? struck : value
    if (Array.isArray(value)) return value.map(redact)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [ofText(name), redact(member)]),
    )
  }

  // JSON in, JSON of the same form out.
  return <T>(value: T) => redact(value) as T
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
  ]
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
