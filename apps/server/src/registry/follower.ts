import { api } from '../platform/proto.ts'
import type { Log } from '../platform/log.ts'
import type { Temporal } from '../platform/temporal.ts'
import type { View } from './view.ts'
import { changesSinceQuery, type CatalogueChanges } from './workflow/messages.ts'

/** The server ends a long poll by itself before this. */
const longPollMs = 90_000
const queryMs = 10_000
const retryMs = 250

const { EventType, HistoryEventFilterType } = api.enums.v1

export interface Follower {
  /** Follows until aborted, whatever happens to the workflow or to Temporal. */
  run(signal: AbortSignal): Promise<void>
  /** Reads what changed, now. Calls made together share one query. */
  refresh(): Promise<void>
  /** When the view was last known to be current. */
  confirmedAtMs(): number
}

/**
 * Keeps a view in step with the registry workflow.
 *
 * A long poll on the workflow's history wakes it; what changed is then asked for with one query. A run
 * that continued as new names its successor, which is followed from its beginning.
 */
export function createFollower(
  { connection, registryClient, namespace, fault }: Temporal,
  view: View,
  workflowId: string,
  log: Log,
): Follower {
  let confirmedAtMs = 0
  let isFollowing = false
  let refreshing: Promise<void> | undefined
  let askedMeanwhile = false

  async function refresh(): Promise<void> {
    if (refreshing) {
      // The query under way may have been answered before the change that this caller knows of.
      askedMeanwhile = true
      return refreshing
    }
    refreshing = readChanges().finally(() => (refreshing = undefined))
    return refreshing
  }

  async function readChanges(): Promise<void> {
    const handle = registryClient.workflow.getHandle(workflowId)
    for (let more = true; more;) {
      askedMeanwhile = false
      const changes = await connection.withDeadline(Date.now() + queryMs, () =>
        handle.query<CatalogueChanges, [number]>(changesSinceQuery, view.revision()),
      )
      const isNews = changes.full || changes.revision !== view.revision()
      if (isNews) view.apply(changes)
      confirmedAtMs = Date.now()
      more = changes.more || askedMeanwhile
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    let runId = ''
    while (!signal.aborted) {
      try {
        await refresh()
        isFollowing = true
        runId = await followRun(runId, signal)
      } catch (error) {
        if (signal.aborted) return
        isFollowing = false
        runId = ''
        log.debug({ err: error }, 'following the registry workflow was interrupted')
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
  }

  /** Follows one run to its end. Returns the run that follows it, or nothing. */
  async function followRun(runId: string, signal: AbortSignal): Promise<string> {
    let nextPageToken: Uint8Array = new Uint8Array()
    for (;;) {
      const answer = await connection.withDeadline(Date.now() + longPollMs, () =>
        connection.withAbortSignal(signal, () =>
          connection.workflowService.getWorkflowExecutionHistory({
            namespace,
            execution: { workflowId, runId },
            waitNewEvent: true,
            historyEventFilterType: HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT,
            nextPageToken,
          }),
        ),
      )
      nextPageToken = answer.nextPageToken
      const events = answer.history?.events ?? []
      if (events.length > 0) await refresh()
      confirmedAtMs = Date.now()
      const last = events.at(-1)
      if (last?.eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW) {
        return last.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? ''
      }
      if (nextPageToken.length === 0) {
        // The run is closed: its successor begins with the next write.
        await new Promise((resolve) => setTimeout(resolve, retryMs))
        return ''
      }
    }
  }

  return {
    run,
    refresh,
    confirmedAtMs: () => (isFollowing && fault() === undefined ? Date.now() : confirmedAtMs),
  }
}
