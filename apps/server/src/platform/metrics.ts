import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the process counts. Names start with `temporal_registry_`. */
export interface Metrics {
  readonly requests: Counter<'route' | 'method' | 'status'>
  readonly requestSeconds: Histogram<'route' | 'method'>
  readonly requestsInFlight: Gauge
  /** A search provider was asked, and took so many tokens; `outcome` is `answered`, or the code of the refusal. */
  countSearch(asked: { provider: string; outcome: string; tokens: number }): void
  /** What is counted of one namespace, with its name as the label `namespace`. */
  of(namespace: string): NamespaceMetrics
  /** Prometheus text of everything. */
  text(): Promise<string>
  readonly contentType: string
}

export interface NamespaceMetrics {
  countStart(start: { workflowType: string; outcome: string; seconds: number }): void
  countBatch(batch: { ops: number; seconds: number }): void
  /** Events that came in. */
  countEvents(events: { via: string; outcome: string; count: number }): void
  /** Webhooks whose senders were not believed. `source` is one that there is. */
  countWebhookRefused(refusal: { source: string; reason: string }): void
  /** What came of triggers. Counted as it is written: one that is decided again counts again. */
  countDecision(decision: { stage: string; outcome: string }): void
  /** A run's workflow was begun, so long after its event came in, or after its fire or call. */
  countBeginning(beginning: { triggerKind: string; seconds: number }): void
  /** A fire of a schedule came, so long after the time that it was meant for. */
  countFire(fire: { lagSeconds: number }): void
  countActivityRunEnded(status: string): void
  /** A message to a channel has ended: delivered, dead or rate_limited. */
  countDelivery(ended: { kind: string; outcome: string }): void
  countDeliveryAttempt(attempt: { kind: string; outcome: string; seconds: number }): void
  /** Adds figures that are read when they are scraped. */
  gauge(name: string, help: string, read: () => number): void
  gaugeByLabel(
    name: string,
    help: string,
    label: string,
    read: () => Readonly<Record<string, number>>,
  ): void
}

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const longBuckets = [...latencyBuckets, 30, 60, 300, 1800, 3600]
const prefix = 'temporal_registry_'

