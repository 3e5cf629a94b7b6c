import { setTimeout as delay } from 'node:timers/promises'
import { logTail } from '../process/log-tail.ts'
import type { Service } from '../process/service.ts'
import { SetupError } from '../setup-error.ts'

const timeoutMs = 120_000
const pollEveryMs = 150

interface Probe {
  readonly url: string
  readonly headers: Record<string, string>
  readonly isReady: (response: Response) => Promise<boolean> | boolean
  /** Whose log says why it takes so long. */
  readonly service: Service
  readonly stop: AbortSignal
}

export async function waitForHttp({ url, headers, isReady, service, stop }: Probe) {
  const deadline = Date.now() + timeoutMs
  let last = 'no answer'
  while (Date.now() < deadline) {
    try {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(5000)])
      const response = await fetch(url, { headers, signal })
      const copy = response.clone()
      if (await isReady(response)) return
      last = `${copy.status} ${(await copy.text()).slice(0, 500)}`
    } catch (error) {
      stop.throwIfAborted()
      last = error instanceof Error ? error.message : String(error)
    }
    await delay(pollEveryMs, undefined, { signal: stop }).catch(() => stop.throwIfAborted())
  }
  throw new SetupError(`The ${service.name} was not ready after ${timeoutMs / 1000} s.`, {
    why: `GET ${url}: ${last}\n${logTail(service.logFile)}`,
  })
}
