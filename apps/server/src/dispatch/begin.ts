import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import { grpcStatusOf, problemOf } from '../platform/temporal-problems.ts'
import type { RunDescription } from '@temporal-registry/contract/runs'
import { assertUsable, type Registry } from '../registry/registry.ts'
import type { Runs } from '../runs/runs.ts'
import { keyHash, type StartIdentity } from './idempotency.ts'
import type { PreparedStart, StartContext } from './prepare.ts'
import { onlyRunOfItsId, type StartRequest } from './start-request.ts'

/** A name whose counter was reset meets ids in use; it is not searched for a free one for ever. */
const maxClaims = 10

/** What Temporal says of a run that it was asked to begin. */
interface Answered {
  readonly runId: string
  /** False when the run was there before. */
  readonly started: boolean
}

/** The one call to Temporal that begins a run. */
export interface BeginCall<Answer extends Answered> {
  send(request: StartRequest): Promise<Answer>
  /** The answer for the key's own run, where Temporal does not know a repeated request by itself. */
  repeated?(runId: string): Answer
  /** True when what is sent has its effect on a run that was there before, whoever began it. */
  readonly reachesOpenRun?: boolean
}

export type Begun<Answer> = Answer & {
  readonly workflowId: string
  /** True when this key began the run before. */
  readonly isReplay: boolean
}

/** Begins a prepared start by a call, under the id it is to have. */
export type Begin = <Answer extends Answered>(
  prepared: PreparedStart,
  context: StartContext,
  call: BeginCall<Answer>,
) => Promise<Begun<Answer>>