type Samples = readonly (readonly [labels: Record<string, string>, value: number])[]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const starts = new Counter({
    name: `${prefix}starts_total`,
    help: 'Starts by workflow type and outcome: started, replayed, or the code of the refusal.',
    labelNames: ['workflow_type', 'outcome', 'namespace'],
    registers,
  })
  const startSeconds = new Histogram({
    name: `${prefix}start_duration_seconds`,
    help: 'Time to start a run, Temporal included.',
    labelNames: ['namespace'],
    buckets: latencyBuckets,
    registers,
  })
  const batchOps = new Histogram({
    name: `${prefix}registry_batch_ops`,
    help: 'Changes written in one Update.',
    labelNames: ['namespace'],
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
    registers,
  })
  const batchSeconds = new Histogram({
    name: `${prefix}registry_batch_duration_seconds`,
    help: 'Time until an Update was answered.',
    labelNames: ['namespace'],
    buckets: latencyBuckets,
    registers,
  })
  const events = new Counter({
    name: `${prefix}events_total`,
    help: 'Events that came in, by the way they came and whether they were here before.',
    labelNames: ['via', 'outcome', 'namespace'],
    registers,
  })
  const webhooksRefused = new Counter({
    name: `${prefix}webhooks_refused_total`,
    help: 'Webhooks whose sender was not believed, by event source and reason.',
    labelNames: ['source', 'reason', 'namespace'],
    registers,
  })
  const decisions = new Counter({
    name: `${prefix}trigger_decisions_total`,
    help: 'What came of triggers for definitions, by the stage where they stopped.',
    labelNames: ['stage', 'outcome', 'namespace'],
    registers,
  })
  const beginningSeconds = new Histogram({
    name: `${prefix}activity_run_begin_seconds`,
    help: 'Time from an event that came in, a fire or a call until its workflow was begun.',
    labelNames: ['trigger_kind', 'namespace'],
    buckets: longBuckets,
    registers,
  })
  const fireLag = new Histogram({
    name: `${prefix}activity_schedule_lag_seconds`,
    help: 'Time from when a fire of a schedule was meant to come until it was taken.',
    labelNames: ['namespace'],
    buckets: longBuckets,
    registers,
  })
  const runsEnded = new Counter({
    name: `${prefix}activity_runs_ended_total`,
    help: 'Activity runs that ended, by how they did.',
    labelNames: ['status', 'namespace'],
    registers,
  })
  const deliveriesEnded = new Counter({
    name: `${prefix}deliveries_ended_total`,
    help: 'Deliveries that ended, by kind of channel and how they did; `none`: there was no such channel.',
    labelNames: ['kind', 'outcome', 'namespace'],
    registers,
  })
  const attemptSeconds = new Histogram({
    name: `${prefix}delivery_attempt_duration_seconds`,
    help: 'Time until a receiver answered, or did not, by kind of channel and outcome.',
    labelNames: ['kind', 'outcome', 'namespace'],
    buckets: latencyBuckets,
    registers,
  })
  const searches = new Counter({
    name: `${prefix}search_requests_total`,
    help: 'Questions to search providers, searches and judges alike: answered, or the code of the refusal.',
    labelNames: ['provider', 'outcome'],
    registers,
  })
  const searchTokens = new Counter({
    name: `${prefix}search_tokens_total`,
    help: 'Tokens that search providers took, which search.tokens_per_day bounds for each day of UTC.',
    labelNames: ['provider'],
    registers,
  })
  const sources = new Map<string, (() => Samples)[]>()

  /** A gauge is one, however many namespaces it has figures of. */
  function addSource(gauge: { name: string; help: string; label?: string }, read: () => Samples) {
    const known = sources.get(gauge.name)
    if (known) {
      known.push(read)
      return
    }
    const reads = [read]
    sources.set(gauge.name, reads)
    new Gauge({
      name: prefix + gauge.name,
      help: gauge.help,
      labelNames: ['namespace', ...(gauge.label === undefined ? [] : [gauge.label])],
      registers,
      collect() {
        this.reset()
        for (const [labels, value] of reads.flatMap((one) => one())) this.set(labels, value)
      },
    })
  }

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
    countSearch({ provider, outcome, tokens }) {
      searches.inc({ provider, outcome })
      searchTokens.inc({ provider }, tokens)
    },
    of: (namespace) => ({
      countStart({ workflowType, outcome, seconds }) {
        starts.inc({ workflow_type: workflowType, outcome, namespace })
        startSeconds.observe({ namespace }, seconds)
      },
      countBatch({ ops, seconds }) {
        batchOps.observe({ namespace }, ops)
        batchSeconds.observe({ namespace }, seconds)
      },
      countEvents({ via, outcome, count }) {
        events.inc({ via, outcome, namespace }, count)
      },
      countWebhookRefused({ source, reason }) {
        webhooksRefused.inc({ source, reason, namespace })
      },
      countDecision({ stage, outcome }) {
        decisions.inc({ stage, outcome, namespace })
      },
      countBeginning({ triggerKind, seconds }) {
        beginningSeconds.observe({ trigger_kind: triggerKind, namespace }, seconds)
      },
      countFire({ lagSeconds }) {
        fireLag.observe({ namespace }, lagSeconds)
      },
      countActivityRunEnded(status) {
        runsEnded.inc({ status, namespace })
      },
      countDelivery({ kind, outcome }) {
        deliveriesEnded.inc({ kind, outcome, namespace })
      },
      countDeliveryAttempt({ kind, outcome, seconds }) {
        attemptSeconds.observe({ kind, outcome, namespace }, seconds)
      },
      gauge(name, help, read) {
        addSource({ name, help }, () => [[{ namespace }, read()]])
      },
      gaugeByLabel(name, help, label, read) {
        addSource({ name, help, label }, () =>
          Object.entries(read()).map(([value, count]) => [{ [label]: value, namespace }, count]),
        )
      },
    }),
    text: () => registry.metrics(),
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
  }
}
