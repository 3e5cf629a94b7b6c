import { status as Code } from '@grpc/grpc-js'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { StartBody } from '@temporal-registry/contract/dispatch'
import type { temporal as proto } from '@temporalio/proto'
import { idErrors } from '../platform/id-length.ts'
import { grpcStatusOf, problemOf } from '../platform/temporal-problems.ts'
import { callDeadlineMs, type Temporal } from '../platform/temporal.ts'
import { assertUsable, type Registry, type ViewedType } from '../registry/registry.ts'
import { routeMemo, type Runs } from '../runs/runs.ts'
import { keyHash, startIdentity, type StartIdentity } from './idempotency.ts'
import { candidatesOf, chooseQueue, chooseReady, noReadyTarget, type Route } from './route.ts'
import { assertInputFits } from './input-check.ts'
import { onlyRunOfItsId, optionsOf, payloadMap } from './start-request.ts'

const defaultWaitForWorkerSeconds = 10
/** A name whose counter was reset meets ids in use; it is not searched for a free one for ever. */
const maxClaims = 10

/** Who asks for a start, and under which key. */
export interface StartContext {
  readonly actor: string
  readonly requestId: string
  readonly idempotencyKey?: string | undefined
}

export interface Started {
  readonly workflowId: string
  readonly runId: string
  readonly taskQueue: string
  /** True when this key began the run before. */
  readonly isReplay: boolean
}

export interface Dispatch {
  /** Starts a run with one call to Temporal. */
  start(workflowType: string, body: StartBody, context: StartContext): Promise<Started>
  /** Says what a start would do, or throws what it would refuse. */
  validate(workflowType: string, body: StartBody): Route
}

type StartRequest = proto.api.workflowservice.v1.IStartWorkflowExecutionRequest

export function createDispatch(options: {
  readonly temporal: Temporal
  readonly registry: Registry
  readonly runs: Pick<Runs, 'describe'>
  readonly systemWorkflowIds: ReadonlySet<string>
  readonly now: () => Date
}): Dispatch {
  const { temporal, registry, runs, systemWorkflowIds, now } = options
  const { connection, namespace, identity: gateway } = temporal
  let turn = 0

  function startable(workflowType: string, body: StartBody): ViewedType {
    const type = registry.get(workflowType)
    if (type.status === 'disabled') {
      throw new Problem('workflow-type-disabled', `«${workflowType}» is disabled`, {
        workflow_type: workflowType,
      })
    }
    assertUsable(type)
    assertIdsFit(body, systemWorkflowIds)
    assertInputFits(registry.check, type, body)
    return type
  }

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

  async function start(
    workflowType: string,
    body: StartBody,
    context: StartContext,
  ): Promise<Started> {
    const type = startable(workflowType, body)
    temporal.assertReachable()
    const request = optionsOf(body, type.spec.search_attributes, now())
    const chosen = await route(type, body)
    const identity = startIdentity(workflowType, body, context.idempotencyKey)
    // A claimed id, or one derived from a key, must never begin a second run.
    const isOwnId =
      body.name !== undefined || (context.idempotencyKey !== undefined && !body.workflow_id)
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
        key_hash: context.idempotencyKey === undefined ? '' : keyHash(context.idempotencyKey),
      },
    }
    const whole: StartRequest = {
      ...request,
      namespace,
      identity: gateway,
      workflowType: { name: workflowType },
      taskQueue: { name: chosen.taskQueue },
      requestId: identity.requestId,
      memo: { fields: payloadMap(memo) },
      ...(isOwnId ? onlyRunOfItsId : {}),
    }
    const run = body.name
      ? await startNamed(whole, body.name, context)
      : await startOnce({ ...whole, workflowId: body.workflow_id || identity.workflowId }, context)
    const isReplay = await isReplayOf(run, identity, context)
    return { ...run, taskQueue: chosen.taskQueue, isReplay }
  }

  async function startOnce(request: StartRequest, context: StartContext) {
    const workflowId = request.workflowId ?? ''
    const askedAtMs = Date.now()
    try {
      const { runId, started } = await connection.withDeadline(askedAtMs + callDeadlineMs, () =>
        connection.workflowService.startWorkflowExecution(request),
      )
      return { workflowId, runId, isExisting: !started, askedAtMs }
    } catch (error) {
      if (grpcStatusOf(error)?.code !== Code.ALREADY_EXISTS) throw startProblem(error)
      throw await takenProblem(workflowId, context)
    }
  }

  /** Claims ids of the name until one is free: after a reset the first ones may be in use. */
  async function startNamed(request: StartRequest, name: string, context: StartContext) {
    for (let claims = 1; ; claims++) {
      // Only the first claim is the key's own; the further ones are for ids that others took.
      const key = claims === 1 ? context.idempotencyKey : undefined
      const { workflow_id: workflowId } = await registry.claimId(name, key && `start:${key}`)
      try {
        return await startOnce({ ...request, workflowId }, context)
      } catch (error) {
        const isTaken = error instanceof Problem && error.code === 'workflow-id-taken'
        if (!isTaken || claims === maxClaims) throw error
      }
    }
  }

  /** Says whose run is in the way: under a key it is either another request's, or a plain conflict. */
  async function takenProblem(
    workflowId: string,
    { idempotencyKey }: StartContext,
  ): Promise<Problem> {
    const existing = await runs.describe({ workflowId, runId: '' }).catch(() => undefined)
    const facts = {
      workflow_id: workflowId,
      run_id: existing?.run_id,
      run_status: existing?.status,
    }
    const isOfThisKey =
      idempotencyKey !== undefined &&
      memberOf(existing?.route, 'key_hash') === keyHash(idempotencyKey)
    if (isOfThisKey) {
      const detail = `The key began «${workflowId}» with another request`
      return new Problem('idempotency-key-reused', detail, facts)
    }
    const state = existing ? ` and is ${existing.status}` : ''
    return new Problem('workflow-id-taken', `«${workflowId}» exists already${state}`, facts)
  }

  /**
   * Whether the run was there before this request. Temporal answers a repeated request id as if it had
   * just begun the run; its run ids carry the time they were made, and where that leaves doubt the
   * run's memo says which request began it.
   */
  async function isReplayOf(
    run: { workflowId: string; runId: string; isExisting: boolean; askedAtMs: number },
    identity: StartIdentity,
    { idempotencyKey, requestId }: StartContext,
  ): Promise<boolean> {
    if (idempotencyKey === undefined) return false
    const madeAtMs = timeOfUuid7(run.runId)
    if (!run.isExisting && madeAtMs !== undefined && madeAtMs >= run.askedAtMs) return false
    const { route: found } = await runs.describe(run)
    if (memberOf(found, 'request_hash') !== identity.requestHash) {
      const detail = `«${run.workflowId}» was begun by another request`
      throw new Problem('idempotency-key-reused', detail, { workflow_id: run.workflowId })
    }
    return memberOf(found, 'request_id') !== requestId
  }

  return {
    start,
    validate(workflowType, body) {
      const type = startable(workflowType, body)
      optionsOf(body, type.spec.search_attributes, now())
      const candidates = candidatesOf(type, body.target)
      const chosen = chooseReady(candidates, 0)
      if (chosen) return chosen
      if ((body.on_no_worker ?? 'reject') === 'reject') throw noReadyTarget(type, candidates)
      return chooseQueue(type, candidates, body.target)
    },
  }
}

