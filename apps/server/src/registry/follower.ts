import { setTimeout as sleep } from 'node:timers/promises'
import { api } from '../platform/proto.ts'
import type { Log } from '../platform/log.ts'
import type { Temporal } from '../platform/temporal.ts'
import type { View } from './view.ts'
import { changesSinceQuery, type CatalogueChanges } from './workflow/messages.ts'

/** The server ends a long poll by itself before this. */
const longPollMs = 90_000
const queryMs = 10_000
/** A query takes milliseconds; one that takes so long is not waited for by those who ask later. */
const slowQueryMs = 1_000
const retryMs = 250

const { EventType, HistoryEventFilterType } = api.enums.v1

export interface Follower {
  /** Follows until aborted, whatever happens to the workflow or to Temporal. */
  run(signal: AbortSignal): Promise<void>
  /** Reads what has changed by now. Calls made together share one query. */
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
  let reading: { readonly askedAtMs: number; readonly done: Promise<void> } | undefined
  let next: Promise<void> | undefined

  function refresh(): Promise<void> {
    if (!reading) return read()
    // The query under way may have been answered before the change that this caller knows of.
    next ??= Promise.race([
      reading.done.catch(() => undefined),
      sleep(slowQueryMs, undefined, { ref: false }),
    ]).then(() => {
      next = undefined
      return read()
    })
    return next
  }

  function read(): Promise<void> {
    const mine = { askedAtMs: reading?.askedAtMs ?? Date.now(), done: readChanges() }
    reading = mine
    return mine.done.finally(() => {
      if (reading === mine) reading = undefined
    })
  }

  async function readChanges(): Promise<void> {
    const revision = view.revision()
    const changes = await askFor(revision)
    // What was asked for by somebody in more haste has been applied meanwhile.
    if (view.revision() !== revision) return
    const isNews = changes.full || changes.revision !== revision
    // A catalogue begun anew, after the old was deleted, counts its revisions from 0 again.
    const isAnother = changes.service.started_at_ms !== view.service().started_at_ms
    if (isAnother && !changes.full) view.apply(await askFor(0))
    else if (isNews) view.apply(changes)
    confirmedAtMs = Date.now()
  }

  function askFor(revision: number): Promise<CatalogueChanges> {
    const handle = registryClient.workflow.getHandle(workflowId)
    return connection.withDeadline(Date.now() + queryMs, () =>
      handle.query<CatalogueChanges, [number]>(changesSinceQuery, revision),
    )
  }

  async function run(signal: AbortSignal): Promise<void> {
    let runId = ''
    while (!signal.aborted) {
      try {
        runId ||= await latestRun()
        await refresh()
        isFollowing = true
        runId = await followRun(runId, signal)
      } catch (error) {
        if (signal.aborted) return
        isFollowing = false
        runId = ''
        log.debug({ err: error }, 'following the registry workflow was interrupted')
        await sleep(retryMs)
      }
    }
  }

  async function latestRun(): Promise<string> {
    const { workflowExecutionInfo: info } = await connection.withDeadline(
      Date.now() + queryMs,
      () =>
        connection.workflowService.describeWorkflowExecution({
          namespace,
          execution: { workflowId },
        }),
    )
    return info?.execution?.runId ?? ''
  }

  /** Waits for the run that the next write begins. Nothing changes before that: there is nothing to read. */
  async function runAfter(closedRunId: string, signal: AbortSignal): Promise<string> {
    for (;;) {
      const runId = await latestRun()
      if (runId !== closedRunId) return runId
      confirmedAtMs = Date.now()
      await sleep(retryMs, undefined, { signal })
    }
  }

  /** Follows one run to its end. Returns the run that comes after it. */
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
      if (nextPageToken.length === 0) return runAfter(runId, signal)
    }
  }

  return {
    run,
    refresh,
    confirmedAtMs() {
      if (!isFollowing || fault() !== undefined) return confirmedAtMs
      return reading?.askedAtMs ?? Date.now()
    },
  }
}
