import { existsSync } from 'node:fs'
import { UsageError } from './usage-error.ts'

/**
 * A module of the server's: of its sources in the repository, of its build where it is installed.
 *
 * @throws UsageError where there is no server beside this command.
 */
export function requireServerModule(name: string): URL {
  const found = findServerModule(name)
  if (found) return found
  throw new UsageError('The gateway is not installed here', {
    why: 'The package @temporal-registry/server is not found: this command alone is a client',
    remedy:
      'Use the container image or a checkout of the repository; --url names a gateway elsewhere',
  })
}

function findServerModule(name: string): URL | undefined {
  try {
    const home = import.meta.resolve('@temporal-registry/server/package.json')
    const paths = [`./src/${name}.ts`, `./dist/${name}.js`]
    return paths.map((path) => new URL(path, home)).find((url) => existsSync(url))
  } catch {
    return undefined
  }
}
