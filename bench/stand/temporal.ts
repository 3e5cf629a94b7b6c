import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { freePort } from '../../apps/server/test/dev-server.ts'
import { repoRoot } from '../../scripts/paths.ts'
import { logTail } from '../../scripts/process/log-tail.ts'
import { startService } from '../../scripts/process/service.ts'
import { SetupError } from '../../scripts/setup-error.ts'
import { devServerArgs, tuningArgs } from '../../scripts/temporal/dev-server-flags.ts'
import type { GoContext } from '../bench.ts'

const readyTimeoutMs = 30_000
const stopPatienceMs = 5_000

/** Temporal as the direct side of a comparison sees it. */
export interface DirectTemporal {
  readonly address: string
  readonly client: Client
  close(): Promise<void>
}

export async function connectDirect(address: string): Promise<DirectTemporal> {
  const connection = await Connection.connect({ address, connectTimeout: '5s' })
  return { address, client: new Client({ connection }), close: () => connection.close() }
}

/** A Temporal server started for a measure. */
export interface TemporalServer {
  readonly address: string
  /** Calls of an operation that came to its frontend so far, by its own count. */
  calls(operation: string): Promise<number>
  stop(): Promise<void>
}

/** Starts a dev server with the flags that `npm start` gives it, on a file of its own or in memory. */
export async function startTemporal(
  { guard, stop }: GoContext,
  { dataDir, logDir }: { readonly dataDir?: string; readonly logDir: string },
): Promise<TemporalServer> {
  const [port, metricsPort] = [await freePort(), await freePort()]
  const dbFile = dataDir === undefined ? undefined : join(dataDir, 'temporal.db')
  const flags = { host: '127.0.0.1', port, dbFile }
  const service = startService(guard, {
    name: 'Temporal server',
    command: process.env['TEMPORAL_TEST_SERVER_PATH'] ?? 'temporal',
    args: [...devServerArgs(flags), ...tuningArgs(flags), `--metrics-port=${metricsPort}`],
    cwd: repoRoot,
    env: process.env,
    logFile: join(logDir, 'temporal.log'),
  })
  const address = `${flags.host}:${port}`
  try {
    await untilReady(address, service.exited, stop)
  } catch (error) {
    await service.stop(stopPatienceMs)
    stop.throwIfAborted()
    const why = `${error instanceof Error ? error.message : String(error)}\n${logTail(service.logFile)}`
    throw new SetupError('The Temporal server did not come up.', { why })
  }

  return {
    address,
    async calls(operation) {
      const text = await (await fetch(`http://${flags.host}:${metricsPort}/metrics`)).text()
      return text
        .split('\n')
        .filter((line) => line.startsWith('service_requests{'))
        .filter((line) => line.includes(`operation="${operation}"`))
        .filter((line) => line.includes('service_name="frontend"'))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
    },
    stop: () => service.stop(stopPatienceMs),
  }
}

async function untilReady(
  address: string,
  exited: Promise<string>,
  stop: AbortSignal,
): Promise<void> {
  let ending: string | undefined
  void exited.then((how) => (ending = how))
  for (const giveUpAtMs = Date.now() + readyTimeoutMs; ; await sleep(20)) {
    stop.throwIfAborted()
    if (ending) throw new Error(`It ended: ${ending}`)
    try {
      const direct = await connectDirect(address)
      await direct.client.workflowService.describeNamespace({ namespace: 'default' })
      return await direct.close()
    } catch (error) {
      if (Date.now() > giveUpAtMs) throw error
    }
  }
}
