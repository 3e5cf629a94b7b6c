/** `Retry-After` as seconds or as a date (RFC 9110, 10.2.3); nothing where it cannot be read. */
export function retryAfterSeconds(
  text: string | undefined,
  { now, maxSeconds }: { readonly now: Date; readonly maxSeconds: number },
): number | undefined {
  if (text === undefined) return undefined
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - now.getTime()) / 1000
  if (!Number.isFinite(seconds)) return undefined
  return Math.min(Math.max(seconds, 0), maxSeconds)
}
