import { setTimeout as delay } from 'node:timers/promises'
import { logTail } from '../process/log-tail.ts'
import type { Service } from '../process/service.ts'
import { SetupError } from '../setup-error.ts'

const stopPatienceMs = 10_000
const echoOfFirstSignalMs = 1000

/** The services of one start, in the order they came up; they end in reverse. */
export interface Stack {
  add(service: Service): void
  /** Aborted when a service ends before `stop` was called; its reason says which and why. */
  readonly broken: AbortSignal
  stop(onStopping: (name: string) => void): Promise<void>
}

export function createStack(): Stack {
  const running = new Set<Service>()
  const broken = new AbortController()
  let isStopping = false

  function add(service: Service) {
    running.add(service)
    void service.exited.then((how) => {
      running.delete(service)
      if (!isStopping) broken.abort(unexpectedEnd(service, how))
    })
  }

  async function stop(onStopping: (name: string) => void) {
    isStopping = true
    killOnSecondSignal(running)
    for (const service of [...running].toReversed()) {
      onStopping(service.name)
      await service.stop(stopPatienceMs)
    }
  }

  return { add, broken: broken.signal, stop }
}

/** One Ctrl-C arrives up to three times: from the terminal, from npm and from bootstrap. */
function killOnSecondSignal(running: ReadonlySet<Service>) {
  void delay(echoOfFirstSignalMs, undefined, { ref: false }).then(() =>
    process.on('SIGINT', () => running.forEach((service) => service.kill())),
  )
}

function unexpectedEnd({ name, logFile }: Service, how: string): SetupError {
  return new SetupError(`The ${name} ended unexpectedly (${how}).`, { why: logTail(logFile) })
}
