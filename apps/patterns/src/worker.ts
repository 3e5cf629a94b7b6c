import { fileURLToPath } from 'node:url'
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type NativeConnection,
  type WorkflowBundle,
} from '@temporalio/worker'
import { createEncryptionCodec, type KeyRing } from '@temporal-registry/sdk/codec'
import * as activities from './activities.ts'

// Decoding that throws would stop a run for good; with this, its schema refuses the payload.
export const payloadConverterPath = fileURLToPath(
  import.meta.resolve('@temporal-registry/sdk/typed/payload-converter'),
)

interface WorkerParts {
  readonly connection: NativeConnection
  readonly namespace: string
  readonly taskQueue: string
  readonly workflowBundle: WorkflowBundle
  /** What a gateway with an active key has encrypted is read with it. */
  readonly keyRing?: KeyRing | undefined
}

export async function bundlePatterns(): Promise<WorkflowBundle> {
  return await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    payloadConverterPath,
    logger: new DefaultLogger('ERROR'),
  })
}

export async function createPatternsWorker({ keyRing, ...parts }: WorkerParts): Promise<Worker> {
  const payloadCodecs = keyRing ? [createEncryptionCodec(keyRing)] : []
  return await Worker.create({
    ...parts,
    activities,
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
