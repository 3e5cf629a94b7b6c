import { randomUUID } from 'node:crypto'
import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import type {
  HistoryEvent,
  RunDescription,
  RunStatus,
  RunSummary,
} from '@temporal-registry/contract/runs'
import { api } from '../platform/proto.ts'
import Long from 'long'
import { fromPayloads, toPayloads } from '../platform/payloads.ts'
import { asProblem, type GrpcMeanings } from '../platform/temporal-problems.ts'
import { callDeadlineMs, type Temporal } from '../platform/temporal.ts'
import { descriptionOf, statusInFilter, summaryOf } from './describe.ts'
import { failureOf } from './failure.ts'
import { readEvent } from './history.ts'

export { routeMemo } from './describe.ts'
export type { ResultWaits } from './result-waits.ts'

const {
  HistoryEventFilterType,
  ResetReapplyType,
  ResetReapplyExcludeType,
  UpdateWorkflowExecutionLifecycleStage: Stage,
} = api.enums.v1

/** One execution: a workflow id, and a run id or '' for the latest. */
export interface RunRef {
  readonly workflowId: string
  readonly runId: string
}

export interface RunFilter {
  readonly workflow_type?: string
  readonly status?: RunStatus
  readonly workflow_id?: string
  readonly task_queue?: string
  readonly query?: string
}

export interface Page<T> {
  readonly items: T[]
  readonly nextToken: Uint8Array
}

export interface UpdateOutcome {
  readonly updateId: string
  readonly isComplete: boolean
  readonly result?: unknown
}

/** Runs of any workflow in the namespace, by their id. The domain's only door. */
export interface Runs {
  list(filter: RunFilter, limit: number, token: Uint8Array): Promise<Page<RunSummary>>
  count(filter: RunFilter): Promise<number>
  describe(run: RunRef): Promise<RunDescription>
  history(run: RunRef, page: { limit: number; token: Uint8Array; reverse: boolean }): Promise<Page<HistoryEvent>>
  /** Every event after one, then each as it happens, until the run is closed or the signal aborts. */
  events(run: RunRef, afterEventId: number, signal: AbortSignal): AsyncIterable<HistoryEvent>
  cancel(run: RunRef, reason: string): Promise<void>
  terminate(run: RunRef, reason: string, details: readonly unknown[]): Promise<void>
  reset(run: RunRef, options: ResetOptions): Promise<string>
  signal(run: RunRef, name: string, args: readonly unknown[], requestId?: string): Promise<void>
  query(run: RunRef, name: string, args: readonly unknown[]): Promise<unknown>
  update(run: RunRef, name: string, args: readonly unknown[], options: UpdateOptions): Promise<UpdateOutcome>
}

export interface ResetOptions {
  readonly eventId?: number
  readonly reason: string
  readonly reapply: 'all' | 'signals' | 'none'
  readonly requestId?: string
}

export interface UpdateOptions {
  readonly updateId?: string
  readonly timeoutMs: number
}

/** Calls about a run: what is not found is the run, and what cannot be done is so because it is closed. */
const aboutOpenRun: GrpcMeanings = { [Code.FAILED_PRECONDITION]: 'run-closed' }
const queryDeadlineMs = 10_000
const longPollMs = 90_000

