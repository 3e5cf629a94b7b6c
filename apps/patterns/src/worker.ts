import { fileURLToPath } from 'node:url'
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type NativeConnection,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker'
import * as activities from './activities.ts'

// Decoding that throws would stop a run for good; with this, its schema refuses the payload.
const payloadConverterPath = fileURLToPath(
  import.meta.resolve('@temporal-registry/sdk/typed/payload-converter'),
)

interface WorkerParts {
  readonly connection: NativeConnection
  readonly namespace: string
  readonly taskQueue: string
  readonly workflowBundle: WorkflowBundleWithSourceMap
}

export async function bundlePatterns(): Promise<WorkflowBundleWithSourceMap> {
  return await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    payloadConverterPath,
    logger: new DefaultLogger('ERROR'),
  })
}

export async function createPatternsWorker(parts: WorkerParts): Promise<Worker> {
  return await Worker.create({
    ...parts,
    activities,
    dataConverter: { payloadConverterPath },
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
