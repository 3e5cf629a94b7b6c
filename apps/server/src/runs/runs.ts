import { randomUUID } from 'node:crypto'
import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import {
  runStatuses,
  type HistoryEvent,
  type RunDescription,
  type RunStatus,
  type RunSummary,
} from '@temporal-registry/contract/runs'
import { fromPayloads, toPayloads } from '../platform/payloads.ts'
import { api } from '../platform/proto.ts'
import type { GrpcMeanings } from '../platform/temporal-problems.ts'
import type { Temporal } from '../platform/temporal.ts'
import { descriptionOf, isOpen, statusInFilter, summaryOf } from './describe.ts'
import { placeAfter, readPlace } from './history-place.ts'
import { readEvent } from './history.ts'
import { filterText, ownFilterText, type OwnFilter, type RunFilter } from './list-filter.ts'
import { createRunMessages, type RunMessages } from './messages.ts'
import { createReset, type ResetOptions } from './reset.ts'
import { createRunCalls, type RunRef } from './run-calls.ts'
import { createUpdateWithStart, type UpdateWithStart } from './update-with-start.ts'

export { routeMemo } from './describe.ts'
export type { MessageCheck } from './message-check.ts'
export type { ResultWaits } from './result-waits.ts'
export type { RunRef } from './run-calls.ts'

const { HistoryEventFilterType } = api.enums.v1

export interface Page<T> {
  readonly items: T[]
  readonly nextToken: Uint8Array
}

interface HistoryPage {
  readonly limit: number
  /** Where the page begins, as the one before said; empty for the first. */
  readonly token: Uint8Array
  readonly reverse: boolean
}

/** Runs of any workflow in the namespace, by their id. The domain's only door. */
export interface Runs extends RunMessages {
  list(filter: RunFilter, limit: number, token: Uint8Array): Promise<Page<RunSummary>>
  /** Those on task queues of ours, which `list` leaves out. */
  listOn(filter: OwnFilter, limit: number, token: Uint8Array): Promise<Page<RunSummary>>
  count(filter: RunFilter): Promise<number>
  /** How many stand how; what nothing stands as is left out. */
  countByStatus(filter: RunFilter): Promise<Partial<Record<RunStatus, number>>>
  describe(run: RunRef): Promise<RunDescription>
  history(run: RunRef, page: HistoryPage): Promise<Page<HistoryEvent>>
  /** Every event after one, then each as it happens, until the run is closed or the signal aborts. */
  events(run: RunRef, afterEventId: number, signal: AbortSignal): AsyncIterable<HistoryEvent>
  cancel(run: RunRef, reason: string): Promise<void>
  terminate(run: RunRef, reason: string, details: readonly unknown[]): Promise<void>
  reset(run: RunRef, options: ResetOptions): Promise<string>
  /** Begins a run as the request says and updates it, or updates the one there is. */
  readonly updateWithStart: UpdateWithStart
}

const longPollMs = 90_000

export function createRuns(temporal: Temporal, systemTaskQueue: string): Runs {
  const { connection, namespace, identity } = temporal
  const service = connection.workflowService
  const calls = createRunCalls(temporal)
  const { make, makeOnOpenRun } = calls

  async function describe(run: RunRef): Promise<RunDescription> {
    return descriptionOf(
      await make(() => service.describeWorkflowExecution({ namespace, execution: run })),
    )
  }

  async function find(query: string, limit: number, token: Uint8Array): Promise<Page<RunSummary>> {
    const request = { namespace, pageSize: limit, nextPageToken: token, query }
    const answer = await make(() => service.listWorkflowExecutions(request), {
      [Code.INVALID_ARGUMENT]: 'visibility-query-invalid',
      ...(token.length > 0 ? aboutForgedToken : {}),
    })
    return { items: (answer.executions ?? []).map(summaryOf), nextToken: answer.nextPageToken }
  }

  return {
    ...createRunMessages(temporal, calls),
    reset: createReset(temporal, calls),
    updateWithStart: createUpdateWithStart(temporal, calls),
    describe,
    list: (filter, limit, token) => find(filterText(filter, systemTaskQueue), limit, token),
    listOn: (filter, limit, token) => find(ownFilterText(filter), limit, token),
    async count(filter) {
      const query = filterText(filter, systemTaskQueue)
      const answer = await make(() => service.countWorkflowExecutions({ namespace, query }), {
        [Code.INVALID_ARGUMENT]: 'visibility-query-invalid',
      })
      return Number(answer.count)
    },
    async countByStatus(filter) {
      const query = `${filterText(filter, systemTaskQueue)} GROUP BY ExecutionStatus`
      const { groups } = await make(() => service.countWorkflowExecutions({ namespace, query }), {
        [Code.INVALID_ARGUMENT]: 'visibility-query-invalid',
      })
      return Object.fromEntries(
        (groups ?? []).flatMap(({ groupValues, count }) => {
          const [word] = fromPayloads({ payloads: groupValues ?? [] })
          const status = runStatuses.find((one) => statusInFilter(one) === word)
          return status === undefined ? [] : [[status, Number(count)]]
        }),
      )
    },
    async history(run, { limit, token, reverse }) {
      const place = readPlace(token, limit)
      const request = {
        namespace,
        execution: run,
        maximumPageSize: place.size,
        nextPageToken: place.token,
      }
      const answer = await make(
        () =>
          reverse
            ? service.getWorkflowExecutionHistoryReverse(request)
            : service.getWorkflowExecutionHistory(request),
        token.length > 0 ? { [Code.INVALID_ARGUMENT]: 'cursor-invalid', ...aboutForgedToken } : {},
      )
      const events = answer.history?.events ?? []
      return {
        items: events.slice(place.skip, place.skip + limit).map(readEvent),
        nextToken: placeAfter(place, limit, events.length, answer.nextPageToken),
      }
    },
    async *events(run, afterEventId, signal) {
      let nextPageToken: Uint8Array = new Uint8Array()
      while (!signal.aborted) {
        const request = {
          namespace,
          execution: run,
          waitNewEvent: true,
          historyEventFilterType: HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT,
          nextPageToken,
        }
        const answer = await make(
          () =>
            connection.withAbortSignal(signal, () => service.getWorkflowExecutionHistory(request)),
          {},
          longPollMs,
        )
        for (const event of answer.history?.events ?? []) {
          if (Number(event.eventId) > afterEventId) yield readEvent(event)
        }
        nextPageToken = answer.nextPageToken
        if (nextPageToken.length === 0) return
      }
    },
    async cancel(run, reason) {
      // Temporal takes the wish for a closed run as well; one that is canceled has what was wished for.
      const { status, run_id: runId } = await describe(run)
      if (status === 'canceled') return
      if (!isOpen(status)) throw new Problem('run-closed', `The run is ${status} already`)
      await makeOnOpenRun(() =>
        service.requestCancelWorkflowExecution({
          namespace,
          workflowExecution: { workflowId: run.workflowId, runId },
          identity,
          requestId: randomUUID(),
          reason,
        }),
      )
    },
    async terminate(run, reason, details) {
      await makeOnOpenRun(() =>
        service.terminateWorkflowExecution({
          namespace,
          workflowExecution: run,
          identity,
          reason,
          details: toPayloads(details),
        }),
      )
    },
  }
}

/** Temporal trips over a page token that it did not make, and says no more than that it did. */
const aboutForgedToken: GrpcMeanings = {
  [Code.UNKNOWN]: 'cursor-invalid',
  [Code.INTERNAL]: 'cursor-invalid',
}
