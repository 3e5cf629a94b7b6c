import { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import { assertInputFits, type Dispatch } from '../dispatch/dispatch.ts'
import type { Expressions } from '../expressions/expressions.ts'
import type { OnEndpoint } from '../http/on-endpoint.ts'
import { createShapeCheck } from '../http/request-checks.ts'
import { findSchemaFaults } from '../json-schema/json-schema.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { Outbound } from '../platform/outbound/outbound.ts'
import type { Temporal } from '../platform/temporal.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import type { Registry } from '../registry/registry.ts'
import { firingFaults, type Schedules, type Wanted } from '../schedules/schedules.ts'
import { createDefinitionCheck, type CheckDeps } from './definitions/checks/check.ts'
import type { KnownTypes } from './definitions/checks/task-inputs.ts'
import { createDefinitions } from './definitions/definitions.ts'
import { definitionRoutes } from './definitions/routes.ts'
import type { Groups } from './human-tasks/people.ts'
import { humanTaskRoutes } from './human-tasks/routes.ts'
import type { Notify } from './runs/performers/notify-task.ts'
import type { SendSignal } from './runs/performers/signal-task.ts'
import { activityRunRoutes } from './runs/routes.ts'
import { timetableRoutes } from './timetable/routes.ts'
import { createTimetable } from './timetable/timetable.ts'
import { createDryRun, toldConditions } from './triggers/dry-run.ts'
import { dryRunRoutes } from './triggers/routes.ts'
import { createTriggerPath, type TriggerPath } from './trigger-path.ts'
import { createDefinitionStore, type DefinitionTables } from './definitions/store.ts'
import { createEventRoom } from './events/event-room.ts'
import { secretRoutes } from './secrets/routes.ts'
import type { Secrets } from './secrets/secrets.ts'

/** Compiled once: what a definition may say does not depend on the namespace. */
const shapeFaults = createShapeCheck(ActivityDefinitionBody)

/** What is done in one namespace when something happens, or a clock says so. */
export interface TaskFactory {
  bindRoutes(on: OnEndpoint): void
  /** For what is no activity definition and goes the same path. */
  readonly path: Pick<TriggerPath, 'parts' | 'wake'>
  readonly secrets: Pick<Secrets, 'read' | 'missing'>
  /** The Temporal schedules that definitions are to have. */
  readonly wantedSchedules: Wanted
  /** Temporal activities of its workflows. */
  readonly activities: object
  start(): void
  close(): Promise<void>
}

export function createTaskFactory(deps: {
  readonly namespace: string
  readonly temporal: Temporal
  readonly taskQueue: string
  /** Where Temporal's own pages are; empty: nobody has said. */
  readonly temporalUiUrl: string
  readonly dispatch: Dispatch
  readonly schedules: Pick<Schedules, 'own' | 'ensureTimetable'>
  readonly database: Pick<Database, 'of' | 'background' | 'status'>
  readonly registry: Registry
  readonly expressions: Expressions
  readonly secrets: Secrets
  readonly outbound: Outbound
  readonly sendSignal: SendSignal
  readonly notify: Notify
  readonly channelFaults: CheckDeps['channelFaults']
  /** Who is in which group of people. */
  readonly groups: Groups
  readonly metrics: NamespaceMetrics
  readonly log: Log
  readonly now: () => Date
}): TaskFactory {
  const {
    namespace,
    temporal,
    taskQueue,
    dispatch,
    schedules,
    database,
    registry,
    expressions,
    outbound,
    sendSignal,
    notify,
    secrets,
    metrics,
    log,
    now,
  } = deps
  const definitions = createDefinitions({
    store: createDefinitionStore(database.of<DefinitionTables>(), namespace),
    check: createDefinitionCheck({
      shapeFaults,
      expressions,
      types: knownTypes(registry),
      timesFaults: (schedule) => firingFaults(schedule, now()),
      schemaFaults: findSchemaFaults,
      missingSecrets: secrets.missing,
      channelFaults: deps.channelFaults,
    }),
    log,
    now,
  })

  const path = createTriggerPath({
    ...{ namespace, database, temporal, taskQueue, registry, dispatch, definitions, expressions },
    ...{ metrics, log, now },
    events: (ids) => room.load(ids),
    waysOut: {
      ...{ outbound, sendSignal, notify, secrets },
      acceptEvents: (envelopes, arrival) => room.events.accept(envelopes, arrival),
    },
    groups: deps.groups,
    async tell({ type, id, at, data, depth }) {
      const source = '/human-tasks'
      const time = at.toISOString()
      const envelope = { specversion: '1.0' as const, id, source, type, time, data }
      await room.events.accept([envelope], { via: 'run', depth })
    },
    judgeFire: (...fire) => timetable.judgeFire(...fire),
    temporalPage: (run) => temporalPage(deps.temporalUiUrl, namespace, run),
  })

  const timetable = createTimetable({
    ...{ temporal, taskQueue, definitions, metrics, log, now },
    ...{ own: schedules.own, ensureTimetable: schedules.ensureTimetable },
    ...{ parts: path.parts, wake: path.wake },
  })

  const room = createEventRoom({
    ...{ namespace, database, expressions, metrics, log, now },
    readSecret: secrets.read,
    interest: {
      upToDate: path.matching.upToDate,
      count: (envelope) => path.matching.countMatches({ envelope }),
      async consider(envelope) {
        const matches = await path.matching.match({ envelope })
        return matches
          .map(({ definition: { id, name, version }, filter }) => ({
            id,
            name,
            version,
            ...filter,
          }))
          .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      },
    },
    consequences: {
      triggers: (eventId, limit) => path.triggers.ledger({ eventId }, limit),
      runs: (eventId, limit) => path.runs.list({ eventId }, limit),
      async conditions(definition, envelope) {
        const conditions = await path.matching.explainFilter(definition, envelope)
        return toldConditions(conditions)
      },
    },
    onStored: path.onEvents,
  })

  return {
    ...{ path, secrets, wantedSchedules: timetable.wanted },
    bindRoutes(on) {
      room.bindRoutes(on)
      definitionRoutes(on, definitions, path.triggers.lastOf)
      dryRunRoutes(on, {
        ...{ definitions, events: (ids) => room.load(ids) },
        tryDefinition: createDryRun({
          ...{ expressions, evaluateKeys: path.matching.evaluateKeys, now },
        }),
      })
      secretRoutes(on, secrets)
      activityRunRoutes(on, path)
      humanTaskRoutes(on, {
        humanTasks: path.humanTasks,
        links: path.decisionLinks,
        groups: deps.groups,
      })
      timetableRoutes(on, timetable)
    },
    activities: { ...path.activities, ...timetable.activities },
    start() {
      if (!database.status()) return
      timetable.start()
      definitions.start()
      path.start()
    },
    async close() {
      timetable.close()
      await path.close()
      definitions.close()
    },
  }
}

function temporalPage(
  base: string,
  namespace: string,
  run: { readonly workflow_id: string; readonly workflow_run_id: string | null },
): string | null {
  if (base === '') return null
  const ids = [run.workflow_id, run.workflow_run_id].filter((id) => id !== null)
  const path = ['namespaces', namespace, 'workflows', ...ids].map(encodeURIComponent).join('/')
  return `${base.replace(/\/$/, '')}/${path}`
}

/** What the registry knows of workflow types, as definitions are held against it. */
function knownTypes(registry: Registry): KnownTypes {
  return {
    find(workflowType) {
      registry.assertRead()
      return registry.view.findType(workflowType)
    },
    inputFaults(type, body) {
      try {
        assertInputFits(registry.check, type, body)
        return []
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        return error.extras.errors ?? [{ pointer: '', detail: error.message }]
      }
    },
  }
}
