import type { IncomingHttpHeaders } from 'node:http'
import { Problem } from '@temporal-registry/contract/problem'
import { crossOriginHeaders } from '@temporal-registry/sdk/codec'
import type { FastifyInstance } from 'fastify'

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

/** The headers that let a page of one of these origins call; nothing for others, and for programs. */
export function headersForPage(
  { origin }: IncomingHttpHeaders,
  origins: readonly string[],
): Record<string, string> | undefined {
  if (origin === undefined || !origins.includes(origin)) return undefined
  return { ...crossOriginHeaders(origin), vary: 'origin' }
}

/** Answers what browsers ask before a page of another origin calls: nobody has a token in that. */
export function answerPreflights(
  app: FastifyInstance,
  url: string,
  origins: readonly string[],
): void {
  app.options(url, async ({ headers }, reply) => {
    const allowing = headersForPage(headers, origins)
    if (allowing) return reply.code(204).headers(allowing).send()
    throw new Problem(
      'cross-site-refused',
      `${headers.origin ?? 'A page of no origin'} is none of temporal.encryption.ui_origins`,
    )
  })
}

/** Browsers let no page set these headers, so a proxy's word for the host can be taken. */
function isOwn(origin: string, headers: IncomingHttpHeaders): boolean {
  const host = URL.parse(origin)?.host
  return host !== undefined && [headers.host, headers['x-forwarded-host']].includes(host)
}
