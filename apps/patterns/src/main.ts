import { runRegistered } from '@temporal-registry/sdk/worker'
import { Runtime, type Logger } from '@temporalio/worker'
import packageJson from '../package.json' with { type: 'json' }
import { readConfig, type Config } from './config.ts'
import { connectPatiently } from './connect.ts'
import { createJsonLog } from './json-log.ts'
import { toAnnouncements } from './pattern.ts'
import * as patterns from './patterns.ts'
import { bundlePatterns, createPatternsWorker } from './worker.ts'

const log = createJsonLog()
const runtime = Runtime.install({
  logger: log,
  // Temporal then tells within seconds that this worker is gone; by default, within minutes.
  workerHeartbeatInterval: '2s',
  telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
})

const isWell = await serve(process.env, abortedBySignal(), log)
await runtime.shutdown()
// Activities that do not let go would keep a stopped worker's process alive.
process.exit(isWell ? 0 : 1)

async function serve(env: NodeJS.ProcessEnv, stop: AbortSignal, log: Logger): Promise<boolean> {
  try {
    await runPatterns(readConfig(env), stop, log)
    log.info('stopped')
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') {
      log.info('stopped before it served')
      return true
    }
    log.error('the patterns worker failed', { error })
    return false
  }
}

async function runPatterns(config: Config, stop: AbortSignal, log: Logger): Promise<void> {
  const { temporal, taskQueue, registryUrl, registryToken } = config
  const { namespace } = temporal
  const workflowBundle = await bundlePatterns()
  const connection = await connectPatiently({ temporal, log, stop })
  try {
    stop.throwIfAborted()
    const worker = await createPatternsWorker({ connection, namespace, taskQueue, workflowBundle })
    const workflows = Object.values(patterns).flatMap(toAnnouncements)
    log.info(`serving ${Object.keys(patterns).length} patterns`, {
      taskQueue,
      namespace,
      registryUrl,
    })
    await runRegistered(worker, {
      url: registryUrl,
      ...(registryToken ? { token: registryToken } : {}),
      workflows,
      logger: log,
      labels: { kind: 'pattern' },
      version: packageJson.version,
    })
  } finally {
    await connection.close()
  }
}

/** Temporal's runtime stops workers on these signals; until there is one, stopping is ours. */
function abortedBySignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort())
  return controller.signal
}
