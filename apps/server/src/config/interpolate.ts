/**
 * Puts environment variables into every text of a configuration: `${NAME}` or `${NAME:-fallback}`.
 * As in a shell, a variable that is set but empty gives way to the fallback.
 */
export function interpolate(
  value: unknown,
  env: Readonly<Record<string, string | undefined>>,
): unknown {
  if (typeof value === 'string') return expand(value, env)
  if (Array.isArray(value)) return value.map((item) => interpolate(item, env))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, interpolate(member, env)]),
    )
  }
  return value
}

function expand(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(
    /\$\{([A-Z_][A-Z0-9_]*)(?::-([^}]*))?\}/g,
    (_match, name: string, fallback: string | undefined) => env[name] || (fallback ?? ''),
  )
}
