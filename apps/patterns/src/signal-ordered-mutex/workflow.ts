import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import { integer, members, orElse, root, text } from '../input.ts'

// A lock as a run: one workflow id is one resource, and the order of its signals is the order of its
// holders. The lock is held from a grant until its release, its holder's end of the lease, or, for a
// holder that is a workflow, the news that there is no such run.

interface Request {
  readonly requestId: string
  readonly leaseMs: number
  /** Workflow that is told by a signal when it holds the lock. */
  readonly grantTo: string | undefined
}

interface Carried {
  readonly waiting: readonly Request[]
  readonly token: number
  readonly grants: number
}

export interface MutexState {
  readonly held_by: string | null
  readonly waiting: readonly string[]
}

/**
 * The token grows with every grant. A holder shows it to the resource, which refuses an older one:
 * so a holder that slept through the end of its lease does no harm.
 */
export interface Grant {
  readonly request_id: string
  readonly granted: boolean
  readonly token: number
}

export const acquire = defineSignal<[unknown]>('acquire')
export const release = defineSignal<[unknown]>('release')
/** Sent by a lock to the workflow that `grant_to` names. */
export const lockGranted = defineSignal<[Grant]>('lock_granted')
export const awaitGrant = defineUpdate<Grant, [unknown]>('await_grant')
export const state = defineQuery<MutexState>('state')

/** `carried` comes from continue-as-new only; whoever starts a run gives the first argument. */
export async function signalOrderedMutex(
  input: unknown,
  carried: Carried = { waiting: [], token: 0, grants: 0 },
): Promise<{ grants: number }> {
  const { idleMs, grantsPerRun } = readInput(input)
  const lock = {
    held: undefined as Request | undefined,
    waiting: [...carried.waiting],
    token: carried.token,
    isMoving: false,
  }
  let grantsHere = 0

  const isHeldBy = (requestId: string) => lock.held?.requestId === requestId
  const isWaiting = (requestId: string) => lock.waiting.some((each) => each.requestId === requestId)
  const grantOf = (requestId: string): Grant => ({
    request_id: requestId,
    granted: isHeldBy(requestId),
    token: lock.token,
  })

  setHandler(acquire, (given) => {
    const request = readable(() => readRequest(given))
    // A signal may come twice: the second changes nothing.
    if (!request || isHeldBy(request.requestId) || isWaiting(request.requestId)) return
    lock.waiting.push(request)
  })
  setHandler(release, (given) => {
    const requestId = readable(() => readRequestId(given))
    if (requestId === undefined) return
    if (isHeldBy(requestId)) lock.held = undefined
    // Whoever still waits has lost interest.
    lock.waiting = lock.waiting.filter((each) => each.requestId !== requestId)
  })
  setHandler(state, () => ({
    held_by: lock.held?.requestId ?? null,
    waiting: lock.waiting.map(({ requestId }) => requestId),
  }))
  // For callers that no signal reaches, as those over HTTP. Temporal lets ten of them wait at once.
  setHandler(
    awaitGrant,
    async (given) => {
      const requestId = readRequestId(given)
      await condition(() => !isWaiting(requestId) || lock.isMoving)
      return grantOf(requestId)
    },
    {
      validator(given) {
        const requestId = readRequestId(given)
        if (!isHeldBy(requestId) && !isWaiting(requestId))
          throw ApplicationFailure.nonRetryable(`${requestId} does not wait`, 'request-unknown')
      },
    },
  )

  while (await condition(() => lock.waiting.length > 0, idleMs)) {
    if (grantsHere >= grantsPerRun || workflowInfo().continueAsNewSuggested) await moveOn()
    await serveNext()
  }
  await condition(allHandlersFinished)
  return { grants: carried.grants + grantsHere }

  async function serveNext() {
    const request = lock.waiting.shift()
    if (!request) return
    lock.held = request
    // Of the clock, so that it also grows over runs that ended and began anew.
    lock.token = Math.max(lock.token + 1, Date.now())
    grantsHere++
    if (await isTold(request, grantOf(request.requestId)))
      await condition(() => lock.held !== request, request.leaseMs)
    lock.held = undefined
  }

  /** Between two holders: the new run begins with an open lock and the old queue. */
  async function moveOn() {
    lock.isMoving = true
    await condition(allHandlersFinished)
    const { waiting, token } = lock
    const grants = carried.grants + grantsHere
    await continueAsNew<typeof signalOrderedMutex>(input, { waiting, token, grants })
  }
}

/** A holder that is gone would keep the others waiting for the whole of its lease. */
async function isTold({ grantTo }: Request, grant: Grant): Promise<boolean> {
  if (grantTo === undefined) return true
  try {
    await getExternalWorkflowHandle(grantTo).signal(lockGranted, grant)
    return true
  } catch (error) {
    if (isCancellation(error)) throw error
    log.info('the next holder is gone, and is passed over', { grantTo, error })
    return false
  }
}

/** A signal has nobody to refuse it to: what cannot be read is logged and left out. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    log.warn('a signal that cannot be read was left out', { error })
    return undefined
  }
}

const idLength = { minLength: 1, maxLength: 200 }

function readRequest(given: unknown): Request {
  const found = members(root(given), ['request_id', 'lease_ms', 'grant_to'])
  return {
    requestId: text(found.request_id, idLength),
    leaseMs: orElse(found.lease_ms, 30_000, (value) =>
      integer(value, { min: 10, max: 86_400_000 }),
    ),
    grantTo: orElse<string | undefined>(found.grant_to, undefined, (value) =>
      text(value, idLength),
    ),
  }
}

function readRequestId(given: unknown): string {
  return text(members(root(given), ['request_id']).request_id, idLength)
}

export function readInput(input: unknown) {
  const found = members(root(input), ['idle_ms', 'grants_per_run'])
  return {
    idleMs: orElse(found.idle_ms, 60_000, (value) => integer(value, { min: 10, max: 86_400_000 })),
    grantsPerRun: orElse(found.grants_per_run, 500, (value) =>
      integer(value, { min: 1, max: 1_000 }),
    ),
  }
}
