import { hostname } from 'node:os'
import { Problem } from '@temporal-registry/contract/problem'
import type { EncryptionCodec, KeyRing } from '@temporal-registry/sdk/codec'
import type { Config } from './config/config.ts'
import { createOwnSchedulesReport } from './admin/own-schedules-report.ts'
import { adminRoutes } from './admin/routes.ts'
import { createAgentRuns } from './dispatch/agent-run.ts'
import { countStarts } from './dispatch/count-starts.ts'
import { createDispatch } from './dispatch/dispatch.ts'
import { createKeywordCheck } from './dispatch/keyword-check.ts'
import { dispatchRoutes } from './dispatch/routes.ts'
import { createDeliveryRoom } from './deliveries/delivery-room.ts'
import type { Expressions } from './expressions/expressions.ts'
import type { OnEndpoint } from './http/on-endpoint.ts'
import { createMonitorRoom } from './monitors/monitor-room.ts'
import type { Probes } from './monitors/probes/probes.ts'
import { createOrphans } from './orphans/orphans.ts'
import { orphanRoutes } from './orphans/routes.ts'
import { createScheduledActions } from './orphans/scheduled-actions.ts'
import type { Database } from './platform/database/database.ts'
import type { Log } from './platform/log.ts'
import type { Outbound } from './platform/outbound/outbound.ts'
import type { NamespaceMetrics } from './platform/metrics.ts'
import type { TemporalServer } from './platform/temporal-server.ts'
import { createTemporal } from './platform/temporal.ts'
import { createFreshness } from './registry/freshness.ts'
import { observeRegistry } from './registry/observe.ts'
import { createRegistry, systemWorkflows, type Registry } from './registry/registry.ts'
import { registryRoutes, workflowIdRoutes } from './registry/routes.ts'
import { createStoredInputs } from './registry/specs/stored-inputs.ts'
import { createRetention } from './retention/retention.ts'
import { retentionRules } from './retention/rules.ts'
import { createRetentionStore } from './retention/store.ts'
import { createMessageCheck } from './runs/message-check.ts'
import { createResultWaits } from './runs/result-waits.ts'
import { createRunCounter } from './runs/run-counts.ts'
import { runRoutes } from './runs/routes.ts'
import { createRuns } from './runs/runs.ts'
import { scheduleRoutes } from './schedules/routes.ts'
import {
  createSchedules,
  declarationFaults,
  definitionScheduleId,
  isSystemRun,
  monitorScheduleId,
} from './schedules/schedules.ts'
import { searchAttributeRoutes } from './search-attributes/routes.ts'
import { createSearchAttributes } from './search-attributes/search-attributes.ts'
import { auditRoutes } from './task-factory/audit/routes.ts'
import { createAuditLog, type AuditTables } from './task-factory/audit/store.ts'
import { createCipher } from './task-factory/secrets/cipher.ts'
import { createSecrets } from './task-factory/secrets/secrets.ts'
import { createSecretStore, type SecretTables } from './task-factory/secrets/store.ts'
import { createTaskFactory } from './task-factory/task-factory.ts'
import { createSystemWorker, many } from './worker.ts'

/** Everything of one namespace: what is registered in it, what runs in it, and their routes. */
export interface Namespace {
  readonly name: string
  readonly registry: Registry
  /** Why each part that is not up is not. */
  faults(): Readonly<Record<string, string>>
  /** Binds every endpoint that is about a namespace, but its readiness. */
  bindRoutes(on: OnEndpoint): void
  /** Begins to work; Temporal, and the namespace itself, may come later. */
  start(): void
  /** Stops the worker, once nobody asks anything any more. */
  close(): Promise<void>
}

