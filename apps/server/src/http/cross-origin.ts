import type { IncomingHttpHeaders } from 'node:http'
import { Problem } from '@temporal-registry/contract/problem'

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/**
 * Refuses what a page of another site makes a browser send. Where no token is asked for, any page a
 * developer visits could otherwise start and end runs on their machine. Programs send neither header.
 *
 * @throws Problem `cross-site-refused`.
 */
export function assertSameOrigin(method: string, headers: IncomingHttpHeaders): void {
  if (safeMethods.includes(method)) return
  const site = headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return
  const { origin } = headers
  if (site === undefined && (origin === undefined || isOwn(origin, headers))) return
  throw new Problem(
    'cross-site-refused',
    `A page of ${origin ?? 'another site'} may not change anything here while no token is asked for`,
  )
}

/** Browsers let no page set these headers, so a proxy's word for the host can be taken. */
function isOwn(origin: string, headers: IncomingHttpHeaders): boolean {
  const host = URL.parse(origin)?.host
  return host !== undefined && [headers.host, headers['x-forwarded-host']].includes(host)
}
