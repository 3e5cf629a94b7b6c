import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir, repoRoot } from '../paths.ts'

/** The CLI and the test's server with mutual TLS are built from one module: they share most of their packages. */
export const temporalModuleDir = join(repoRoot, 'tools', 'temporal')

/** The module's own pin, so that a download and a build can never differ in version. */
export function cliVersion(): string {
  const goMod = readFileSync(join(temporalModuleDir, 'go.mod'), 'utf8')
  const version = /github\.com\/temporalio\/cli v(\S+)/.exec(goMod)?.[1]
  if (!version) throw new Error('tools/temporal/go.mod does not require github.com/temporalio/cli')
  return version
}

export function cachedCliPath(): string {
  return join(cacheDir(), `temporal-cli-${cliVersion()}`, 'temporal')
}
