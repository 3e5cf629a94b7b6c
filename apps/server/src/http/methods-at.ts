import { endpoints } from '@temporal-registry/contract/endpoints'

const patterns = Object.values(endpoints).map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:[a-z_]+/g, '[^/]+')}/?$`),
}))

/** Methods that the contract has at a path; none where there is no such path. */
export function methodsAt(path: string): string[] {
  const methods = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
  return [...new Set<string>(methods)]
}
