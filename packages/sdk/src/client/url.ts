import type { Endpoint } from '@temporal-registry/contract/endpoint'
import { namespacePrefix } from '@temporal-registry/contract/namespaces'
import { UnusableValueError } from './unusable-value-error.ts'

/** Values a path or query parameter can have; undefined is left out. */
export type UrlValue = string | number | boolean | undefined
export type UrlQuery = Readonly<Record<string, UrlValue | readonly UrlValue[]>>

/** What an endpoint's path takes to become a URL's. */
export interface PathParts {
  /** Absent: the gateway's default one. */
  readonly namespace: string | undefined
  readonly params?: Readonly<Record<string, string | number>> | undefined
  readonly query?: UrlQuery | undefined
}

/** The path of an endpoint in a namespace. @throws UnusableValueError as `buildPath` */
export function endpointPath(
  { path, global }: Pick<Endpoint, 'path' | 'global'>,
  { namespace, params, query }: PathParts,
): string {
  const isPrefixed = namespace !== undefined && global !== true
  const prefix = isPrefixed ? buildPath(namespacePrefix, { namespace }) : ''
  return prefix + buildPath(path, params, query)
}

/**
 * Puts parameters into an endpoint's path, each one segment, and appends the query, arrays as repeated
 * parameters.
 *
 * @throws UnusableValueError for a parameter that no URL can carry as a segment: empty, half a surrogate pair, or
 * `.` and `..`, which every URL parser takes for a folder, percent-encoded too.
 */
export function buildPath(
  template: string,
  params: Readonly<Record<string, string | number>> = {},
  query: UrlQuery = {},
): string {
  const path = template.replaceAll(/:(\w+)/g, (_match, name: string) =>
    segment(name, params[name]?.toString()),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) search.append(name, String(each))
  return search.size === 0 ? path : `${path}?${search.toString()}`
}

function segment(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new UnusableValueError(`${name} is empty`)
  if (value === '.' || value === '..') throw new UnusableValueError(`${name} cannot be «${value}»`)
  if (!value.isWellFormed()) throw new UnusableValueError(`${name} is not well-formed Unicode`)
  return encodeURIComponent(value)
}

/**
 * Brings a base URL to the form paths are appended to. An empty one means the page's own origin.
 *
 * @throws UnusableValueError when it is no http(s) URL or path, or carries a user and password.
 */
export function toBaseUrl(url: string): string {
  if (url === '' || url.startsWith('/')) return url.replace(/\/+$/, '')
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol))
    throw new UnusableValueError(
      `The gateway's URL has to begin with http:// or https://, not as «${url}»`,
    )
  // Not shown in the message: it would put a password into a log.
  if (parsed.username || parsed.password)
    throw new UnusableValueError(
      "The gateway's URL cannot carry a user or password: pass a token instead",
    )
  if (parsed.search || parsed.hash)
    throw new UnusableValueError(`The gateway's URL cannot have a query or fragment: «${url}»`)
  return parsed.href.replace(/\/+$/, '')
}
