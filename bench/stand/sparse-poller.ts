import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@temporalio/client'

const polling = { lastsMs: 5_000, everyMs: 25_000 }

/** A poller in Temporal's eyes, without a worker's appetite. */
export function keepPolling(client: Client, taskQueue: string): AsyncDisposable {
  const stop = new AbortController()
  async function poll(): Promise<void> {
    while (!stop.signal.aborted) {
      const request = { namespace: 'default', taskQueue: { name: taskQueue }, identity: 'bench' }
      await client
        .withDeadline(Date.now() + polling.lastsMs, () =>
          client.withAbortSignal(stop.signal, () =>
            client.workflowService.pollWorkflowTaskQueue(request),
          ),
        )
        .catch(() => undefined)
      await sleep(polling.everyMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }
  const polled = poll()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await polled
    },
  }
}
