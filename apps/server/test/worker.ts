import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { WorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import { createClient } from '@temporal-registry/sdk/client'
import {
  encryptedDataConverter,
  failureConverterPath,
  type KeyRing,
} from '@temporal-registry/sdk/codec'
import { announce, type Announcement } from '@temporal-registry/sdk/worker'
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker'
import { inject } from 'vitest'
import { bundleOnce } from './bundle-once.ts'
import './quiet-temporal.ts'
import { eventually } from './wait.ts'
import type { TestGateway } from './gateway.ts'

function testBundle(isEncrypted: boolean): Promise<WorkflowBundle> {
  return bundleOnce(isEncrypted ? 'test-encrypted' : 'test', () =>
    bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./test-workflows.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
      ...(isEncrypted ? { failureConverterPath } : {}),
    }),
  )
}

/** Types of `test-workflows.ts`, with schemas where a test needs one. */
export const testTypes: readonly Omit<WorkflowSpec, 'task_queue'>[] = [
  { workflow_type: 'echo', description: 'Returns what it is given.' },
  {
    workflow_type: 'nap',
    input_schema: {
      type: 'object',
      required: ['ms'],
      properties: { ms: { type: 'integer', minimum: 0 } },
      additionalProperties: false,
    },
    examples: [{ name: 'short', input: { ms: 1 } }],
  },
  { workflow_type: 'fail' },
  {
    workflow_type: 'adder',
    signals: [{ name: 'add', schema: { type: 'integer' } }, { name: 'end' }],
    queries: [{ name: 'sum' }],
    updates: [{ name: 'multiply', schema: { type: 'integer' } }],
  },
  { workflow_type: 'hop' },
  { workflow_type: 'facts' },
]

/** A real Temporal worker of a test, announced to a gateway. */
export interface TestWorker extends AsyncDisposable {
  readonly taskQueue: string
  readonly workerId: string
  readonly announcement: Announcement | undefined
  /** Stops polling without a word to the registry: its lease goes on. */
  stopPolling(): Promise<void>
}

export interface TestWorkerOptions {
  readonly taskQueue?: string
  readonly workerId?: string
  readonly labels?: Record<string, string>
  readonly ttlSeconds?: number
  readonly types?: readonly Omit<WorkflowSpec, 'task_queue'>[]
  readonly temporalAddress?: string
  /** Where it polls and announces itself. Default: the gateway's default namespace, `default`. */
  readonly namespace?: string
  /** Keys that its payloads are encrypted with. Default: none. */
  readonly keyRing?: KeyRing
  /** False starts a worker that the registry knows nothing of. */
  readonly announced?: boolean
}

/** Starts a worker on a task queue of its own, and waits until its types are ready. */
export async function startTestWorker(
  { url }: Pick<TestGateway, 'url'>,
  options: TestWorkerOptions = {},
): Promise<TestWorker> {
  const { taskQueue = `test-${randomUUID()}`, types = testTypes } = options
  const workerId = options.workerId ?? `worker-${randomUUID()}`
  const connection = await NativeConnection.connect({
    address: options.temporalAddress ?? inject('temporalAddress'),
  })
  const { namespace, keyRing } = options
  const worker = await Worker.create({
    connection,
    ...(namespace === undefined ? {} : { namespace }),
    taskQueue,
    workflowBundle: await testBundle(keyRing !== undefined),
    ...(keyRing ? { dataConverter: encryptedDataConverter(keyRing) } : {}),
    shutdownGraceTime: '100ms',
  })
  const running = worker.run()
  let isPolling = true
  const stopPolling = async () => {
    if (!isPolling) return
    isPolling = false
    worker.shutdown()
    await running
    await connection.close()
  }

  let announcement: Announcement | undefined
  if (options.announced ?? true) {
    announcement = announce({
      url,
      namespace,
      workerId,
      taskQueue,
      workflows: types.map((type) => ({ ...type })),
      ttlSeconds: options.ttlSeconds ?? 60,
      ...(options.labels === undefined ? {} : { labels: options.labels }),
    })
    const [first] = types
    const client = createClient({ url, namespace })
    await eventually(async () => {
      const { workflows } = await client.workflows.list({ task_queue: taskQueue })
      return (
        workflows.find((type) => type.workflow_type === first?.workflow_type)?.status === 'ready'
      )
    })
  }

  return {
    taskQueue,
    workerId,
    announcement,
    stopPolling,
    async [Symbol.asyncDispose]() {
      await announcement?.leave()
      await stopPolling()
    },
  }
}
