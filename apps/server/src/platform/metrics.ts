import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the process counts. Names start with `temporal_registry_`. */
export interface Metrics {
  readonly requests: Counter<'route' | 'method' | 'status'>
  readonly requestSeconds: Histogram<'route' | 'method'>
  readonly requestsInFlight: Gauge
  readonly starts: Counter<'workflow_type' | 'outcome'>
  readonly startSeconds: Histogram
  readonly batchOps: Histogram
  readonly batchSeconds: Histogram
  /** Adds figures that are read when they are scraped. */
  gauge(name: string, help: string, read: () => number): void
  gaugeByLabel(
    name: string,
    help: string,
    label: string,
    read: () => Readonly<Record<string, number>>,
  ): void
  /** Prometheus text of everything. */
  text(): Promise<string>
  readonly contentType: string
}

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics(): Metrics {
  const registers = [new Registry()]
  const [registry] = registers
  const prefix = 'temporal_registry_'

  return {
    requests: new Counter({
      name: `${prefix}http_requests_total`,
      help: 'HTTP requests answered.',
      labelNames: ['route', 'method', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: `${prefix}http_request_duration_seconds`,
      help: 'Time to answer a request.',
      labelNames: ['route', 'method'],
      buckets: latencyBuckets,
      registers,
    }),
    requestsInFlight: new Gauge({
      name: `${prefix}http_requests_in_flight`,
      help: 'HTTP requests being answered.',
      registers,
    }),
    starts: new Counter({
      name: `${prefix}starts_total`,
      help: 'Starts by workflow type and outcome: started, replayed, or the code of the refusal.',
      labelNames: ['workflow_type', 'outcome'],
      registers,
    }),
    startSeconds: new Histogram({
      name: `${prefix}start_duration_seconds`,
      help: 'Time to start a run, Temporal included.',
      buckets: latencyBuckets,
      registers,
    }),
    batchOps: new Histogram({
      name: `${prefix}registry_batch_ops`,
      help: 'Changes written in one Update.',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
      registers,
    }),
    batchSeconds: new Histogram({
      name: `${prefix}registry_batch_duration_seconds`,
      help: 'Time until an Update was answered.',
      buckets: latencyBuckets,
      registers,
    }),
    gauge(name, help, read) {
      new Gauge({
        name: prefix + name,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })
    },
    gaugeByLabel(name, help, label, read) {
      new Gauge({
        name: prefix + name,
        help,
        labelNames: [label],
        registers,
        collect() {
          this.reset()
          for (const [value, count] of Object.entries(read())) this.set({ [label]: value }, count)
        },
      })
    },
    text: () => registry?.metrics() ?? Promise.resolve(''),
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
  }
}
