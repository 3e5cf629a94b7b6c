import { registryWire } from '@temporal-registry/contract/registry-wire'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../gateway.ts'
import { connectRawTemporal } from '../raw-temporal.ts'
import { startTestWorker } from '../worker.ts'
import { eventually } from '../wait.ts'

/** An answer as an original's client reads it: status, text, and JSON where it is some. */
export interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** Looked into member by member. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any
}

/** Three replicas of one registry, and callers that meet another of them with every request. */
export interface Replicas extends AsyncDisposable {
  readonly registryId: string
  readonly all: readonly TestGateway[]
  /** Sends what an original's client would: JSON without any header of ours. */
  call(method: string, path: string, body?: unknown): Promise<Reply>
  /** A worker of the original's: a Temporal worker that registers by signal only. */
  startOriginalWorker(types: readonly object[]): Promise<AsyncDisposable & { taskQueue: string }>
}

export async function startReplicas(options: TestGatewayOptions = {}): Promise<Replicas> {
  const first = await startTestGateway(options)
  const { registryId } = first
  const all = [
    first,
    await startTestGateway({ ...options, registryId }),
    await startTestGateway({ ...options, registryId }),
  ]
  const temporal = await connectRawTemporal()
  let turn = 0

  async function call(method: string, path: string, body?: unknown): Promise<Reply> {
    const { url } = all[turn++ % all.length] ?? first
    const sent =
      body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const response = await fetch(url + path, { method, ...sent })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      text,
      headers: response.headers,
      json: isJson ? JSON.parse(text) : undefined,
    }
  }

  return {
    registryId,
    all,
    call,
    async startOriginalWorker(types) {
      const worker = await startTestWorker(first, { announced: false })
      const { taskQueue } = worker
      const workflows = types.map((type) => ({ task_queue: taskQueue, ...type }))
      const registry = temporal.client.workflow.getHandle(registryId)
      await registry.signal(registryWire.signals.registerWorker, {
        worker_id: worker.workerId,
        task_queue: taskQueue,
        ttl_seconds: 60,
        workflows,
      })
      for (const { url } of all) await eventually(() => isReady(url, taskQueue))
      return {
        taskQueue,
        async [Symbol.asyncDispose]() {
          await registry.signal(registryWire.signals.unregisterWorker, {
            worker_id: worker.workerId,
          })
          await worker[Symbol.asyncDispose]()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      for (const gateway of all) await gateway.close()
      await temporal[Symbol.asyncDispose]()
    },
  }
}

async function isReady(url: string, taskQueue: string): Promise<boolean> {
  const response = await fetch(`${url}/registry/workflows?task_queue=${taskQueue}&status=ready`)
  const { workflows } = (await response.json()) as { workflows: unknown[] }
  return workflows.length > 0
}
