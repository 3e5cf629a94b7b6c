/** The caller's key; `auto` has one made for the call, so that its own retries are safe. */
export type IdempotencyKey = 'auto' | (string & {}) | undefined

/** The key to send. Not `crypto.randomUUID`: browsers have it in secure contexts only. */
export function toIdempotencyKey(key: IdempotencyKey): string | undefined {
  if (key !== 'auto') return key
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
