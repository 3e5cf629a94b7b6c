import { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import type { KeyRing } from '@temporal-registry/sdk/codec'
import { assertInputFits } from '../dispatch/dispatch.ts'
import type { Expressions } from '../expressions/expressions.ts'
import type { OnEndpoint } from '../http/on-endpoint.ts'
import { createShapeCheck } from '../http/request-checks.ts'
import { findSchemaFaults } from '../json-schema/json-schema.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import type { Registry } from '../registry/registry.ts'
import { firingFaults } from '../schedules/schedules.ts'
import { createDefinitionCheck } from './definitions/checks/check.ts'
import type { KnownTypes } from './definitions/checks/task-inputs.ts'
import { createDefinitions } from './definitions/definitions.ts'
import { definitionRoutes } from './definitions/routes.ts'
import { placesOf } from './definitions/places.ts'
import { createDefinitionStore, type DefinitionTables } from './definitions/store.ts'
import { createConsider } from './events/consider.ts'
import { createEventRoom } from './events/event-room.ts'
import { createCipher } from './secrets/cipher.ts'
import { secretRoutes } from './secrets/routes.ts'
import { createSecrets } from './secrets/secrets.ts'
import { createSecretStore, type SecretTables } from './secrets/store.ts'

/** Compiled once: what a definition may say does not depend on the namespace. */
const shapeFaults = createShapeCheck(ActivityDefinitionBody)

/** What is done in one namespace when something happens, or a clock says so. */
export interface TaskFactory {
  bindRoutes(on: OnEndpoint): void
  start(): void
  close(): void
}

export function createTaskFactory(deps: {
  readonly namespace: string
  readonly database: Pick<Database, 'of' | 'status'>
  readonly registry: Registry
  readonly expressions: Expressions
  /** What secrets are encrypted with, where there is anything. */
  readonly secretKeys: KeyRing | undefined
  readonly metrics: NamespaceMetrics
  readonly log: Log
  readonly now: () => Date
}): TaskFactory {
  const { namespace, database, registry, expressions, metrics, log, now } = deps
  const secrets = createSecrets({
    ...{ namespace, now },
    store: createSecretStore(database.of<SecretTables>(), namespace),
    cipher: createCipher(deps.secretKeys),
  })
  const definitions = createDefinitions({
    store: createDefinitionStore(database.of<DefinitionTables>(), namespace),
    check: createDefinitionCheck({
      shapeFaults,
      expressions,
      types: knownTypes(registry),
      timesFaults: (schedule) => firingFaults(schedule, now()),
      schemaFaults: findSchemaFaults,
      missingSecrets: secrets.missing,
    }),
    log,
    now,
  })

  const events = createEventRoom({
    ...{ namespace, database, expressions, metrics, log, now },
    readSecret: secrets.read,
    consider: createConsider({
      match: definitions.active.match,
      expressions,
      place: placesOf({ tasks: [] }).trigger,
      now,
    }),
    onStored() {},
  })

  return {
    bindRoutes(on) {
      events.bindRoutes(on)
      definitionRoutes(on, definitions)
      secretRoutes(on, secrets)
    },
    start() {
      if (database.status()) definitions.start()
    },
    close() {
      definitions.close()
    },
  }
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