function assertIdsFit(body: StartBody, systemWorkflowIds: ReadonlySet<string>): void {
  const errors: ProblemError[] = []
  const add = (pointer: string, detail: string) => errors.push({ pointer, detail })
  if (body.workflow_id && body.name) add('/name', 'cannot be given together with workflow_id')
  if (body.args !== undefined && body.input !== undefined) {
    add('/args', 'cannot be given together with input')
  }
  if (systemWorkflowIds.has(body.workflow_id ?? '')) {
    add('/workflow_id', "is the registry's own")
  }
  if (body.memo && Object.hasOwn(body.memo, routeMemo)) {
    add(`/memo/${routeMemo}`, 'is written by the registry')
  }
  const keepsExisting = body.id_conflict_policy ?? 'fail'
  if (body.name && keepsExisting !== 'fail') {
    add('/id_conflict_policy', 'has no meaning with name: a claimed id is new')
  }
  errors.push(...idErrors(body.workflow_id ?? '', '/workflow_id'))
  errors.push(...idErrors(body.target?.task_queue ?? '', '/target/task_queue'))
  if (errors.length > 0) {
    const detail = `${errors[0]?.pointer ?? ''} ${errors[0]?.detail ?? ''}`
    throw new Problem('validation-failed', detail, { errors })
  }
}

/** A start can fail on what the caller gave in more ways than other calls. */
function startProblem(error: unknown): unknown {
  const details = grpcStatusOf(error)?.details ?? ''
  return problemOf(
    error,
    /search attribute/i.test(details)
      ? { [Code.INVALID_ARGUMENT]: 'search-attribute-unusable' }
      : {},
  )
}

/** A member of what the registry wrote into a run's memo; '' for a run begun past the registry. */
function memberOf(route: unknown, member: 'key_hash' | 'request_hash' | 'request_id'): unknown {
  return typeof route === 'object' && route !== null ? Reflect.get(route, member) : ''
}

/** Milliseconds since 1970 in a UUID of version 7, or nothing in others. */
function timeOfUuid7(uuid: string): number | undefined {
  return uuid[14] === '7' ? Number.parseInt(uuid.replace('-', '').slice(0, 12), 16) : undefined
}
