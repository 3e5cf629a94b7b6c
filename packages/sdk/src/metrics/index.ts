export {
  defineCounters,
  type Count,
  type CounterDefinition,
  type CounterDefinitions,
  type LabelsOf,
} from './counters.ts'
export { scheduleToStart, scheduleToStartBuckets } from './schedule-to-start.ts'
export {
  createWorkerMetrics,
  MetricsAddressError,
  serveWorkerMetrics,
  type CounterSinks,
  type MetricsOptions,
  type ServedMetrics,
  type ServeMetricsOptions,
  type WorkerMetrics,
} from './worker-metrics.ts'
