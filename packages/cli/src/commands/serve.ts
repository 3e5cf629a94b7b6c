import { verb } from '../command.ts'
import { requireServerModule } from '../server-module.ts'

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
    const main = requireServerModule('main')
    // The server is a program: it reads its own arguments, handles signals and ends the process.
    process.argv.splice(2, Number.POSITIVE_INFINITY, ...(config ? ['--config', config] : []))
    await import(main.href)
  },
})
