import { setTimeout as sleep } from 'node:timers/promises'
import { Worker, type WorkerOptions } from '@temporalio/worker'
import type { Log } from './platform/log.ts'
import type { Temporal } from './platform/temporal.ts'
import { payloadConverterPath, workflowBundle } from './platform/workflow-bundle.ts'

const retryMs = 500

/** How much a worker holds and does at a time. */
export type WorkerCapacity = Pick<
  WorkerOptions,
  | 'maxCachedWorkflows'
  | 'maxConcurrentWorkflowTaskExecutions'
  | 'maxConcurrentWorkflowTaskPolls'
  | 'nonStickyToStickyPollRatio'
  | 'maxConcurrentLocalActivityExecutions'
  | 'maxConcurrentActivityTaskExecutions'
>

/** For a few workflows, whose tasks take milliseconds: more would only hold memory. */
const few: WorkerCapacity = { maxCachedWorkflows: 10, maxConcurrentWorkflowTaskExecutions: 10 }
/** For runs of activity definitions, most of which wait for what they began. */
export const many: WorkerCapacity = {
  maxCachedWorkflows: 500,
  maxConcurrentWorkflowTaskExecutions: 40,
  // Most tasks are the first of a run, for which the default leaves two polls: some 12 runs a second on a busy server.
  maxConcurrentWorkflowTaskPolls: 20,
  nonStickyToStickyPollRatio: 0.5,
  maxConcurrentLocalActivityExecutions: 50,
  maxConcurrentActivityTaskExecutions: 50,
}

/** A Temporal worker of the gateway's own workflows in one namespace, kept running until it is stopped. */
export interface SystemWorker {
  /** Why it does not run, or nothing. */
  fault(): string | undefined
  start(): void
  stop(): Promise<void>
}

export function createSystemWorker(options: {
  readonly temporal: Temporal
  readonly taskQueue: string
  /** Temporal activities of the gateway's own workflows. */
  readonly activities: object
  /** True where payloads go to and come from users' workflows: those of the registry are compressed. */
  readonly hasUsersPayloads?: boolean
  readonly capacity?: WorkerCapacity
  readonly log: Log
}): SystemWorker {
  const { temporal, taskQueue, activities, log, capacity = few } = options
  const payloadCodecs = options.hasUsersPayloads ? temporal.userCodecs : temporal.registryCodecs
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
        dataConverter: { payloadConverterPath, payloadCodecs: [...payloadCodecs] },
        ...capacity,
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
        log.warn({ err: error, taskQueue }, 'a worker of ours failed; starting it again')
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
