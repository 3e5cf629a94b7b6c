import { isIP } from 'node:net'
import {
  Runtime,
  type ActivityInterceptorsFactory,
  type InjectedSinks,
  type RuntimeOptions,
} from '@temporalio/worker'
import { createCounters, type Count, type CounterDefinitions, type Meter } from './counters.ts'
import {
  scheduleToStart,
  scheduleToStartBuckets,
  scheduleToStartName,
} from './schedule-to-start.ts'

/** Metrics cannot be served at an address; the message says why. */
export class MetricsAddressError extends Error {
  override readonly name = 'MetricsAddressError'
}

/**
 * What workflows count by, through `proxySinks<CounterSinks<typeof orderCounters>>()`. A sink is not called while
 * a run is replayed: what happened once is counted once, however often the worker loads the run anew.
 */
export type CounterSinks<D extends CounterDefinitions> = {
  readonly counters: { count: Count<D> }
}

/** The parts of a worker that measure it. */
export interface WorkerMetrics<D extends CounterDefinitions> {
  /** For `Worker.create({ sinks })`. */
  readonly sinks: InjectedSinks<CounterSinks<D>>
  /** For `Worker.create({ interceptors })`. */
  readonly interceptors: { readonly activity: ActivityInterceptorsFactory[] }
  /** Counts outside workflows, in activities for one. */
  readonly count: Count<D>
}

/** Metrics that are served, together with those of Temporal's core. */
export interface ServedMetrics<D extends CounterDefinitions> extends WorkerMetrics<D> {
  /** The page that Prometheus scrapes. */
  readonly url: string
  readonly runtime: Runtime
}

export interface MetricsOptions<D extends CounterDefinitions> {
  /** The business's counters. Default: none. */
  readonly counters?: D
  /** What names of ours begin with; Temporal's own begin with `temporal_`. Default: `app_`. */
  readonly prefix?: string
}

export interface ServeMetricsOptions<D extends CounterDefinitions> extends MetricsOptions<D> {
  /** IP address and port. Default: `127.0.0.1:9464`. Nobody is asked for a token there. */
  readonly address?: string
  /** Bounds of the schedule-to-start histogram, in seconds. */
  readonly scheduleToStartBuckets?: readonly number[]
  /** The other options of Temporal's runtime: a process has one, and this call installs it. */
  readonly runtime?: RuntimeOptions
}

/**
 * Installs Temporal's runtime with its Prometheus exporter, and answers what a worker is made with to be
 * measured: one page has Temporal's own metrics, the schedule-to-start histogram and the business's counters.
 * Durations are in seconds; counters end in `_total`.
 *
 * Call it before anything else uses `@temporalio/worker`: the runtime is installed once a process.
 *
 * @throws MetricsAddressError when the address is none or is in use; TypeError for counters that cannot be made;
 * IllegalStateError of Temporal's when a runtime is there already.
 * @example
 * const metrics = serveWorkerMetrics({ counters: orderCounters })
 * const { sinks, interceptors } = metrics
 * const worker = await Worker.create({ taskQueue, workflowsPath, activities, sinks, interceptors })
 */
export function serveWorkerMetrics<const D extends CounterDefinitions = Record<never, never>>(
  options: ServeMetricsOptions<D> = {},
): ServedMetrics<D> {
  const { address = '127.0.0.1:9464', prefix = defaultPrefix, runtime = {} } = options
  const bounds = options.scheduleToStartBuckets ?? scheduleToStartBuckets
  const bindAddress = checkedAddress(address)
  const installed = install(bindAddress, {
    ...runtime,
    telemetryOptions: {
      ...runtime.telemetryOptions,
      metrics: {
        prometheus: {
          bindAddress,
          countersTotalSuffix: true,
          unitSuffix: true,
          useSecondsForDurations: true,
          histogramBucketOverrides: { [prefix + scheduleToStartName]: [...bounds] },
        },
      },
    },
  })
  const parts = createWorkerMetrics(installed.metricMeter, options)
  return { ...parts, url: `http://${bindAddress}/metrics`, runtime: installed }
}

/** The same parts on the meter of a runtime that is there already, whatever it exports to. */
export function createWorkerMetrics<const D extends CounterDefinitions>(
  meter: Meter,
  { counters, prefix = defaultPrefix }: MetricsOptions<D> = {},
): WorkerMetrics<D> {
  // Without definitions there is no name to count by.
  const count = createCounters(counters ?? ({} as D), { meter, prefix })
  return {
    count,
    sinks: {
      counters: {
        count: {
          fn: (_workflow, name, labels, by) => count(name, labels, by),
          callDuringReplay: false,
        },
      },
    },
    interceptors: { activity: [scheduleToStart({ meter, prefix })] },
  }
}

const defaultPrefix = 'app_'

function checkedAddress(address: string): string {
  const [, host = '', port = ''] = /^(.*):(\d{1,5})$/.exec(address) ?? []
  const plainHost = host === 'localhost' ? '127.0.0.1' : host
  const isHost = isIP(plainHost.replace(/^\[(.*)\]$/, '$1')) !== 0
  const isPort = Number(port) >= 1 && Number(port) <= 65_535
  if (isHost && isPort) return `${plainHost}:${port}`
  throw new MetricsAddressError(
    `«${address}» is no address to serve metrics at: it must be an IP address and a port, as 127.0.0.1:9464`,
  )
}

function install(address: string, options: RuntimeOptions): Runtime {
  try {
    return Runtime.install(options)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (!/prometheus/i.test(message)) throw error
    const why = /in use/i.test(message) ? 'another process listens there' : message
    throw new MetricsAddressError(`Metrics cannot be served at ${address}: ${why}`, {
      cause: error,
    })
  }
}
