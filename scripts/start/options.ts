import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { repoRoot } from '../paths.ts'
import { SetupError } from '../setup-error.ts'

export interface StartOptions {
  readonly host: string
  readonly port: number
  readonly temporalPort: number
  readonly uiPort: number
  /** Of the patterns worker's metrics; absent, the usual one or any that is free. */
  readonly metricsPort: number | undefined
  readonly dataDir: string
  readonly namespace: string
  /** A Temporal server of the user's; without it one is started here. */
  readonly temporalAddress: string | undefined
  readonly token: string | undefined
}

export const usage = `Starts temporal-registry with a Temporal server of its own, on this machine only.

  npm start [-- options]

  --port <number>           gateway                         8080, or TEMPORAL_REGISTRY_PORT
  --temporal-port <number>  Temporal server                 7233
  --ui-port <number>        Temporal's web UI               8233
  --metrics-port <number>   metrics of the patterns worker  9464, or one that is free
  --data-dir <path>         state and logs                  .data, or TEMPORAL_REGISTRY_DATA_DIR
  --help

  TEMPORAL_ADDRESS          use this Temporal server and start none
  TEMPORAL_NAMESPACE        its namespace                   default
  TEMPORAL_REGISTRY_HOST    address the gateway listens on  127.0.0.1
  TEMPORAL_REGISTRY_TOKEN   token every caller has to show  none
  TEMPORAL_REGISTRY_OUTBOUND_ALLOW
                            what definitions reach beside public addresses
                                                            localhost, while the gateway
                                                            listens on this machine only
`

const flags = {
  port: { type: 'string' },
  'temporal-port': { type: 'string' },
  'ui-port': { type: 'string' },
  'metrics-port': { type: 'string' },
  'data-dir': { type: 'string' },
  help: { type: 'boolean' },
} as const

/** Answers nothing when only the usage was asked for. */
export function parseStartOptions(
  args: string[],
  env: NodeJS.ProcessEnv,
): StartOptions | undefined {
  const values = parse(args)
  if (values.help) return undefined
  const dataDir = values['data-dir'] ?? env['TEMPORAL_REGISTRY_DATA_DIR']
  return {
    host: env['TEMPORAL_REGISTRY_HOST'] || '127.0.0.1',
    port: toPort('--port', values.port ?? (env['TEMPORAL_REGISTRY_PORT'] || '8080')),
    temporalPort: toPort('--temporal-port', values['temporal-port'] ?? '7233'),
    uiPort: toPort('--ui-port', values['ui-port'] ?? '8233'),
    metricsPort: values['metrics-port']
      ? toPort('--metrics-port', values['metrics-port'])
      : undefined,
    dataDir: dataDir ? resolve(dataDir) : join(repoRoot, '.data'),
    namespace: env['TEMPORAL_NAMESPACE'] || 'default',
    temporalAddress: env['TEMPORAL_ADDRESS'] || undefined,
    token: env['TEMPORAL_REGISTRY_TOKEN'] || undefined,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: flags }).values
  } catch (error) {
    const why = (error as Error).message
    throw new SetupError('npm start did not understand its arguments.', {
      why,
      remedies: ['npm start -- --help lists them'],
    })
  }
}

function toPort(flag: string, text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new SetupError(`${flag} is «${text}», and a port is a number from 1 to 65535.`)
}
