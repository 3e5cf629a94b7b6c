import { join } from 'node:path'
import { repoRoot } from '../paths.ts'
import { buildConsole } from '../console/build-console.ts'
import { gatewayMain, gatewayMemoryEnv, gatewayNodeFlags } from '../process/gateway-process.ts'
import type { OrphanGuard } from '../process/orphan-guard.ts'
import { portOrAnother } from '../process/ports.ts'
import { startService, type Service } from '../process/service.ts'
import { startDevServer } from '../temporal/dev-server.ts'
import { findTemporalExecutable } from '../temporal/find-executable.ts'
import { requireReachable } from '../temporal/require-reachable.ts'
import { withoutTemporalSettings } from '../temporal/without-temporal-settings.ts'
import type { Steps } from '../terminal/steps.ts'
import type { StartOptions } from './options.ts'
import type { Stack } from './stack.ts'
import { outboundAllow } from './outbound-allow.ts'
import { authorization, gatewayUrl, samplePattern, type Urls } from './summary.ts'
import { encryptionEnv } from './development-keys.ts'
import { waitForHttp } from './wait-for-http.ts'

const metricsHost = '127.0.0.1'
const usualMetricsPort = 9464

interface BringUp {
  readonly options: StartOptions
  readonly guard: OrphanGuard
  readonly stack: Stack
  readonly steps: Steps
  readonly stop: AbortSignal
}

interface Temporal {
  readonly uiUrl: string | undefined
  readonly env: NodeJS.ProcessEnv
}

/** Starts what the product consists of, each part when the one it needs answers. */
export async function bringUp(context: BringUp): Promise<Urls> {
  await buildConsole(context.steps, context.stop)
  const { uiUrl, env } = await startTemporal(context)
  const keys = encryptionEnv(context.options.dataDir, env)
  const ui = {
    TEMPORAL_REGISTRY_UI_ORIGINS: originsOf(uiUrl, env),
    TEMPORAL_UI_URL: env['TEMPORAL_UI_URL'] ?? uiUrl ?? '',
  }
  await startGateway(context, { ...env, ...keys.gateway, ...ui })
  const metricsUrl = await startPatterns(context, { ...env, ...keys.patterns })
  return { uiUrl, metricsUrl }
}

/** The UI may ask the gateway's codec server; a browser knows it by either name of this machine. */
function originsOf(uiUrl: string | undefined, env: NodeJS.ProcessEnv): string {
  const own = env['TEMPORAL_REGISTRY_UI_ORIGINS']
  if (own || uiUrl === undefined) return own ?? ''
  return [uiUrl, uiUrl.replace('127.0.0.1', 'localhost')].join(',')
}

async function startTemporal({ options, guard, stack, steps, stop }: BringUp): Promise<Temporal> {
  const { temporalAddress, temporalPort: port, uiPort, namespace, dataDir } = options
  if (temporalAddress) {
    await steps.run('Temporal server', async (setDetail) => {
      await requireReachable(temporalAddress)
      setDetail(`${temporalAddress}, from TEMPORAL_ADDRESS`)
    })
    return { uiUrl: undefined, env: process.env }
  }
  const remedy = 'or set TEMPORAL_ADDRESS to the host:port of a server that runs'
  const executable = await findTemporalExecutable({ steps, stop, remedy })
  const server = await steps.run('Temporal server', async (setDetail) => {
    const started = await startDevServer({
      executable,
      dbFile: join(dataDir, 'temporal.db'),
      port,
      uiPort,
      namespace,
      logFile: logPath(options, 'temporal'),
      guard,
      stop,
    })
    stack.add(started.service)
    setDetail(started.address)
    return started
  })
  const settings = { TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: namespace }
  return { uiUrl: server.uiUrl, env: { ...withoutTemporalSettings(process.env), ...settings } }
}

async function startGateway(
  { options, guard, stack, steps, stop }: BringUp,
  env: NodeJS.ProcessEnv,
) {
  await steps.run('gateway', async (setDetail) => {
    const service = startNode(guard, options, {
      name: 'gateway',
      args: [...gatewayNodeFlags, gatewayMain],
      env: {
        ...gatewayMemoryEnv,
        TEMPORAL_REGISTRY_OUTBOUND_ALLOW: outboundAllow(options),
        TEMPORAL_REGISTRY_DATABASE_DIR: join(options.dataDir, 'database'),
        ...env,
        TEMPORAL_REGISTRY_HOST: options.host,
        TEMPORAL_REGISTRY_PORT: String(options.port),
      },
    })
    stack.add(service)
    await waitForHttp({
      url: `${gatewayUrl(options)}/ready`,
      headers: {},
      isReady: ({ status }) => status === 200,
      service,
      stop,
    })
    setDetail(gatewayUrl(options))
  })
}

async function startPatterns(
  { options, guard, stack, steps, stop }: BringUp,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const port = options.metricsPort ?? (await portOrAnother(metricsHost, usualMetricsPort))
  const metricsAddress = `${metricsHost}:${port}`
  await steps.run('patterns worker', async (setDetail) => {
    const service = startNode(guard, options, {
      name: 'patterns worker',
      args: ['apps/patterns/src/main.ts'],
      env: {
        ...env,
        TEMPORAL_REGISTRY_URL: gatewayUrl(options),
        TEMPORAL_REGISTRY_PATTERNS_METRICS_ADDRESS: metricsAddress,
      },
    })
    stack.add(service)
    await waitForHttp({
      url: `${gatewayUrl(options)}/registry/workflows/${samplePattern}`,
      headers: authorization(options),
      isReady: async (response) => {
        const answer = (await response.json()) as { status?: unknown }
        return answer.status === 'ready'
      },
      service,
      stop,
    })
    setDetail(`${samplePattern} is ready`)
  })
  return `http://${metricsAddress}/metrics`
}

function startNode(
  guard: OrphanGuard,
  options: StartOptions,
  { name, args, env }: { name: string; args: readonly string[]; env: NodeJS.ProcessEnv },
): Service {
  return startService(guard, {
    name,
    command: process.execPath,
    args,
    cwd: repoRoot,
    env,
    logFile: logPath(options, name.replaceAll(' ', '-')),
  })
}

function logPath({ dataDir }: StartOptions, name: string): string {
  return join(dataDir, 'logs', `${name}.log`)
}
