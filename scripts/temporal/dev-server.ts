import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { repoRoot } from '../paths.ts'
import { logTail } from '../process/log-tail.ts'
import type { OrphanGuard } from '../process/orphan-guard.ts'
import { startService, type Service } from '../process/service.ts'
import { SetupError } from '../setup-error.ts'
import { devServerArgs, tuningArgs, type DevServerFlags } from './dev-server-flags.ts'
import { describeNamespaceStatus } from './grpc-status.ts'

const host = '127.0.0.1'
const readyTimeoutMs = 60_000
const stopPatienceMs = 5000

export interface DevServerOptions extends Omit<DevServerFlags, 'host'> {
  readonly executable: string
  readonly logFile: string
  readonly guard: OrphanGuard
  readonly stop: AbortSignal
}

export interface DevServer {
  readonly address: string
  readonly uiUrl: string | undefined
  readonly service: Service
  stop(): Promise<void>
}

export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  if (options.dbFile) mkdirSync(dirname(options.dbFile), { recursive: true })
  const flags = { ...options, host }
  const tuned = launch(options, [...devServerArgs(flags), ...tuningArgs(flags)])
  const firstFault = await faultBeforeReady(tuned, options)
  if (!firstFault) return devServer(tuned, options)
  // An older `temporal` on PATH may not know a flag of the tuning; it serves without it, slower.
  if (!isAboutFlags(options.logFile)) throw firstFault

  const plain = launch(options, devServerArgs(flags))
  const fault = await faultBeforeReady(plain, options)
  if (fault) throw fault
  return devServer(plain, options)
}

function launch({ executable, logFile, guard }: DevServerOptions, args: string[]): Service {
  return startService(guard, {
    name: 'Temporal server',
    command: executable,
    args,
    cwd: repoRoot,
    env: process.env,
    logFile,
  })
}

async function faultBeforeReady(
  service: Service,
  { port, namespace = 'default', stop }: DevServerOptions,
): Promise<SetupError | undefined> {
  const deadline = Date.now() + readyTimeoutMs
  let ending: string | undefined
  void service.exited.then((how) => (ending = how))
  while (Date.now() < deadline) {
    if (ending) return fault(`The Temporal server ended while starting (${ending}).`, service)
    if (stop.aborted) break
    const status = await describeNamespaceStatus(`${host}:${port}`, namespace).catch(
      () => undefined,
    )
    if (status === 0) return undefined
    await delay(50)
  }
  await service.stop(stopPatienceMs)
  stop.throwIfAborted()
  return fault(`The Temporal server was not ready after ${readyTimeoutMs / 1000} s.`, service)
}

function fault(what: string, { logFile }: Service): SetupError {
  return new SetupError(what, { why: logTail(logFile) })
}

function isAboutFlags(logFile: string): boolean {
  return /unknown flag|invalid argument|unknown shorthand/i.test(readFileSync(logFile, 'utf8'))
}

function devServer(service: Service, { port, uiPort }: DevServerOptions): DevServer {
  return {
    address: `${host}:${port}`,
    uiUrl: uiPort === undefined ? undefined : `http://${host}:${uiPort}`,
    service,
    stop: () => service.stop(stopPatienceMs),
  }
}
