import { startOrphanGuard } from './process/orphan-guard.ts'
import { requireFreePorts, type WantedPort } from './process/ports.ts'
import { runMain } from './run-main.ts'
import { bringUp } from './start/bring-up.ts'
import { lockDataDir } from './start/data-dir-lock.ts'
import { parseStartOptions, usage, type StartOptions } from './start/options.ts'
import { createStack } from './start/stack.ts'
import { renderSummary } from './start/summary.ts'
import { createSteps } from './terminal/steps.ts'

// After a SIGKILL the orphan guard gives the services 10 s to end, and they hold their ports.
const staleStartPatienceMs = 12_000

await runMain(async (stop) => {
  const options = parseStartOptions(process.argv.slice(2), process.env)
  if (!options) {
    process.stdout.write(usage)
    return 0
  }
  const lock = lockDataDir(options)
  try {
    await requireFreePorts(wantedPorts(options), lock.wasStale ? staleStartPatienceMs : 0)
    return await serve(options, stop)
  } finally {
    lock.release()
  }
})

async function serve(options: StartOptions, stop: AbortSignal): Promise<number> {
  const guard = startOrphanGuard()
  const stack = createStack()
  const steps = createSteps()
  const end = AbortSignal.any([stop, stack.broken])
  process.stdout.write('temporal-registry\n\n')
  try {
    const urls = await bringUp({ options, guard, stack, steps, stop: end })
    process.stdout.write(renderSummary(options, urls))
    await aborted(end)
    stack.broken.throwIfAborted()
    return 0
  } finally {
    process.stdout.write('\n')
    await stack.stop((name) => steps.note(`stopping the ${name}`))
    guard.close()
  }
}

function wantedPorts(options: StartOptions): WantedPort[] {
  const { host, port, temporalPort, uiPort, metricsPort, temporalAddress } = options
  const local = '127.0.0.1'
  const gateway = { host, port, purpose: 'the gateway', flag: '--port' }
  const metrics =
    metricsPort === undefined
      ? []
      : [{ host: local, port: metricsPort, purpose: 'metrics', flag: '--metrics-port' }]
  if (temporalAddress) return [gateway, ...metrics]
  return [
    gateway,
    ...metrics,
    { host: local, port: temporalPort, purpose: 'the Temporal server', flag: '--temporal-port' },
    { host: local, port: uiPort, purpose: "Temporal's web UI", flag: '--ui-port' },
  ]
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}
