import { runRegistered } from '@temporal-registry/sdk/worker'
import type { Logger, NativeConnection, Worker, WorkflowBundle } from '@temporalio/worker'
import packageJson from '../package.json' with { type: 'json' }
import { readConfig, type Config } from './config.ts'
import { connectPatiently } from './connect.ts'
import { createEncryptionWorker } from './encryption/worker.ts'
import { createJsonLog } from './json-log.ts'
import { toAnnouncements, type Pattern } from './pattern.ts'
import * as patterns from './patterns.ts'
import { installRuntime } from './runtime.ts'
import { bundlePatterns, createPatternsWorker } from './worker.ts'

const isWell = await serve(process.env, abortedBySignal(), createJsonLog())
// Activities that do not let go would keep a stopped worker's process alive.
process.exit(isWell ? 0 : 1)

async function serve(env: NodeJS.ProcessEnv, stop: AbortSignal, log: Logger): Promise<boolean> {
  try {
    await runPatterns(env, stop, log)
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

async function runPatterns(env: NodeJS.ProcessEnv, stop: AbortSignal, log: Logger): Promise<void> {
  const config = readConfig(env)
  const { runtime, metrics } = installRuntime(log, config.metricsAddress)
  try {
    const workflowBundle = await bundlePatterns()
    const connection = await connectPatiently({ temporal: config.temporal, log, stop })
    try {
      stop.throwIfAborted()
      const served = await createWorkers({ config, connection, workflowBundle, metrics, log })
      await runTogether(served, config, log)
    } finally {
      await connection.close()
    }
  } finally {
    await runtime.shutdown()
  }
}

/** Patterns that one worker serves. */
interface Served {
  readonly worker: Worker
  readonly patterns: readonly Pattern[]
}

interface WorkersParts {
  readonly config: Config
  readonly connection: NativeConnection
  readonly workflowBundle: WorkflowBundle
  readonly metrics: ReturnType<typeof installRuntime>['metrics']
  readonly log: Logger
}

async function createWorkers({ config, log, ...shared }: WorkersParts): Promise<Served[]> {
  const { temporal, taskQueue, keyRing, readingKeyRing, encryptionTaskQueue, registryUrl } = config
  const { connection } = shared
  const { namespace } = temporal
  const { encryption, ...others } = patterns
  const parts = { ...shared, temporal, taskQueue, keyRing: readingKeyRing }
  const served: Served[] = [
    { worker: await createPatternsWorker(parts), patterns: Object.values(others) },
  ]
  if (keyRing) {
    const encrypting = { connection, namespace, taskQueue: encryptionTaskQueue, keyRing }
    served.push({ worker: await createEncryptionWorker(encrypting), patterns: [encryption] })
  } else log.warn(`${encryption.workflow_type} is not served: there are no keys`)
  const count = served.flatMap((one) => one.patterns).length
  log.info(`serving ${count} patterns`, { taskQueue, namespace, registryUrl })
  return served
}

/** Runs workers until they are stopped; when one ends, whyever, the others end too. */
async function runTogether(served: readonly Served[], config: Config, log: Logger): Promise<void> {
  const { registryUrl: url, registryToken: token } = config
  const stopAll = () => {
    for (const { worker } of served) if (worker.getState() === 'RUNNING') worker.shutdown()
  }
  const ends = await Promise.allSettled(
    served.map(({ worker, patterns }) =>
      runRegistered(worker, {
        url,
        ...(token ? { token } : {}),
        workflows: patterns.flatMap(toAnnouncements),
        logger: log,
        labels: { kind: 'pattern' },
        version: packageJson.version,
      }).finally(stopAll),
    ),
  )
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** Temporal's runtime stops workers on these signals; until there is one, stopping is ours. */
function abortedBySignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort())
  return controller.signal
}
