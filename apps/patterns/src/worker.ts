import { fileURLToPath } from 'node:url'
import type { LoadedConnection } from '@temporal-registry/sdk/connection'
import { createWorkerMetrics, type WorkerMetrics } from '@temporal-registry/sdk/metrics'
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type NativeConnection,
  type WorkflowBundle,
} from '@temporalio/worker'
import { createEncryptionCodec, type KeyRing } from '@temporal-registry/sdk/codec'
import * as activities from './activities.ts'
import { cookbookMetrics, type OrderCounters } from './custom-metrics/order-counters.ts'
import { createMtlsActivities } from './mtls/activities.ts'

// Decoding that throws would stop a run for good; with this, its schema refuses the payload.
export const payloadConverterPath = fileURLToPath(
  import.meta.resolve('@temporal-registry/sdk/typed/payload-converter'),
)

interface WorkerParts {
  readonly connection: NativeConnection
  /** What the connection was made of. */
  readonly temporal: LoadedConnection
  readonly taskQueue: string
  readonly workflowBundle: WorkflowBundle
  /** What a gateway with an active key has encrypted is read with it. */
  readonly keyRing?: KeyRing | undefined
  /** Default: on the meter of the runtime, which exports nothing unless it was told to. */
  readonly metrics?: Pick<WorkerMetrics<OrderCounters>, 'sinks' | 'interceptors'> | undefined
}

export async function bundlePatterns(): Promise<WorkflowBundle> {
  return await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    payloadConverterPath,
    logger: new DefaultLogger('ERROR'),
  })
}

export async function createPatternsWorker(parts: WorkerParts): Promise<Worker> {
  const { connection, temporal, taskQueue, workflowBundle, keyRing } = parts
  const payloadCodecs = keyRing ? [createEncryptionCodec(keyRing)] : []
  // A workflow that counts by a sink there is not would fill the log with errors.
  const { sinks, interceptors } =
    parts.metrics ?? createWorkerMetrics(Runtime.instance().metricMeter, cookbookMetrics)
  return await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue,
    workflowBundle,
    activities: { ...activities, ...createMtlsActivities(temporal) },
    sinks,
    interceptors,
    dataConverter: { payloadConverterPath, payloadCodecs },
    // A cancelled activity learns of it with a heartbeat that is sent, and by default most are
    // held back for 80 % of the heartbeat time-out.
    maxHeartbeatThrottleInterval: '500ms',
    // A run whose worker was killed waits so long for it before another may take it up; 10 s by
    // default.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: '2s',
    shutdownForceTime: '6s',
  })
}
