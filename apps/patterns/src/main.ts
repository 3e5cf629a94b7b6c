import { runRegistered } from '@temporal-registry/sdk/worker'
import type { Logger } from '@temporalio/worker'
import packageJson from '../package.json' with { type: 'json' }
import { readConfig } from './config.ts'
import { connectPatiently } from './connect.ts'
import { createJsonLog } from './json-log.ts'
import { toAnnouncements } from './pattern.ts'
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
  const { temporal, taskQueue, registryUrl, registryToken, metricsAddress } = readConfig(env)
  const { runtime, metrics } = installRuntime(log, metricsAddress)
  try {
    const workflowBundle = await bundlePatterns()
    const connection = await connectPatiently({ temporal, log, stop })
    try {
      stop.throwIfAborted()
      const parts = { connection, temporal, taskQueue, workflowBundle, metrics }
      const worker = await createPatternsWorker(parts)
      const workflows = Object.values(patterns).flatMap(toAnnouncements)
      const { namespace } = temporal
      const count = Object.keys(patterns).length
      log.info(`serving ${count} patterns`, { taskQueue, namespace, registryUrl })
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
  } finally {
    await runtime.shutdown()
  }
}

/** Temporal's runtime stops workers on these signals; until there is one, stopping is ours. */
function abortedBySignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort())
  return controller.signal
}
