import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GoContext } from '../bench.ts'
import { openCallers, type Callers } from '../load/callers.ts'
import { resultsDir } from '../options.ts'
import { repoRoot } from '../../scripts/paths.ts'
import { startService, type Service } from '../../scripts/process/service.ts'
import type { BenchDatabase } from './database.ts'
import { startGateway, type GatewayProcess } from './gateway.ts'
import {
  connectDirect,
  startTemporal,
  type DirectTemporal,
  type TemporalServer,
} from './temporal.ts'

const workerPatienceMs = 5_000

export interface StandOptions {
  readonly gateways?: number
  /** What gateways keep what Temporal does not hold in. Default: nothing. */
  readonly database?: Pick<BenchDatabase, 'env'>
  /** Default: Temporal keeps what it holds in a file, as that of `npm start` does. */
  readonly hasTemporalInMemory?: boolean
}

/** The service that a measure loads, and what it stands on. */
export interface Stand extends AsyncDisposable {
  readonly urls: readonly string[]
  /** The only service, or the first. */
  readonly url: string
  /** Temporal behind it. @throws where its address is not known. */
  direct(): DirectTemporal
  /** What was started here. @throws where the service was given. */
  own(): OwnProcesses
  openCallers(count: number): Promise<Callers>
  /** Processor time of the gateways so far; nothing where they were not started here. */
  cpuSeconds(): number | undefined
}

export interface OwnProcesses {
  readonly temporal: TemporalServer
  readonly gateways: readonly GatewayProcess[]
  /** Starts one more, on the same Temporal; it ends with the stand at the latest. */
  startGateway(env?: Readonly<Record<string, string>>, port?: number): Promise<GatewayProcess>
  /** Starts the cookbook's worker, announced to a gateway; it ends with the stand at the latest. */
  startWorker(url: string): Service
}

/** A Temporal server and gateways started for one measure, so that none finds what another left. */
export async function openOwnStand(
  context: GoContext,
  measure: string,
  { gateways: count = 1, database, hasTemporalInMemory = false }: StandOptions = {},
): Promise<Stand> {
  const dataDir = await mkdtemp(join(tmpdir(), 'temporal-registry-bench-'))
  const logDir = join(resultsDir, 'logs', measure)
  const gateways: GatewayProcess[] = []
  const workers: Service[] = []
  let temporal: TemporalServer | undefined
  let direct: DirectTemporal | undefined

  async function dispose(): Promise<void> {
    await Promise.all(workers.map((worker) => worker.stop(workerPatienceMs)))
    await Promise.all(gateways.map((gateway) => gateway.stop()))
    await direct?.close()
    await temporal?.stop()
    await rm(dataDir, { recursive: true, force: true })
  }

  try {
    const server = await startTemporal(context, {
      logDir,
      ...(hasTemporalInMemory ? {} : { dataDir }),
    })
    temporal = server
    const connected = await connectDirect(server.address)
    direct = connected
    const startWorker = (url: string) => {
      const worker = startPatternsWorker(context, { url, logDir, temporalAddress: server.address })
      workers.push(worker)
      return worker
    }
    const startOne = async (env: Readonly<Record<string, string>> = {}, port?: number) => {
      const name = `gateway-${gateways.length + 1}`
      const options = {
        name,
        logDir,
        temporalAddress: server.address,
        env: { ...database?.env, ...env },
        port,
      }
      const gateway = await startGateway(context, options)
      gateways.push(gateway)
      return gateway
    }
    for (let at = 0; at < count; at++) await startOne()
    const urls = gateways.map(({ url }) => url)
    return {
      urls,
      url: urls[0] ?? '',
      direct: () => connected,
      own: () => ({ temporal: server, gateways, startGateway: startOne, startWorker }),
      openCallers: (callers) => openCallers(urls, callers, undefined),
      cpuSeconds: () => gateways.reduce((sum, gateway) => sum + gateway.cpuSeconds(), 0),
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** A worker of registered types in a process of its own. */
function startPatternsWorker(
  { guard }: GoContext,
  {
    url,
    logDir,
    temporalAddress,
  }: { readonly url: string; readonly logDir: string; readonly temporalAddress: string },
): Service {
  return startService(guard, {
    name: 'patterns worker',
    command: process.execPath,
    args: [join(repoRoot, 'apps/patterns/src/main.ts')],
    cwd: repoRoot,
    env: { ...process.env, TEMPORAL_ADDRESS: temporalAddress, TEMPORAL_REGISTRY_URL: url },
    logFile: join(logDir, 'patterns-worker.log'),
  })
}

/** The service that `--url` names. */
export async function openGivenStand({ options }: GoContext, url: string): Promise<Stand> {
  const direct = options.direct === undefined ? undefined : await connectDirect(options.direct)
  return {
    urls: [url],
    url,
    direct() {
      if (!direct) throw new Error('--direct is missing')
      return direct
    },
    own() {
      throw new Error('The service was not started here')
    },
    openCallers: (count) => openCallers([url], count, options.token),
    cpuSeconds: () => undefined,
    async [Symbol.asyncDispose]() {
      await direct?.close()
    },
  }
}
