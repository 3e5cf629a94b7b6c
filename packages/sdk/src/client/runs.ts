import type { BodyOf, QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import { countRuns } from '@temporal-registry/contract/run-counts'
import {
  cancelRun,
  getRun,
  getRunHistory,
  getRunResult,
  listRuns,
  queryRun,
  resetRun,
  signalRun,
  terminateRun,
  updateRun,
  type HistoryEvent,
  type RunDescription,
  type RunResult,
  type RunSummary,
} from '@temporal-registry/contract/runs'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { toIdempotencyKey, type IdempotencyKey } from './idempotency-key.ts'
import { walkPages } from './pages.ts'
import { waitForResult, type WaitForResult } from './result.ts'
import type { RunEventsOptions } from './run-events.ts'
import { preferWait } from './wait.ts'

/** Picks one execution of a workflow id; absent means the latest. */
export interface RunOptions extends CallOptions {
  readonly run_id?: string | undefined
}

/** What a signal, query or update carries: one `input`, or positional `args`. */
export interface MessageOptions extends RunOptions {
  readonly input?: unknown
  readonly args?: unknown[] | undefined
}

/** A message with an effect, made safe to repeat by a key. */
export interface KeyedMessageOptions extends MessageOptions {
  readonly idempotencyKey?: IdempotencyKey
}

/** An update that was answered, or one that goes on. */
export interface UpdateAnswer {
  readonly update_id: string
  /** False when the update was accepted and has no answer yet. */
  readonly answered: boolean
  readonly result?: unknown
}

/** Runs: what was started, how it stands, and messages to it. */
export interface Runs {
  /** Answers one page of runs. @throws `visibility-query-invalid` */
  list(
    query?: Loose<QueryOf<typeof listRuns>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listRuns>>
  /** Walks all runs that match, page by page. */
  all(
    query?: Loose<QueryOf<typeof listRuns>>,
    options?: CallOptions,
  ): AsyncGenerator<RunSummary, void, undefined>
  /** Counts the runs that began in each step of a time, by status. @throws `validation-failed` */
  counts(
    query?: Loose<QueryOf<typeof countRuns>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof countRuns>>
  /** @throws `run-not-found` */
  get(workflowId: string, options?: RunOptions): Promise<RunDescription>
  /** Answers how a run ended, after at most `waitSeconds`; `running` when it has not. */
  result(
    workflowId: string,
    options?: RunOptions & { readonly waitSeconds?: number | undefined },
  ): Promise<RunResult>
  /** Waits for a run's end with as many requests as it takes; bounded by `totalSeconds` when given. */
  waitForResult(workflowId: string, options?: WaitForResult): Promise<RunResult>
  /** Answers one page of a run's history. */
  history(
    workflowId: string,
    query?: Loose<QueryOf<typeof getRunHistory>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof getRunHistory>>
  /** Walks a run's whole history, page by page. */
  allHistory(
    workflowId: string,
    query?: Loose<QueryOf<typeof getRunHistory>>,
    options?: CallOptions,
  ): AsyncGenerator<HistoryEvent, void, undefined>
  /**
   * Yields each event of a run's history, those to come as they happen, and ends when that run closes,
   * also where another goes on in its place. Survives broken connections: no event is lost or seen twice.
   *
   * @example
   * for await (const event of client.runs.events('tui-build-r3')) console.log(event.event_type)
   */
  events(
    workflowId: string,
    options?: RunEventsOptions,
  ): AsyncGenerator<HistoryEvent, void, undefined>
  /** Asks a run to cancel itself. @throws `run-closed` */
  cancel(
    workflowId: string,
    options?: RunOptions & { readonly reason?: string | undefined },
  ): Promise<void>
  /** Ends a run at once. @throws `run-closed` */
  terminate(
    workflowId: string,
    options?: RunOptions & { readonly reason?: string | undefined; readonly details?: unknown },
  ): Promise<void>
  /** Begins a run again from an earlier point. @throws `reset-point-invalid` */
  reset(
    workflowId: string,
    body?: Loose<BodyOf<typeof resetRun>>,
    options?: RunOptions & { readonly idempotencyKey?: IdempotencyKey },
  ): Promise<ResponseOf<typeof resetRun>>
  /** Sends a signal. @throws `run-closed` */
  signal(workflowId: string, name: string, options?: KeyedMessageOptions): Promise<void>
  /** Asks for something the run knows. @throws `query-failed`, `worker-not-answering` */
  query(workflowId: string, name: string, options?: MessageOptions): Promise<unknown>
  /** Sends an update and waits for its answer. @throws `update-refused`, `worker-not-answering` */
  update(
    workflowId: string,
    name: string,
    options?: KeyedMessageOptions & { readonly waitSeconds?: number | undefined },
  ): Promise<UpdateAnswer>
}

export function createRuns({ call, send }: Caller, events: Runs['events']): Runs {
  const list: Runs['list'] = (query, options) => call(listRuns, { query, ...options })
  const history: Runs['history'] = (workflow_id, query, options) =>
    call(getRunHistory, { params: { workflow_id }, query, ...options })

  return {
    list,
    all: (query, options) =>
      walkPages(
        (cursor) => list({ ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.runs,
      ),
    counts: (query, options) => call(countRuns, { query, ...options }),
    get: (workflow_id, { run_id, ...options } = {}) =>
      call(getRun, { params: { workflow_id }, query: { run_id }, ...options }),
    result: (workflow_id, { run_id, waitSeconds, ...options } = {}) =>
      call(getRunResult, {
        params: { workflow_id },
        query: { run_id },
        headers: { prefer: preferWait(waitSeconds) },
        ...options,
      }),
    waitForResult: (workflow_id, options = {}) => waitForResult(call, workflow_id, options),
    history,
    allHistory: (workflow_id, query, options) =>
      walkPages(
        (cursor) => history(workflow_id, { ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.events,
      ),
    events,
    cancel: async (workflow_id, { run_id, reason, ...options } = {}) => {
      const body = { reason }
      await call(cancelRun, { params: { workflow_id }, query: { run_id }, body, ...options })
    },
    terminate: async (workflow_id, { run_id, reason, details, ...options } = {}) => {
      const body = { reason, details }
      await call(terminateRun, { params: { workflow_id }, query: { run_id }, body, ...options })
    },
    reset: (workflow_id, body, { run_id, idempotencyKey, ...options } = {}) =>
      call(resetRun, {
        params: { workflow_id },
        query: { run_id },
        headers: { 'idempotency-key': toIdempotencyKey(idempotencyKey) },
        body: body ?? {},
        ...options,
      }),
    signal: async (workflow_id, name, { run_id, input, args, idempotencyKey, ...options } = {}) => {
      await call(signalRun, {
        params: { workflow_id, name },
        query: { run_id },
        headers: { 'idempotency-key': toIdempotencyKey(idempotencyKey) },
        body: { input, args },
        ...options,
      })
    },
    query: async (workflow_id, name, { run_id, input, args, ...options } = {}) => {
      const params = { workflow_id, name }
      const body = { input, args }
      return (await call(queryRun, { params, query: { run_id }, body, ...options })).result
    },
    update: async (workflow_id, name, options = {}) => {
      const { run_id, input, args, idempotencyKey, waitSeconds, ...rest } = options
      const { status, body } = await send(updateRun, {
        params: { workflow_id, name },
        query: { run_id },
        headers: {
          'idempotency-key': toIdempotencyKey(idempotencyKey),
          prefer: preferWait(waitSeconds),
        },
        body: { input, args },
        ...rest,
      })
      return { ...body, answered: status === 200 }
    },
  }
}
