import { hostname } from 'node:os'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import type { Config } from './config/config.ts'
import { createAgentRuns } from './dispatch/agent-run.ts'
import { createDispatch } from './dispatch/dispatch.ts'
import { countStarts } from './dispatch/count-starts.ts'
import { createKeywordCheck } from './dispatch/keyword-check.ts'
import { createOrphans } from './orphans/orphans.ts'
import { createScheduledActions } from './orphans/scheduled-actions.ts'
import type { Log } from './platform/log.ts'
import { createMetrics } from './platform/metrics.ts'
import { createTemporal } from './platform/temporal.ts'
import { observeRegistry } from './registry/observe.ts'
import { createRegistry, systemWorkflows, type Registry } from './registry/registry.ts'
import { createMessageCheck } from './runs/message-check.ts'
import { createResultWaits } from './runs/result-waits.ts'
import { createRuns } from './runs/runs.ts'
import { createRegistryWorker } from './worker.ts'

/** One replica: the HTTP API and the Temporal worker of the registry's workflows. */
export interface Gateway {
  readonly app: FastifyInstance
  readonly registry: Registry
  /** Begins to serve; Temporal may come later. @returns the URL. */
  listen(): Promise<string>
  /** Stops taking requests, lets those under way finish, then stops the worker. */
  close(): Promise<void>
}

/** Makes every part and joins them. Nothing runs before `listen`. */
export async function createGateway(config: Config, log: Log): Promise<Gateway> {
  const metrics = createMetrics()
  const now = () => new Date()
  const temporal = createTemporal(config.temporal, log)
  const { task_queue: taskQueue } = config.registry
  const system = systemWorkflows(config)
  const systemWorkflowIds = new Set([system.registry.workflowId, system.workflowIds.workflowId])
  const registry = createRegistry({
    config,
    temporal,
    log,
    now: Date.now,
    processId: `${hostname()}:${process.pid}`,
    onBatch: ({ ops, seconds }) => {
      metrics.batchOps.observe(ops)
      metrics.batchSeconds.observe(seconds)
    },
  })
  const worker = createRegistryWorker(temporal, taskQueue, log)
  const runs = createRuns(temporal, taskQueue)
  const waits = createResultWaits(temporal, config.server.max_result_waits)
  observeRegistry(registry, metrics)
  metrics.gauge('result_waits', 'Runs whose results are waited for.', waits.followedCount)
  const messages = createMessageCheck(
    {
      hasSchema: (kind, name) => registry.view.declaresMessage(kind, name),
      find: (type, kind, name) =>
        registry.view.findType(type)?.spec[kind].find((message) => message.name === name),
      faults: registry.check.valueFaults,
    },
    runs,
  )
  const dispatch = countStarts(
    createDispatch({ temporal, registry, runs, messages, systemWorkflowIds, now }),
    metrics,
  )
  const startAgentRun = createAgentRuns({
    dispatch,
    isKeyword: createKeywordCheck(temporal, registry.view, now),
  })
  const orphans = createOrphans({
    temporal,
    registry,
    runs,
    scheduledActions: createScheduledActions(temporal, config.registry.poller_checks_per_second),
    config: config.registry,
    now,
  })
  const app = await buildApp({
    config,
    log,
    metrics,
    registry,
    dispatch,
    startAgentRun,
    orphans,
    runs,
    waits,
    messages,
    systemWorkflowIds,
    readiness: [
      ['temporal', temporal.fault],
      ['worker', worker.fault],
      ['registry', registry.fault],
    ],
  })

  return {
    app,
    registry,
    async listen() {
      const url = await app.listen({ host: config.server.host, port: config.server.port })
      let hasStarted = false
      temporal.start((isReachable) => {
        if (!isReachable || hasStarted) return
        hasStarted = true
        worker.start()
        registry.start()
      })
      return url
    },
    async close() {
      await app.close()
      waits.close()
      registry.close()
      await worker.stop()
      await temporal.close()
    },
  }
}