export function createRuns(temporal: Temporal, systemTaskQueue: string): Runs {
  const { connection, namespace, identity } = temporal
  const service = connection.workflowService

  /** Makes one call with a deadline; its failure rises as a refusal. */
  function call<T>(make: () => Promise<T>, meanings?: GrpcMeanings, deadlineMs = callDeadlineMs) {
    temporal.assertReachable()
    return asProblem(() => connection.withDeadline(Date.now() + deadlineMs, make), meanings)
  }

  const aboutFilter: GrpcMeanings = { [Code.INVALID_ARGUMENT]: 'visibility-query-invalid' }
  const execution = ({ workflowId, runId }: RunRef) => ({ workflowId, runId })

  /** `NOT_FOUND` is also Temporal's answer for a run that is closed: its words tell which. */
  function callOnOpenRun<T>(make: () => Promise<T>, deadlineMs?: number): Promise<T> {
    return call(make, aboutOpenRun, deadlineMs).catch((error: unknown) => {
      const isClosed =
        error instanceof Problem &&
        error.code === 'run-not-found' &&
        error.message.includes('already completed')
      throw isClosed ? new Problem('run-closed', error.message, {}, error) : error
    })
  }

  return {
    async list(filter, limit, token) {
      const answer = await call(
        () =>
          service.listWorkflowExecutions({
            namespace,
            pageSize: limit,
            nextPageToken: token,
            query: filterText(filter, systemTaskQueue),
          }),
        aboutFilter,
      )
      return { items: (answer.executions ?? []).map(summaryOf), nextToken: answer.nextPageToken }
    },
    async count(filter) {
      const query = filterText(filter, systemTaskQueue)
      const answer = await call(
        () => service.countWorkflowExecutions({ namespace, query }),
        aboutFilter,
      )
      return Number(answer.count)
    },
    async describe(run) {
      return descriptionOf(
        await call(() =>
          service.describeWorkflowExecution({ namespace, execution: execution(run) }),
        ),
      )
    },
    async history(run, { limit, token, reverse }) {
      const request = {
        namespace,
        execution: execution(run),
        maximumPageSize: limit,
        nextPageToken: token,
      }
      const answer = await call(
        () =>
          reverse
            ? service.getWorkflowExecutionHistoryReverse(request)
            : service.getWorkflowExecutionHistory(request),
        { [Code.INVALID_ARGUMENT]: 'cursor-invalid' },
      )
      return {
        items: (answer.history?.events ?? []).map(readEvent),
        nextToken: answer.nextPageToken,
      }
    },
    async *events(run, afterEventId, signal) {
      let nextPageToken: Uint8Array = new Uint8Array()
      do {
        const token = nextPageToken
        const answer = await call(
          () =>
            connection.withAbortSignal(signal, () =>
              service.getWorkflowExecutionHistory({
                namespace,
                execution: execution(run),
                waitNewEvent: true,
                historyEventFilterType:
                  HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT,
                nextPageToken: token,
              }),
            ),
          {},
          longPollMs,
        )
        for (const event of answer.history?.events ?? []) {
          if (Number(event.eventId) > afterEventId) yield readEvent(event)
        }
        nextPageToken = answer.nextPageToken
      } while (nextPageToken.length > 0 && !signal.aborted)
    },
    async cancel(run, reason) {
      await callOnOpenRun(() =>
        service.requestCancelWorkflowExecution({
          namespace,
          workflowExecution: execution(run),
          identity,
          requestId: randomUUID(),
          reason,
        }),
      )
    },
    async terminate(run, reason, details) {
      await callOnOpenRun(() =>
        service.terminateWorkflowExecution({
          namespace,
          workflowExecution: execution(run),
          identity,
          reason,
          details: toPayloads(details),
        }),
      )
    },
    async reset(run, { eventId, reason, reapply, requestId = randomUUID() }) {
      const workflowTaskFinishEventId = eventId ?? (await firstWorkflowTask(run))
      const answer = await call(
        () =>
          service.resetWorkflowExecution({
            namespace,
            workflowExecution: execution(run),
            reason,
            requestId,
            identity,
            workflowTaskFinishEventId: Long.fromNumber(workflowTaskFinishEventId),
            ...reapplyOptions[reapply],
          }),
        { [Code.INVALID_ARGUMENT]: 'reset-point-invalid' },
      )
      return answer.runId
    },
    async signal(run, name, args, requestId = randomUUID()) {
      await callOnOpenRun(() =>
        service.signalWorkflowExecution({
          namespace,
          workflowExecution: execution(run),
          signalName: name,
          input: toPayloads(args),
          identity,
          requestId,
        }),
      )
    },
    async query(run, name, args) {
      const answer = await call(
        () =>
          service.queryWorkflow({
            namespace,
            execution: execution(run),
            query: { queryType: name, queryArgs: toPayloads(args) },
          }),
        {
          [Code.INVALID_ARGUMENT]: 'query-failed',
          [Code.DEADLINE_EXCEEDED]: 'worker-not-answering',
          [Code.FAILED_PRECONDITION]: 'worker-not-answering',
        },
        queryDeadlineMs,
      )
      return fromPayloads(answer.queryResult)[0]
    },
    async update(run, name, args, { updateId = randomUUID(), timeoutMs }) {
      const request = {
        namespace,
        workflowExecution: execution(run),
        waitPolicy: {
          lifecycleStage: Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED,
        },
        request: { meta: { updateId, identity }, input: { name, args: toPayloads(args) } },
      }
      const giveUpAtMs = Date.now() + timeoutMs
      try {
        do {
          const answer = await callOnOpenRun(
            () => service.updateWorkflowExecution(request),
            Math.max(giveUpAtMs - Date.now(), 1),
          )
          const { outcome } = answer
          if (outcome?.failure) {
            const failure = failureOf(outcome.failure)
            throw new Problem('update-refused', failure.message, { failure, update_id: updateId })
          }
          if (outcome) {
            return { updateId, isComplete: true, result: fromPayloads(outcome.success)[0] }
          }
        } while (Date.now() < giveUpAtMs)
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'temporal-timeout')) throw error
      }
      return stageOf(run, updateId)
    },
  }

  /** What became of an update that was not answered in time: only an accepted one goes on. */
  async function stageOf(run: RunRef, updateId: string): Promise<UpdateOutcome> {
    const answer = await call(
      () =>
        service.pollWorkflowExecutionUpdate({
          namespace,
          updateRef: { workflowExecution: execution(run), updateId },
          identity,
        }),
      { [Code.NOT_FOUND]: 'worker-not-answering' },
    )
    if (answer.stage < Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED) {
      throw new Problem('worker-not-answering', 'No worker took the update in time; it is not stored', {
        update_id: updateId,
      })
    }
    return { updateId, isComplete: false }
  }

  /** The first point a run can go back to: the end of its first workflow task. */
  async function firstWorkflowTask(run: RunRef): Promise<number> {
    const answer = await call(() =>
      service.getWorkflowExecutionHistory({
        namespace,
        execution: execution(run),
        maximumPageSize: 20,
      }),
    )
    const event = answer.history?.events?.find((one) => one.workflowTaskCompletedEventAttributes)
    if (!event) {
      throw new Problem('reset-point-invalid', 'The run has not finished its first workflow task')
    }
    return Number(event.eventId)
  }
}

const reapplyOptions = {
  all: { resetReapplyType: ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE },
  signals: {
    resetReapplyType: ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE,
    resetReapplyExcludeTypes: [ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE],
  },
  none: { resetReapplyType: ResetReapplyType.RESET_REAPPLY_TYPE_NONE },
}

/** Temporal's list filter for named filters and a caller's own, less the registry's own workflows. */
function filterText(filter: RunFilter, systemTaskQueue: string): string {
  const terms = [
    `TaskQueue != ${quoted(systemTaskQueue)}`,
    filter.workflow_type === undefined ? '' : `WorkflowType = ${quoted(filter.workflow_type)}`,
    filter.status === undefined ? '' : `ExecutionStatus = '${statusInFilter(filter.status)}'`,
    filter.workflow_id === undefined ? '' : `WorkflowId = ${quoted(filter.workflow_id)}`,
    filter.task_queue === undefined ? '' : `TaskQueue = ${quoted(filter.task_queue)}`,
    filter.query === undefined ? '' : `(${filter.query})`,
  ]
  return terms.filter((term) => term !== '').join(' AND ')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
