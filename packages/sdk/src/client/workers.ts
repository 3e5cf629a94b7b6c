import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  drainWorker,
  heartbeatWorker,
  leaveWorker,
  listTaskQueues,
  listWorkers,
  registerWorker,
  type RegistrationAnswer,
  type Worker,
  type WorkerRegistration,
} from '@temporal-registry/contract/workers'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

/** Workers and their leases. A worker in TypeScript uses `@temporal-registry/sdk/worker` instead. */
export interface Workers {
  /** Registers a worker, or renews all it said. @throws `schema-invalid`, `registry-full` */
  register(
    workerId: string,
    registration: Loose<WorkerRegistration>,
    options?: CallOptions,
  ): Promise<RegistrationAnswer>
  /** Keeps a lease alive. @throws `worker-unknown`: register again */
  heartbeat(workerId: string, options?: CallOptions): Promise<ResponseOf<typeof heartbeatWorker>>
  /** Sends nothing new to a worker's queue on its behalf. @throws `worker-unknown` */
  drain(workerId: string, options?: CallOptions): Promise<ResponseOf<typeof drainWorker>>
  /** Ends a lease; succeeds also when there is none. */
  leave(workerId: string, options?: CallOptions): Promise<void>
  /** Answers one page of workers, or all of them when `limit` is left out. */
  list(
    query?: Loose<QueryOf<typeof listWorkers>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listWorkers>>
  /** Walks all workers, page by page. */
  all(
    query?: Loose<QueryOf<typeof listWorkers>>,
    options?: CallOptions,
  ): AsyncGenerator<Worker, void, undefined>
}

/** Task queues seen as places to dispatch to. */
export interface TaskQueues {
  list(options?: CallOptions): Promise<ResponseOf<typeof listTaskQueues>>
}

const pageSize = 200

export function createWorkers({ call }: Caller): Workers {
  const list: Workers['list'] = (query, options) => call(listWorkers, { query, ...options })

  return {
    register: (worker_id, body, options) =>
      call(registerWorker, { params: { worker_id }, body, ...options }),
    heartbeat: (worker_id, options) => call(heartbeatWorker, { params: { worker_id }, ...options }),
    drain: (worker_id, options) => call(drainWorker, { params: { worker_id }, ...options }),
    leave: async (worker_id, options) => {
      await call(leaveWorker, { params: { worker_id }, ...options })
    },
    list,
    all: (query, options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.workers,
      ),
  }
}

export function createTaskQueues({ call }: Caller): TaskQueues {
  return { list: (options) => call(listTaskQueues, { ...options }) }
}