/** Makes the parts of one namespace and joins them. Nothing runs before `start`. */
export function createNamespace(
  name: string,
  shared: {
    readonly config: Config
    readonly server: TemporalServer
    /** Encrypts users' payloads; absent where there are no keys. */
    readonly encryption: EncryptionCodec | undefined
    readonly database: Database
    readonly expressions: Expressions
    /** The way out for requests that users make. */
    readonly outbound: Outbound
    readonly probes: Probes
    readonly secretKeys: KeyRing | undefined
    readonly metrics: NamespaceMetrics
    /** The default one does what there is to do once for all of them. */
    readonly isDefault: boolean
    readonly log: Log
  },
): Namespace {
  const { config, server, encryption, database, expressions, secretKeys, metrics, log } = shared
  const { outbound } = shared
  const retentionDays = config.temporal.namespace_retention_days
  const temporal = createTemporal(server, { namespace: name, retentionDays, encryption }, log)
  const { task_queue: taskQueue } = config.registry
  const system = systemWorkflows(config)
  const { workflowId: registryId } = system.registry
  const systemWorkflowIds = {
    has: (id: string) =>
      id === registryId || id === system.workflowIds.workflowId || isSystemRun(registryId, id),
  }
  const searchAttributes = createSearchAttributes(temporal)
  const registry = createRegistry({
    config,
    temporal,
    searchAttributes,
    log,
    now: Date.now,
    processId: `${hostname()}:${process.pid}`,
    onBatch: metrics.countBatch,
    findStoredInputs: createStoredInputs(temporal),
    declarationFaults: (spec, check) => declarationFaults(spec, check, new Date()),
  })
  const runs = createRuns(temporal, taskQueue)
  const waits = createResultWaits(temporal, config.server.max_result_waits)
  observeRegistry(registry, metrics)
  metrics.gauge('result_waits', 'Runs whose results are waited for.', waits.followedCount)
  const messages = createMessageCheck(
    {
      hasSchema: (kind, message) => registry.view.declaresMessage(kind, message),
      find: (type, kind, message) =>
        registry.view.findType(type)?.spec[kind].find((one) => one.name === message),
      faults: registry.check.valueFaults,
    },
    runs,
  )
  const now = () => new Date()
  const dispatch = countStarts(
    createDispatch({ temporal, registry, runs, messages, systemWorkflowIds, now }),
    metrics,
  )
  const schedules = createSchedules({
    temporal,
    registry,
    dispatch,
    registryId,
    systemTaskQueue: taskQueue,
    requestsPerSecond: config.schedules.requests_per_second,
    intervalSeconds: config.schedules.reconcile_interval_seconds,
    log,
    now,
  })
  // Rows are of all namespaces, and their schedule is in one.
  const retention =
    shared.isDefault && database.status()
      ? createRetention({
          store: createRetentionStore(database),
          rules: retentionRules(config.retention),
          schedules,
          intervalSeconds: config.retention.interval_seconds,
          log,
          now,
        })
      : undefined
  const activities = { ...schedules.activities, ...retention?.activities }
  const worker = createSystemWorker({ temporal, taskQueue, activities, log })
  const startAgentRun = createAgentRuns({
    dispatch,
    isKeyword: createKeywordCheck({
      view: registry.view,
      attributes: searchAttributes.list,
      isReachable: () => temporal.fault() === undefined,
      now,
    }),
  })
  const activityQueue = `${taskQueue}.activities`
  const orphans = createOrphans({
    temporal,
    registry,
    runs,
    scheduledActions: createScheduledActions(temporal, config.registry.poller_checks_per_second),
    systemTaskQueues: new Set([taskQueue, activityQueue]),
    config: config.registry,
    now,
  })
  const secrets = createSecrets({
    ...{ namespace: name, now },
    store: createSecretStore(database.of<SecretTables>(), name),
    cipher: createCipher(secretKeys),
  })
  const deliveryRoom = createDeliveryRoom({
    ...{ namespace: name, config: config.notify, taskQueue: activityQueue },
    ...{ temporal, database, expressions, outbound, secrets, metrics, log, now },
  })
  const channelFaults = async (names: readonly string[]) =>
    new Map((await deliveryRoom.channels.faults(names)).map((one) => [one.name, one.detail]))
  const taskFactory = createTaskFactory({
    namespace: name,
    taskQueue: activityQueue,
    temporalUiUrl: config.temporal.ui_url,
    groups: config.people.groups,
    ...{
      temporal,
      dispatch,
      schedules,
      database,
      registry,
      expressions,
      secrets,
      outbound,
      metrics,
    },
    ...{ log, now, channelFaults },
    async notify({ channel, subject, text, data, taskId }, patienceMs) {
      const message = { type: 'task.notification', subject, text, data }
      const about = { kind: 'task', id: taskId } as const
      const delivery = await deliveryRoom.tellChannel(
        { channel, message, key: taskId, about },
        patienceMs,
      )
      const { id: deliveryId, status, ended_at: endedAt, failure } = delivery
      const answered = delivery.attempt_log.at(-1)?.status ?? null
      return { deliveryId, status, isOpen: endedAt === null, answered, failure }
    },
    async sendSignal({ workflowId, name: signal, input, requestId }) {
      if (systemWorkflowIds.has(workflowId)) {
        throw new Problem('run-protected', `«${workflowId}» is a workflow of the registry`)
      }
      const run = { workflowId, runId: '' }
      const body = input === undefined ? null : { input }
      const args = await messages.argumentsFor('signals', run, signal, body)
      await runs.signal(run, signal, args, requestId)
    },
  })
  const monitors = createMonitorRoom({
    ...{ namespace: name, taskQueue: activityQueue, database, schedules, taskFactory },
    ...{ probes: shared.probes, expressions, metrics, log, now },
    channelFaults,
    async deliver(trx, told) {
      await deliveryRoom.deliveries.deliver(trx, told)
    },
    wakeDeliveries: deliveryRoom.deliveries.wake,
  })
  const activityWorker = createSystemWorker({
    ...{ temporal, log, taskQueue: activityQueue },
    activities: {
      ...taskFactory.activities,
      ...monitors.activities,
      ...deliveryRoom.activities,
    },
    hasUsersPayloads: true,
    capacity: many,
  })
  const hasActivities = database.status() !== undefined
  const freshness = createFreshness(registry)
  const parts = { temporal, worker, registry, ...(hasActivities ? { activityWorker } : {}) }

  return {
    name,
    registry,
    faults() {
      const entries = Object.entries(parts).map(([part, { fault }]) => [part, fault()] as const)
      return Object.fromEntries(
        entries.flatMap(([part, why]) => (why === undefined ? [] : [[part, why]])),
      )
    },
    bindRoutes(on) {
      registryRoutes(on, registry, log)
      workflowIdRoutes(on, registry)
      dispatchRoutes(on, { dispatch, startAgentRun, waits, freshness, log })
      searchAttributeRoutes(on, searchAttributes, {
        declared() {
          registry.assertRead()
          return registry.view.declarations.list()
        },
        recheck: registry.recheckAttributes,
      })
      orphanRoutes(on, orphans, freshness)
      runRoutes(on, {
        runs,
        counter: createRunCounter({ runs, now }),
        waits,
        messages,
        systemWorkflowIds,
      })
      scheduleRoutes(on, schedules)
      taskFactory.bindRoutes(on)
      deliveryRoom.bindRoutes(on)
      monitors.bindRoutes(on)
      auditRoutes(on, createAuditLog(database.of<AuditTables>(), name))
      adminRoutes(on, {
        runs,
        taskQueues: [taskQueue, activityQueue],
        reportSchedules: createOwnSchedulesReport({
          own: schedules.own,
          systemPrefix: `${registryId}.`,
          made: {
            definition: { ...taskFactory.wantedSchedules, prefix: definitionScheduleId('') },
            monitor: { ...monitors.wantedSchedules, prefix: monitorScheduleId('') },
          },
        }),
      })
    },
    start() {
      taskFactory.start()
      deliveryRoom.start()
      monitors.start()
      let hasStarted = false
      temporal.start((isReachable) => {
        if (!isReachable || hasStarted) return
        hasStarted = true
        worker.start()
        registry.start()
        schedules.start()
        if (hasActivities) activityWorker.start()
        retention?.start()
      })
    },
    async close() {
      waits.close()
      schedules.close()
      retention?.close()
      await monitors.close()
      await taskFactory.close()
      await deliveryRoom.close()
      await activityWorker.stop()
      registry.close()
      await worker.stop()
      temporal.close()
    },
  }
}
