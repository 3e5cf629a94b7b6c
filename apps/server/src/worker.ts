import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from '@temporalio/worker'
import type { Log } from './platform/log.ts'
import type { Temporal } from './platform/temporal.ts'
import { payloadConverterPath, workflowBundle } from './platform/workflow-bundle.ts'

const retryMs = 500

/** The Temporal worker of the gateway's own workflows in one namespace, kept running until it is stopped. */
export interface RegistryWorker {
  /** Why it does not run, or nothing. */
  fault(): string | undefined
  start(): void
  stop(): Promise<void>
}

export function createRegistryWorker(options: {
  readonly temporal: Temporal
  readonly taskQueue: string
  /** Temporal activities of the gateway's own workflows. */
  readonly activities: object
  readonly log: Log
}): RegistryWorker {
  const { temporal, taskQueue, activities, log } = options
  let fault: string | undefined = 'The worker has not started yet'
  let current: Worker | undefined
  let isStopped = false
  let running: Promise<void> | undefined

  async function runOnce(): Promise<void> {
    const bundle = await workflowBundle()
    try {
      const worker = await Worker.create({
        connection: await temporal.workerConnection(),
        namespace: temporal.namespace,
        identity: temporal.identity,
        taskQueue,
        workflowBundle: bundle,
        activities,
        dataConverter: { payloadConverterPath, payloadCodecs: [...temporal.registryCodecs] },
        // A few workflows, whose tasks take milliseconds: more would only hold memory.
        maxCachedWorkflows: 10,
        maxConcurrentWorkflowTaskExecutions: 10,
        // How long a task or query waits for the replica that had the last one, which may be killed.
        stickyQueueScheduleToStartTimeout: '1s',
        shutdownGraceTime: '1s',
      })
      current = worker
      fault = undefined
      const running = worker.run()
      // One that never ran would hold on to the connection that the workers share.
      if (isStopped) worker.shutdown()
      await running
    } finally {
      current = undefined
    }
  }

  async function keepRunning(): Promise<void> {
    while (!isStopped) {
      try {
        await runOnce()
        if (!isStopped) fault = 'The worker stopped by itself and starts again'
      } catch (error) {
        fault = `The worker cannot run: ${error instanceof Error ? error.message : String(error)}`
        log.warn({ err: error }, 'the registry worker failed; starting it again')
      }
      if (!isStopped) await sleep(retryMs)
    }
  }

  return {
    fault: () => fault,
    start() {
      running = keepRunning()
    },
    async stop() {
      isStopped = true
      if (current?.getState() === 'RUNNING') current.shutdown()
      await running
    },
  }
}
