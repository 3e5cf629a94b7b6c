import { serveWorkerMetrics, type ServedMetrics } from '@temporal-registry/sdk/metrics'
import { Runtime, type Logger, type RuntimeOptions } from '@temporalio/worker'
import { cookbookMetrics, type OrderCounters } from './custom-metrics/order-counters.ts'

interface Installed {
  readonly runtime: Runtime
  readonly metrics: ServedMetrics<OrderCounters> | undefined
}

/**
 * Installs the one runtime that a process has, with metrics where an address for them is given.
 *
 * @throws MetricsAddressError when they cannot be served there.
 */
export function installRuntime(log: Logger, metricsAddress: string | undefined): Installed {
  const options: RuntimeOptions = {
    logger: log,
    // Temporal then tells within seconds that this worker is gone; by default, within minutes.
    workerHeartbeatInterval: '2s',
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  }
  if (metricsAddress === undefined) {
    return { runtime: Runtime.install(options), metrics: undefined }
  }
  const metrics = serveWorkerMetrics({
    address: metricsAddress,
    ...cookbookMetrics,
    runtime: options,
  })
  log.info(`metrics are served at ${metrics.url}`)
  return { runtime: metrics.runtime, metrics }
}
