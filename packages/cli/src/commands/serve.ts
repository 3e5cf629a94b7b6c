import { existsSync } from 'node:fs'
import { verb } from '../command.ts'
import { UsageError } from '../usage-error.ts'

/** The server's main module: its sources in the repository, its build where it is installed. */
const mainModules = ['./src/main.ts', './dist/main.js']

export const serve = verb({
  description: 'Run a gateway in this process, until SIGTERM or Ctrl-C',
  flags: {
    config: {
      type: 'string',
      alias: 'f',
      valueHint: 'path',
      description:
        'Configuration file (YAML). Default: the packaged one, steered by the environment',
    },
  },
  async run({ config }) {
    const main = findServer()
    if (!main)
      throw new UsageError('The gateway is not installed here', {
        why: 'The package @temporal-registry/server is not found: this command alone is a client',
        remedy:
          'Use the container image or a checkout of the repository; --url names a gateway elsewhere',
      })
    // The server is a program: it reads its own arguments, handles signals and ends the process.
    process.argv.splice(2, Number.POSITIVE_INFINITY, ...(config ? ['--config', config] : []))
    await import(main.href)
  },
})

function findServer(): URL | undefined {
  try {
    const home = import.meta.resolve('@temporal-registry/server/package.json')
    return mainModules.map((path) => new URL(path, home)).find((url) => existsSync(url))
  } catch {
    return undefined
  }
}
