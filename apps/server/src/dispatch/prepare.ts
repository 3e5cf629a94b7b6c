import type { StartBody } from '@temporal-registry/contract/dispatch'
import type { Temporal } from '../platform/temporal.ts'
import type { Registry, ViewedType } from '../registry/registry.ts'
import { routeMemo } from '../runs/runs.ts'
import { keyHash, startIdentity, type StartIdentity } from './idempotency.ts'
import { candidatesOf, chooseQueue, chooseReady, noReadyTarget, type Route } from './route.ts'
import { assertIdFits, startable } from './start-check.ts'
import { optionsOf, payloadMap, type StartRequest } from './start-request.ts'
import { counterPlaceholder } from './id-template.ts'
import { workflowIdFor, type WorkflowId } from './workflow-id.ts'

const defaultWaitForWorkerSeconds = 10

/** Who asks for a start, and under which key. */
export interface StartContext {
  readonly actor: string
  readonly requestId: string
  readonly idempotencyKey?: string | undefined
  /** Lets calls to Temporal through as there is room for them; absent: at once. */
  readonly inTurn?: <T>(call: () => Promise<T>) => Promise<T>
}

/** What a start has beside its body. */
export interface StartExtras {
  /** What its own ids begin with. Default: the type. */
  readonly idPrefix?: string
  /** What the caller sent, where the body was made of it: a repeat is known by it. */
  readonly request?: unknown
  /** Search attributes that need not be declared by the type, as Temporal takes them. */
  readonly searchAttributes?: NonNullable<StartRequest['searchAttributes']>['indexedFields']
}

/** A start that lacks only its workflow id, where that is to be claimed. */
export interface PreparedStart {
  readonly request: StartRequest
  readonly id: WorkflowId
  readonly identity: StartIdentity
  readonly route: Route
}

/** What a start would do. */
export interface StartPlan {
  readonly route: Route
  /** The id the run would have; nothing where it is random. */
  readonly workflowId: string | undefined
}

export interface Preparation {
  /** Everything that is done before Temporal is called. */
  prepare(
    workflowType: string,
    body: StartBody,
    context: StartContext,
    extras?: StartExtras,
  ): Promise<PreparedStart>
  /** The same without waiting, claiming or starting anything. */
  plan(workflowType: string, body: StartBody): StartPlan
}

export function createPreparation(options: {
  readonly temporal: Pick<Temporal, 'namespace' | 'identity' | 'assertReachable'>
  readonly registry: Registry
  readonly systemWorkflowIds: Pick<ReadonlySet<string>, 'has'>
  readonly now: () => Date
}): Preparation {
  const { temporal, registry, systemWorkflowIds, now } = options
  let turn = 0

  async function route(type: ViewedType, body: StartBody): Promise<Route> {
    const { on_no_worker: onNoWorker = 'reject', target: wanted } = body
    const name = type.spec.workflow_type
    const ready = () => {
      const known = registry.view.findType(name)
      return known && chooseReady(candidatesOf(known, wanted), turn)
    }
    turn++
    const now = ready()
    if (now) return now
    if (onNoWorker === 'queue') return chooseQueue(type, candidatesOf(type, wanted), wanted)
    if (onNoWorker === 'wait') {
      const seconds = body.wait_for_worker_seconds ?? defaultWaitForWorkerSeconds
      await registry.view.until(() => ready() !== undefined, seconds * 1000)
      const arrived = ready()
      if (arrived) return arrived
    }
    const latest = registry.get(name)
    throw noReadyTarget(latest, candidatesOf(latest, wanted))
  }

  function idOf(workflowType: string, body: StartBody, identity: StartIdentity): WorkflowId {
    const id = workflowIdFor(workflowType, body, identity, now())
    assertIdFits(id, body, systemWorkflowIds)
    return id
  }

  return {
    async prepare(workflowType, body, context, extras = {}) {
      const { idempotencyKey: key } = context
      const type = startable(registry, workflowType, body)
      const identity = startIdentity(workflowType, extras.request ?? body, key, extras.idPrefix)
      const id = idOf(workflowType, body, identity)
      temporal.assertReachable()
      const options = optionsOf(body, type.spec.search_attributes, now())
      const chosen = await route(type, body)
      const memo = {
        ...body.memo,
        [routeMemo]: {
          revision: type.revision,
          task_queue: chosen.taskQueue,
          reason: chosen.reason,
          schema_hash: type.inputSchemaHash,
          actor: context.actor,
          request_id: context.requestId,
          request_hash: identity.requestHash,
          key_hash: key === undefined ? '' : keyHash(key),
        },
      }
      const indexedFields = {
        ...options.searchAttributes?.indexedFields,
        ...extras.searchAttributes,
      }
      const request: StartRequest = {
        ...options,
        namespace: temporal.namespace,
        identity: temporal.identity,
        workflowType: { name: workflowType },
        taskQueue: { name: chosen.taskQueue },
        requestId: identity.requestId,
        memo: { fields: payloadMap(memo) },
        searchAttributes: Object.keys(indexedFields).length === 0 ? null : { indexedFields },
      }
      return { request, id, identity, route: chosen }
    },
    plan(workflowType, body) {
      const type = startable(registry, workflowType, body)
      const id = idOf(workflowType, body, startIdentity(workflowType, body, undefined))
      optionsOf(body, type.spec.search_attributes, now())
      const candidates = candidatesOf(type, body.target)
      const chosen = chooseReady(candidates, 0)
      if (!chosen && (body.on_no_worker ?? 'reject') === 'reject') {
        throw noReadyTarget(type, candidates)
      }
      return {
        route: chosen ?? chooseQueue(type, candidates, body.target),
        workflowId: shownId(id),
      }
    },
  }
}

function shownId(id: WorkflowId): string | undefined {
  if (id.kind === 'claimed') return id.idOf(counterPlaceholder)
  return id.kind === 'chosen' ? id.id : undefined
}
