import { Problem } from '@temporal-registry/contract/problem'
import type { RunStatus } from '@temporal-registry/contract/runs'
import { api } from '../platform/proto.ts'
import { asProblem } from '../platform/temporal-problems.ts'
import { callDeadlineMs, type Temporal } from '../platform/temporal.ts'
import { readLastEvent, type Closing } from './closing.ts'
import { isOpen, summaryOf } from './describe.ts'
import { endOf, type Patience } from './patience.ts'

/** The server ends a long poll by itself before this. */
const longPollMs = 90_000

const { HistoryEventFilterType } = api.enums.v1

/** A closed run: how it ended, and the run that ended, which may be a successor of the one asked for. */
export interface ClosedRun extends Closing {
  readonly runId: string
}

/** A run as it stands; closed when its status is. */
export type RunState = ClosedRun | { readonly status: RunStatus; readonly runId: string }

export interface ResultWaits {
  /** How the run stands, following whatever went on in its place. */
  peek(workflowId: string, runId: string): Promise<RunState>
  /**
   * Waits for the end.
   *
   * @throws Problem `too-many-waiters` when this gateway follows as many runs as it may.
   */
  follow(workflowId: string, runId: string, patience: Patience): Promise<RunState>
  /** The same; nothing while the run is open. */
  wait(
    workflowId: string,
    runId: string,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<ClosedRun | undefined>
  /** Runs followed now. */
  followedCount(): number
  close(): void
}

interface Following {
  readonly closed: Promise<ClosedRun>
  readonly stop: AbortController
  waiters: number
  /** The run that goes on now; '' until it is known. */
  runId: string
}

/** Waits for results with one long poll a run, however many callers wait for it. */
export function createResultWaits(temporal: Temporal, maxFollowed: number): ResultWaits {
  const { connection, namespace } = temporal
  const service = connection.workflowService
  const followings = new Map<string, Following>()

  async function latest(workflowId: string, runId: string): Promise<RunState> {
    const answer = await connection.withDeadline(Date.now() + callDeadlineMs, () =>
      service.describeWorkflowExecution({ namespace, execution: { workflowId, runId } }),
    )
    const { run_id: foundRunId, status } = summaryOf(answer.workflowExecutionInfo ?? {})
    return { runId: foundRunId, status }
  }

  function peek(workflowId: string, runId: string): Promise<RunState> {
    temporal.assertReachable()
    return asProblem(() =>
      connection.withDeadline(Date.now() + callDeadlineMs, () => stateOf(workflowId, runId)),
    )
  }

  async function stateOf(workflowId: string, runId: string): Promise<RunState> {
    const state = await latest(workflowId, runId)
    if (isOpen(state.status)) return state
    for (let at = state.runId; ;) {
      // The newest event of an open run comes at once; with a filter for closing ones Temporal waits.
      const { history } = await service.getWorkflowExecutionHistoryReverse({
        namespace,
        execution: { workflowId, runId: at },
        maximumPageSize: 1,
      })
      const last = readLastEvent(history?.events?.[0])
      if (last.kind === 'closed') return { ...last.closing, runId: at }
      if (last.kind === 'open') return { status: 'running', runId: at }
      at = last.runId
    }
  }

  async function lastEvent(workflowId: string, runId: string) {
    let nextPageToken: Uint8Array = new Uint8Array()
    do {
      const request = {
        namespace,
        execution: { workflowId, runId },
        waitNewEvent: true,
        historyEventFilterType: HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT,
        skipArchival: true,
        nextPageToken,
      }
      const answer = await connection.withDeadline(Date.now() + longPollMs, () =>
        service.getWorkflowExecutionHistory(request),
      )
      const event = answer.history?.events?.at(-1)
      if (event) return readLastEvent(event)
      nextPageToken = answer.nextPageToken
    } while (nextPageToken.length > 0)
    return { kind: 'open' } as const
  }

  /** Follows a run, and whatever goes on in its place, to the end. */
  async function toEnd(workflowId: string, following: Following): Promise<ClosedRun> {
    if (following.runId === '') following.runId = (await latest(workflowId, '')).runId
    for (;;) {
      const { runId } = following
      const last = await lastEvent(workflowId, runId)
      if (last.kind === 'closed') return { ...last.closing, runId }
      if (last.kind === 'followed') following.runId = last.runId
    }
  }

  function begin(key: string, workflowId: string, runId: string): Following {
    const { promise: closed, resolve } = Promise.withResolvers<ClosedRun>()
    const following = { closed, stop: new AbortController(), waiters: 0, runId }
    followings.set(key, following)
    resolve(
      connection
        .withAbortSignal(following.stop.signal, () => toEnd(workflowId, following))
        .finally(() => forget(key, following)),
    )
    // Whoever waits sees the failure; when nobody does any more, nobody needs to.
    closed.catch(() => undefined)
    return following
  }

  /** Whoever comes after this begins anew: one that is being stopped would only fail them. */
  function forget(key: string, following: Following): void {
    if (followings.get(key) === following) followings.delete(key)
    following.stop.abort()
  }

  async function follow(workflowId: string, runId: string, patience: Patience): Promise<RunState> {
    temporal.assertReachable()
    const key = JSON.stringify([workflowId, runId])
    const known = followings.get(key)
    if (!known && followings.size >= maxFollowed) return peekInstead(workflowId, runId)
    const following = known ?? begin(key, workflowId, runId)
    following.waiters++
    const impatience = endOf(patience)
    try {
      const closed = await asProblem(() => Promise.race([following.closed, impatience.end]))
      return closed ?? { runId: following.runId, status: 'running' }
    } finally {
      impatience.forget()
      following.waiters--
      if (following.waiters === 0) forget(key, following)
    }
  }

  /** A run that is closed need not be followed. */
  async function peekInstead(workflowId: string, runId: string): Promise<RunState> {
    const state = await peek(workflowId, runId)
    if (!isOpen(state.status)) return state
    throw new Problem('too-many-waiters', `Results of ${maxFollowed} runs are waited for here`, {
      retry_after_seconds: 1,
    })
  }

  return {
    peek,
    follow,
    async wait(workflowId, runId, timeoutMs, signal) {
      const state = await follow(workflowId, runId, { timeoutMs, ...(signal ? { signal } : {}) })
      return isOpen(state.status) ? undefined : state
    },
    followedCount: () => followings.size,
    close() {
      for (const { stop } of followings.values()) stop.abort()
    },
  }
}
