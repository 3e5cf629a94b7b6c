import { Problem } from '@temporal-registry/contract/problem'
import { api } from '../platform/proto.ts'
import { asProblem } from '../platform/temporal-problems.ts'
import type { Temporal } from '../platform/temporal.ts'
import { readLastEvent, type Closing } from './closing.ts'

/** The server ends a long poll by itself before this. */
const longPollMs = 90_000

const { HistoryEventFilterType } = api.enums.v1

/** A closed run: how it ended, and the run that ended, which may be a successor of the one asked for. */
export interface ClosedRun extends Closing {
  readonly runId: string
}

export interface ResultWaits {
  /** How the run ended, or nothing while it is open. One call. */
  peek(workflowId: string, runId: string): Promise<ClosedRun | undefined>
  /**
   * Waits for the end, at most so long.
   *
   * @throws Problem `too-many-waiters` when this gateway follows as many runs as it may.
   */
  wait(workflowId: string, runId: string, timeoutMs: number): Promise<ClosedRun | undefined>
  /** Runs followed now. */
  followedCount(): number
  close(): void
}

interface Following {
  readonly closed: Promise<ClosedRun>
  readonly stop: AbortController
  waiters: number
}

/** Waits for results with one long poll a run, however many callers wait for it. */
export function createResultWaits(
  { connection, namespace }: Temporal,
  maxFollowed: number,
): ResultWaits {
  const followings = new Map<string, Following>()

  async function lastEvent(workflowId: string, runId: string, waitNewEvent: boolean) {
    const { HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT: closeEvent } = HistoryEventFilterType
    const request = {
      namespace,
      execution: { workflowId, runId },
      waitNewEvent,
      historyEventFilterType: closeEvent,
      skipArchival: true,
    }
    let nextPageToken: Uint8Array = new Uint8Array()
    do {
      const answer = await connection.withDeadline(Date.now() + longPollMs, () =>
        connection.workflowService.getWorkflowExecutionHistory({ ...request, nextPageToken }),
      )
      const event = answer.history?.events?.at(-1)
      if (event) return readLastEvent(event)
      nextPageToken = answer.nextPageToken
    } while (nextPageToken.length > 0)
    return { kind: 'open' } as const
  }

  /** Follows a run, and whatever goes on in its place, to the end. */
  async function follow(
    workflowId: string,
    firstRunId: string,
    waitNewEvent: boolean,
  ): Promise<ClosedRun | undefined> {
    for (let runId = firstRunId; ;) {
      const last = await lastEvent(workflowId, runId, waitNewEvent)
      if (last.kind === 'closed') return { ...last.closing, runId }
      if (last.kind === 'followed') runId = last.runId
      else if (!waitNewEvent) return undefined
    }
  }

  function begin(key: string, workflowId: string, runId: string): Following {
    if (followings.size >= maxFollowed) {
      throw new Problem('too-many-waiters', `Results of ${maxFollowed} runs are waited for here`, {
        retry_after_seconds: 1,
      })
    }
    const stop = new AbortController()
    const closed = connection
      .withAbortSignal(stop.signal, () => follow(workflowId, runId, true))
      .then((run) => run ?? Promise.reject(new Error('The wait ended without a result')))
      .finally(() => followings.delete(key))
    // Whoever waits sees the failure; when nobody does any more, nobody needs to.
    closed.catch(() => undefined)
    const following = { closed, stop, waiters: 0 }
    followings.set(key, following)
    return following
  }

  return {
    peek: (workflowId, runId) => asProblem(() => follow(workflowId, runId, false)),
    async wait(workflowId, runId, timeoutMs) {
      const key = JSON.stringify([workflowId, runId])
      const following = followings.get(key) ?? begin(key, workflowId, runId)
      following.waiters++
      let timer: NodeJS.Timeout | undefined
      const timeOut = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), timeoutMs)
      })
      try {
        return await asProblem(() => Promise.race([following.closed, timeOut]))
      } finally {
        clearTimeout(timer)
        following.waiters--
        if (following.waiters === 0) following.stop.abort()
      }
    },
    followedCount: () => followings.size,
    close() {
      for (const { stop } of followings.values()) stop.abort()
    },
  }
}
