import {
  cancelActivityRun,
  getActivityRun,
  getTask,
  listActivityRuns,
  listTasks,
  triggerActivity,
  type ActivityRun,
  type ActivityRunSummary,
  type Task,
} from '@temporal-registry/contract/activity-runs'
import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  countTriggers,
  listTriggers,
  type TriggerRecord,
} from '@temporal-registry/contract/triggers'
import { backoffMs, type Backoff } from '../backoff.ts'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { toIdempotencyKey } from './idempotency-key.ts'
import { walkPages } from './pages.ts'
import { sleep } from './retry.ts'
import type { KeyedOptions } from './starts.ts'

/** How long to wait for an activity run to end. */
export interface WaitForEnd {
  /** Longest wait in all. Default: none. */
  readonly totalSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Told of the run each time that it stands otherwise than before. */
  readonly onChange?: ((run: ActivityRun) => void) | undefined
}

/** Activity runs: what was made of an event, a fire or a call. */
export interface ActivityRuns {
  /**
   * Runs a definition now, by its name or id. `run` is null when none was made: `outcome` says why.
   *
   * @throws `activity-definition-not-found`, `input-invalid`
   * @example
   * const { run } = await client.activityRuns.trigger('order-approval', { order: 4711 })
   * if (run) await client.activityRuns.waitForEnd(run.id, { totalSeconds: 60 })
   */
  trigger(
    definition: string,
    input?: unknown,
    options?: KeyedOptions,
  ): Promise<ResponseOf<typeof triggerActivity>>
  /** @throws `activity-run-not-found` */
  get(id: string, options?: CallOptions): Promise<ActivityRun>
  /** Answers one page, the newest first. */
  list(
    query?: Loose<QueryOf<typeof listActivityRuns>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listActivityRuns>>
  /** Walks all that match, page by page. */
  all(
    query?: Loose<QueryOf<typeof listActivityRuns>>,
    options?: CallOptions,
  ): AsyncGenerator<ActivityRunSummary, void, undefined>
  /** Asks for its end, and that of its open tasks. @throws `activity-run-not-found`, `activity-run-ended` */
  cancel(id: string, options?: CallOptions): Promise<ActivityRunSummary>
  /** Looks at a run until it has ended, or the time is up: then it is as it was last seen. */
  waitForEnd(id: string, wait?: WaitForEnd): Promise<ActivityRun>
}

/** Tasks that activity runs made. */
export interface Tasks {
  /** @throws `task-not-found` */
  get(id: string, options?: CallOptions): Promise<Task>
  /** Answers one page, by run and index. */
  list(
    query?: Loose<QueryOf<typeof listTasks>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listTasks>>
  /** Walks all that match, page by page. */
  all(
    query?: Loose<QueryOf<typeof listTasks>>,
    options?: CallOptions,
  ): AsyncGenerator<Task, void, undefined>
}

/** The ledger: what came of each event, fire and call, and why. */
export interface Triggers {
  /** Answers one page, the newest first. */
  list(
    query?: Loose<QueryOf<typeof listTriggers>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listTriggers>>
  /** Walks all that match, page by page. */
  all(
    query?: Loose<QueryOf<typeof listTriggers>>,
    options?: CallOptions,
  ): AsyncGenerator<TriggerRecord, void, undefined>
  /** Counts rows by outcome, of the newest 50,000 that match. */
  counts(
    query?: Loose<QueryOf<typeof countTriggers>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof countTriggers>>
}

const pageSize = 200

/** Most runs are over at once, some take days: the looks become rarer the longer it takes. */
const looks: Backoff = { firstDelayMs: 200, maxDelayMs: 5_000 }

export function createActivityRuns({ call }: Caller): ActivityRuns {
  const get: ActivityRuns['get'] = (run_id, options) =>
    call(getActivityRun, { params: { run_id }, ...options })
  const list: ActivityRuns['list'] = (query, options) =>
    call(listActivityRuns, { query, ...options })

  return {
    get,
    list,
    trigger: (definition, input, { idempotencyKey, ...options } = {}) =>
      call(triggerActivity, {
        params: { definition },
        headers: { 'idempotency-key': toIdempotencyKey(idempotencyKey) },
        body: { input },
        ...options,
      }),
    all: (query, options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.runs,
      ),
    cancel: (run_id, options) => call(cancelActivityRun, { params: { run_id }, ...options }),
    waitForEnd: (id, wait) => waitForEnd((signal) => get(id, { signal }), wait),
  }
}

async function waitForEnd(
  look: (signal: AbortSignal | undefined) => Promise<ActivityRun>,
  { totalSeconds = Number.POSITIVE_INFINITY, signal, onChange }: WaitForEnd = {},
): Promise<ActivityRun> {
  const endMs = performance.now() + totalSeconds * 1000
  let last = ''
  for (let seen = 1; ; seen++) {
    const run = await look(signal)
    const state = `${run.status} ${run.stage}`
    if (state !== last) onChange?.(run)
    last = state
    const leftMs = endMs - performance.now()
    if (run.finished_at !== null || leftMs <= 0) return run
    await sleep(Math.min(backoffMs(looks, seen), leftMs), signal)
  }
}

export function createTasks({ call }: Caller): Tasks {
  const list: Tasks['list'] = (query, options) => call(listTasks, { query, ...options })

  return {
    list,
    get: (task_id, options) => call(getTask, { params: { task_id }, ...options }),
    all: (query, options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.tasks,
      ),
  }
}

export function createTriggers({ call }: Caller): Triggers {
  const list: Triggers['list'] = (query, options) => call(listTriggers, { query, ...options })

  return {
    list,
    all: (query, options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.triggers,
      ),
    counts: (query, options) => call(countTriggers, { query, ...options }),
  }
}