export function createBegin({
  registry,
  runs,
}: {
  readonly registry: Pick<Registry, 'claimId' | 'get' | 'recheckAttributes'>
  readonly runs: Pick<Runs, 'describe'>
}): Begin {
  async function once<Answer extends Answered>(
    { request, identity }: Pick<PreparedStart, 'request' | 'identity'>,
    context: StartContext,
    call: BeginCall<Answer>,
  ) {
    const { inTurn = async (work) => work(), idempotencyKey } = context
    const workflowId = request.workflowId ?? ''
    return inTurn(async () => {
      const askedAtMs = Date.now()
      const repeatOf = (existing: RunDescription | undefined) =>
        call.repeated && existing && isRepeat(existing.route, identity, context)
          ? { ...call.repeated(existing.run_id), workflowId, askedAtMs }
          : undefined
      if (call.repeated && call.reachesOpenRun && idempotencyKey !== undefined) {
        // Nothing else keeps a repeat from ending, or following, the run that it began.
        const known = repeatOf(await latestOf(workflowId))
        if (known) return known
      }
      try {
        return { ...(await send(request, call)), workflowId, askedAtMs }
      } catch (error) {
        if (grpcStatusOf(error)?.code !== Code.ALREADY_EXISTS) throw startProblem(error)
        const existing = await latestOf(workflowId)
        const known = repeatOf(existing)
        if (known) return known
        throw takenProblem(workflowId, existing, context)
      }
    })
  }

  /**
   * A declared attribute may have been removed or replaced by hand a moment ago, or the frontend that
   * answers may not know it yet. Then nothing has begun: it is looked up, made where it is missing, and
   * what keeps its type back is told, or the run begun after all.
   */
  async function send<Answer extends Answered>(
    request: StartRequest,
    call: BeginCall<Answer>,
  ): Promise<Answer> {
    try {
      return await call.send(request)
    } catch (error) {
      if (!isUnknownAttribute(error)) throw error
      await registry.recheckAttributes()
      assertUsable(registry.get(request.workflowType?.name ?? ''))
      return call.send(request)
    }
  }

  async function latestOf(workflowId: string): Promise<RunDescription | undefined> {
    try {
      return await runs.describe({ workflowId, runId: '' })
    } catch (error) {
      if (error instanceof Problem && error.code === 'run-not-found') return undefined
      throw error
    }
  }

  /** Claims ids until one is free: after a reset the first ones may be in use. */
  async function withClaims<Answer extends Answered>(
    { request, identity, id }: PreparedStart & { readonly id: { readonly kind: 'claimed' } },
    context: StartContext,
    call: BeginCall<Answer>,
  ) {
    for (let claims = 1; ; claims++) {
      // Only the first claim is the key's own; the further ones are for ids that others took.
      const key = claims === 1 ? context.idempotencyKey : undefined
      const { counter } = await registry.claimId(id.name, key && `start:${key}`)
      try {
        const whole = { ...request, workflowId: id.idOf(counter) }
        return await once({ request: whole, identity }, context, call)
      } catch (error) {
        const isTaken = error instanceof Problem && error.code === 'workflow-id-taken'
        if (!isTaken || claims === maxClaims) throw error
      }
    }
  }

  /**
   * Whether the run was there before this request, by this key. Temporal answers a repeated request id as
   * if it had just begun the run; its run ids carry the time they were made, and where that leaves doubt
   * the run's memo says which request began it.
   */
  async function isReplayOf(
    run: Answered & { readonly workflowId: string; readonly askedAtMs: number },
    { requestHash, reachesOpenRun = false }: { requestHash: string; reachesOpenRun?: boolean },
    { idempotencyKey, requestId }: StartContext,
  ): Promise<boolean> {
    if (idempotencyKey === undefined) return false
    const madeAtMs = timeOfUuid7(run.runId)
    if (run.started && madeAtMs !== undefined && madeAtMs >= run.askedAtMs) return false
    const { route: found } = await runs.describe(run)
    // A run of others, which the caller was content to meet.
    if (!isOfKey(found, idempotencyKey)) return false
    if (memberOf(found, 'request_hash') !== requestHash) {
      // It is done: that the key had begun the run with something else does not undo it.
      if (reachesOpenRun) return false
      const detail = `«${run.workflowId}» was begun by another request`
      throw new Problem('idempotency-key-reused', detail, { workflow_id: run.workflowId })
    }
    return memberOf(found, 'request_id') !== requestId
  }

  return async (prepared, context, call) => {
    const { id, identity } = prepared
    // A claimed id, or one made for this start, must never begin a second run.
    const request =
      id.kind === 'chosen' ? prepared.request : { ...prepared.request, ...onlyRunOfItsId }
    const run =
      id.kind === 'claimed'
        ? await withClaims({ ...prepared, request, id }, context, call)
        : await once({ request: { ...request, workflowId: id.id }, identity }, context, call)
    const { reachesOpenRun = false } = call
    const { requestHash } = identity
    return { ...run, isReplay: await isReplayOf(run, { requestHash, reachesOpenRun }, context) }
  }
}

/** Says whose run is in the way: under a key it is either another request's, or a plain conflict. */
function takenProblem(
  workflowId: string,
  existing: RunDescription | undefined,
  { idempotencyKey }: StartContext,
): Problem {
  const facts = {
    workflow_id: workflowId,
    run_id: existing?.run_id,
    run_status: existing?.status,
  }
  if (isOfKey(existing?.route, idempotencyKey)) {
    const detail = `The key began «${workflowId}» with another request`
    return new Problem('idempotency-key-reused', detail, facts)
  }
  const state = existing ? ` and is ${existing.status}` : ''
  return new Problem('workflow-id-taken', `«${workflowId}» exists already${state}`, facts)
}

function isRepeat(
  route: unknown,
  { requestHash }: StartIdentity,
  { idempotencyKey }: StartContext,
): boolean {
  return isOfKey(route, idempotencyKey) && memberOf(route, 'request_hash') === requestHash
}

function isOfKey(route: unknown, key: string | undefined): boolean {
  return key !== undefined && memberOf(route, 'key_hash') === keyHash(key)
}

/** Values were checked against the declared types: what Temporal has is not what was declared. */
function isUnknownAttribute(error: unknown): boolean {
  const grpc = grpcStatusOf(error)
  const says = /mapping defined for search attribute|search attribute .* (is not defined|of type)/i
  return grpc?.code === Code.INVALID_ARGUMENT && says.test(grpc.details)
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
