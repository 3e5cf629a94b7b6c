import {
  startWorkflow,
  validateStart,
  type StartAnswer,
  type StartBody,
} from '@temporal-registry/contract/dispatch'
import {
  checkWorkflow,
  type CheckBody,
  type WorkflowCheck,
} from '@temporal-registry/contract/evolution'
import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  createWorkflow,
  deleteWorkflow,
  getWorkflow,
  listWorkflows,
  putWorkflow,
  type WorkflowInfo,
} from '@temporal-registry/contract/registry'
import type { WorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { RunResult } from '@temporal-registry/contract/runs'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { withIdTime } from './id-time.ts'
import { toIdempotencyKey, type IdempotencyKey } from './idempotency-key.ts'
import { walkPages } from './pages.ts'
import { waitForResult } from './result.ts'
import { createStarts, type Starts } from './starts.ts'
import { isClosed, longestWaitSeconds, preferWait } from './wait.ts'

/** How a start is sent. */
export interface StartOptions extends CallOptions {
  /**
   * Makes the start safe to repeat: the same key and body give the same run. `auto` makes one up for this
   * call. Without a key a start is never repeated.
   */
  readonly idempotencyKey?: IdempotencyKey
  /** Waits so long for the run's end; the gateway may answer earlier that it still runs. */
  readonly waitSeconds?: number | undefined
}

/** A started run. */
export interface Started extends StartAnswer {
  /** True when the same `Idempotency-Key` had started this run before. */
  readonly replayed: boolean
}

/** How `startAndWait` starts and how long it waits. */
export interface StartAndWaitOptions extends Omit<StartOptions, 'waitSeconds'> {
  /** Longest wait in all. Default: none, it waits until the run ends. */
  readonly totalSeconds?: number | undefined
}

/** How a type is read. */
export interface GetOptions extends CallOptions {
  readonly minRevision?: number | undefined
}

/** How a spec is stored. */
export interface PutOptions extends CallOptions {
  readonly allowBreaking?: boolean | undefined
}

/** Workflow types: what can be started, and starting it. */
export interface Workflows extends Starts {
  /** Answers one page of the registered types, or all of them when `limit` is left out. */
  list(
    query?: Loose<QueryOf<typeof listWorkflows>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listWorkflows>>
  /** Walks all registered types, page by page. */
  all(
    query?: Loose<QueryOf<typeof listWorkflows>>,
    options?: CallOptions,
  ): AsyncGenerator<WorkflowInfo, void, undefined>
  /** `minRevision` waits for a write: see `revision` of a registration. @throws `workflow-type-not-found` */
  get(workflowType: string, options?: GetOptions): Promise<WorkflowInfo>
  /** @throws `workflow-type-exists`, `schema-invalid` */
  create(
    spec: Loose<WorkflowSpec>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof createWorkflow>>
  /**
   * Stores a type, replacing what is there. `allowBreaking`, for which the scope `admin` is needed, lets
   * a change pass that the schema gate would refuse.
   *
   * @throws `schema-invalid`, `schema-breaking`
   */
  put(spec: Loose<WorkflowSpec>, options?: PutOptions): Promise<ResponseOf<typeof putWorkflow>>
  /**
   * Says whether a changed spec would break anybody, and whether registering it would be refused. Nothing
   * is stored. A body with `task_queue` is a whole spec; without, only the parts it has are compared.
   *
   * @throws `schema-invalid`
   * @example
   * const { accepted, reason } = await client.workflows.check('invoice.send', { version: '1.3', input_schema })
   */
  check(workflowType: string, body: Loose<CheckBody>, options?: CallOptions): Promise<WorkflowCheck>
  /** Removes a type; succeeds also when it is not there. */
  delete(workflowType: string, options?: CallOptions): Promise<void>
  /**
   * Starts a run. Repeated by the client only when it carries an idempotency key.
   *
   * @throws `workflow-type-not-found`, `workflow-type-disabled`, `no-ready-target`, `input-invalid`,
   * `workflow-id-taken`, `idempotency-key-reused` and others of `startWorkflow.problems`
   * @example
   * const run = await client.workflows.start(
   *   'invoice.send',
   *   { input: { invoice: 4711 }, name: 'Invoice 4711' },
   *   { idempotencyKey: 'invoice-4711', waitSeconds: 10 },
   * )
   * if (run.status === 'completed') console.log(run.result)
   */
  start(workflowType: string, body?: Loose<StartBody>, options?: StartOptions): Promise<Started>
  /**
   * Starts a run, with a key of its own unless one is given, and waits for its end.
   *
   * Resolves also for a run that failed: `status` says how it ended, and `running` after `totalSeconds`.
   */
  startAndWait(
    workflowType: string,
    body?: Loose<StartBody>,
    options?: StartAndWaitOptions,
  ): Promise<RunResult>
  /** Says where a start with this body would go. @throws what `start` would throw */
  validate(
    workflowType: string,
    body?: Loose<StartBody>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof validateStart>>
}

const pageSize = 200

export function createWorkflows(caller: Caller): Workflows {
  const { call, send } = caller
  const list: Workflows['list'] = (query, options) => call(listWorkflows, { query, ...options })

  async function start(
    workflow_type: string,
    body: Loose<StartBody> = {},
    { idempotencyKey, waitSeconds, ...options }: StartOptions = {},
  ): Promise<Started> {
    const prefer = preferWait(waitSeconds)
    const answer = await send(startWorkflow, {
      params: { workflow_type },
      headers: { 'idempotency-key': toIdempotencyKey(idempotencyKey), prefer },
      body: withIdTime(body, idempotencyKey),
      ...options,
    })
    const replayed = answer.headers.get('idempotency-replayed') === 'true'
    return { ...answer.body, replayed }
  }

  async function startAndWait(
    workflowType: string,
    body: Loose<StartBody> = {},
    { totalSeconds, ...options }: StartAndWaitOptions = {},
  ): Promise<RunResult> {
    const endMs = performance.now() + (totalSeconds ?? Number.POSITIVE_INFINITY) * 1000
    const started = await start(workflowType, body, {
      idempotencyKey: 'auto',
      ...options,
      waitSeconds: Math.min(longestWaitSeconds, totalSeconds ?? longestWaitSeconds),
    })
    const { replayed: _, workflow_type: __, task_queue: ___, status = 'running', ...run } = started
    const leftSeconds = (endMs - performance.now()) / 1000
    if (isClosed(status) || leftSeconds <= 0) return { ...run, status }
    return waitForResult(call, run.workflow_id, {
      run_id: run.run_id,
      totalSeconds: leftSeconds,
      signal: options.signal,
    })
  }

  return {
    ...createStarts(caller),
    list,
    all: (query, options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.workflows,
      ),
    get: (workflow_type, { minRevision: min_revision, ...options } = {}) =>
      call(getWorkflow, { params: { workflow_type }, query: { min_revision }, ...options }),
    create: (body, options) => call(createWorkflow, { body, ...options }),
    put: (body, { allowBreaking, ...options } = {}) =>
      call(putWorkflow, {
        params: { workflow_type: body.workflow_type },
        query: { allow_breaking: allowBreaking || undefined },
        body,
        ...options,
      }),
    check: (workflow_type, body, options) =>
      call(checkWorkflow, { params: { workflow_type }, body, ...options }),
    delete: async (workflow_type, options) => {
      await call(deleteWorkflow, { params: { workflow_type }, ...options })
    },
    start,
    startAndWait,
    validate: (workflow_type, body = {}, options) =>
      call(validateStart, { params: { workflow_type }, body, ...options }),
  }
}
