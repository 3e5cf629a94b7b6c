import type { IncomingHttpHeaders } from 'node:http'

/** A webhook as it came in. */
export interface IncomingWebhook {
  readonly headers: IncomingHttpHeaders
  readonly contentType: string | undefined
  readonly bytes: Buffer
  /** What stands after the `?` of its address. */
  readonly query: Readonly<Record<string, unknown>>
}

/** A header that is sent once; several of one name are joined, as Node gives them. */
export function headerOf({ headers }: IncomingWebhook, name: string): string | undefined {
  const value = headers[name.toLowerCase()]
  return Array.isArray(value) ? value.join(', ') : value
}
