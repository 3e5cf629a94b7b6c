import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../apps/server/test/dev-server.ts'
import { repoRoot } from '../../scripts/paths.ts'
import {
  gatewayMain,
  gatewayMemoryEnv,
  gatewayNodeFlags,
} from '../../scripts/process/gateway-process.ts'
import { logTail } from '../../scripts/process/log-tail.ts'
import { startService } from '../../scripts/process/service.ts'
import { SetupError } from '../../scripts/setup-error.ts'
import type { GoContext } from '../bench.ts'

const readyTimeoutMs = 60_000
const probeEveryMs = 10
const stopPatienceMs = 15_000
const clockTicksPerSecond = 100

/** A gateway in a process of its own, as `temporal-registry serve` runs it: packaged configuration. */
export interface GatewayProcess {
  readonly url: string
  /** From spawning the process to the first 200 of `/ready`. */
  readonly readySeconds: number
  /** Memory the process holds now, and the most it held. */
  memory(): { readonly residentMb: number; readonly peakMb: number }
  cpuSeconds(): number
  stop(): Promise<void>
  /** Ends it as a crash does. */
  kill(): Promise<void>
}

export interface GatewayOptions {
  readonly name: string
  readonly logDir: string
  readonly temporalAddress: string
  readonly env?: Readonly<Record<string, string>>
  /** Where one was that is no more. Default: any that is free. */
  readonly port?: number | undefined
}

export async function startGateway(
  { guard, stop, options }: GoContext,
  { name, logDir, temporalAddress, env = {}, port: given }: GatewayOptions,
): Promise<GatewayProcess> {
  const port = given ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const { profileDir } = options
  const profiling = profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`] : []
  const startedMs = performance.now()
  const service = startService(guard, {
    name,
    command: process.execPath,
    args: [...gatewayNodeFlags, ...profiling, join(repoRoot, gatewayMain)],
    cwd: repoRoot,
    env: {
      ...gatewayMemoryEnv,
      ...withoutGatewaySettings(process.env),
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_NAMESPACE: 'default',
      TEMPORAL_REGISTRY_HOST: '127.0.0.1',
      TEMPORAL_REGISTRY_PORT: String(port),
      ...env,
    },
    logFile: join(logDir, `${name}.log`),
  })
  let ending: string | undefined
  void service.exited.then((how) => (ending = how))
  while (!(await isReady(url))) {
    const isTooLate = performance.now() - startedMs > readyTimeoutMs
    if (isTooLate || ending || stop.aborted) {
      await service.stop(stopPatienceMs)
      stop.throwIfAborted()
      const what = ending ? `ended (${ending})` : `was not ready after ${readyTimeoutMs / 1000} s`
      throw new SetupError(`The ${name} ${what}.`, { why: logTail(service.logFile) })
    }
    await sleep(probeEveryMs)
  }
  const readySeconds = (performance.now() - startedMs) / 1000
  const pid = Number(/"pid":(\d+)/.exec(readFileSync(service.logFile, 'utf8'))?.[1])

  return {
    url,
    readySeconds,
    memory() {
      const status = procFile(pid, 'status')
      const mb = (key: string) =>
        Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
      return { residentMb: mb('VmRSS'), peakMb: mb('VmHWM') }
    },
    cpuSeconds() {
      // Fields 14 and 15; the name before them, in brackets, may hold blanks.
      const stat = procFile(pid, 'stat').split(') ')[1]?.split(' ') ?? []
      return (Number(stat[11]) + Number(stat[12])) / clockTicksPerSecond
    },
    stop: () => service.stop(stopPatienceMs),
    async kill() {
      service.kill()
      await service.exited
    },
  }
}

/** What Linux says of a process; elsewhere nothing, and the figures made of it are not numbers. */
function procFile(pid: number, name: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ready`)).status === 200
  } catch {
    return false
  }
}

/** What a user set for a gateway of their own must not reach these. */
function withoutGatewaySettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_REGISTRY_')),
  )
}
