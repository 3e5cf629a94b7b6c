import { fileURLToPath } from 'node:url'
import {
  encryptedDataConverter,
  failureConverterPath,
  type KeyRing,
} from '@temporal-registry/sdk/codec'
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type NativeConnection,
} from '@temporalio/worker'
import * as activities from './activities.ts'

/** The worker of this pattern alone: what it writes can only be read by who has the key. */
export async function createEncryptionWorker(parts: {
  readonly connection: NativeConnection
  readonly namespace: string
  readonly taskQueue: string
  readonly keyRing: KeyRing
}): Promise<Worker> {
  const { keyRing, ...rest } = parts
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    failureConverterPath,
    logger: new DefaultLogger('ERROR'),
  })
  return await Worker.create({
    ...rest,
    workflowBundle,
    activities,
    dataConverter: encryptedDataConverter(keyRing),
    // One small workflow: more would only hold memory.
    maxCachedWorkflows: 20,
    shutdownGraceTime: '2s',
    shutdownForceTime: '6s',
  })
}
