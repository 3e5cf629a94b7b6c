import './platform/heap.ts'
import { parseArgs } from 'node:util'
import { Runtime } from '@temporalio/worker'
import { ConfigError, loadConfig, type Config } from './config/config.ts'
import { createGateway, type Gateway } from './gateway.ts'
import { createLog } from './platform/log.ts'
import { temporalLogger } from './platform/temporal-logger.ts'

const help = `temporal-registry: the front door of a Temporal namespace

Usage: temporal-registry serve [-f PATH | --config PATH]

  -f, --config PATH   configuration file (YAML); without it the packaged one is used,
                      which reads TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_REGISTRY_PORT,
                      TEMPORAL_REGISTRY_TOKEN and others: see docs/configuration.md
  -h, --help          show this

Exit codes: 0 stopped, 2 wrong usage or configuration, 3 cannot listen, 4 the database is not for this version
`

const exitCodes = { usage: 2, cannotStart: 3, databaseRefused: 4 } as const

const config = readConfig()
const log = createLog(config.observability.logging.level)
// Core and gateway write one log; without this, core prints coloured text of its own.
Runtime.install({
  logger: temporalLogger(log),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  shutdownSignals: [],
  workerHeartbeatInterval: '10s',
})
if (config.observability.otel.enabled) {
  log.warn(
    'observability.otel is on, but this version exports no traces; metrics and logs are whole',
  )
}
const gateway = await make()
await listen()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal))

function readConfig(): Config {
  try {
    const { values } = parseArgs({
      options: {
        config: { type: 'string', short: 'f' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) {
      process.stdout.write(help)
      process.exit(0)
    }
    return loadConfig(values.config, process.env)
  } catch (error) {
    const isExpected = error instanceof ConfigError || error instanceof TypeError
    if (!isExpected) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(exitCodes.usage)
  }
}

async function make(): Promise<Gateway> {
  try {
    return await createGateway(config, log)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(exitCodes.usage)
  }
}

async function listen(): Promise<void> {
  try {
    const url = await gateway.listen((error) => {
      log.fatal(error.message)
      process.exit(exitCodes.databaseRefused)
    })
    log.info({ url, pid: process.pid }, 'listening')
  } catch (error) {
    log.fatal({ err: error }, `cannot listen on ${config.server.host}:${config.server.port}`)
    process.exit(exitCodes.cannotStart)
  }
}

async function stop(signal: string): Promise<void> {
  log.info({ signal }, 'stopping')
  await gateway.close()
  log.info('stopped')
  process.exit(0)
}
