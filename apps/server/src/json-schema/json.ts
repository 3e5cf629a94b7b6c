export type JsonObject = Record<string, unknown>

/** A schema is an object of keywords, or `true` (anything) or `false` (nothing). */
export type Schema = JsonObject | boolean

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'boolean' || isObject(value)
}

/** Whether a schema allows nothing. zod and TypeBox write `never` as `not: {}`. */
export function isNever(schema: unknown): boolean {
  if (!isObject(schema)) return schema === false
  const { not } = schema
  return not === true || (isObject(not) && Object.keys(not).length === 0)
}

/** A list as it is; what is no list as a list of one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** Appends tokens to an RFC 6901 pointer. */
export function pointTo(base: string, ...tokens: (string | number)[]): string {
  return tokens.reduce<string>((pointer, token) => `${pointer}/${escapeToken(token)}`, base)
}

export function tokensOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapeToken)
}

export function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~')
}

function escapeToken(token: string | number): string {
  return String(token).replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Sets an own property even where the key is `__proto__`, which assignment would not. */
export function setOwn(target: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
