import { runAgent } from '@temporal-registry/contract/agent-run'
import { BatchItem, batchStart } from '@temporal-registry/contract/batch-start'
import { startWorkflow, validateStart } from '@temporal-registry/contract/dispatch'
import { Problem } from '@temporal-registry/contract/problem'
import { signalWithStart, updateWithStart } from '@temporal-registry/contract/with-start'
import { Answer, type OnEndpoint } from '../http/on-endpoint.ts'
import { preferredWaitSeconds } from '../http/prefer.ts'
import { createShapeCheck } from '../http/request-checks.ts'
import type { Log } from '../platform/log.ts'
import type { Freshness } from '../registry/freshness.ts'
import type { ResultWaits } from '../runs/runs.ts'
import type { StartAgentRun } from './agent-run.ts'
import { createBatchStart } from './batch-start.ts'
import type { Dispatch } from './dispatch.ts'
import type { Reached } from './with-start.ts'

const defaultUpdateWaitSeconds = 10

/** Binds the endpoints that start runs. */
export function dispatchRoutes(
  on: OnEndpoint,
  {
    dispatch,
    startAgentRun,
    waits,
    freshness,
    log,
  }: {
    readonly dispatch: Dispatch
    readonly startAgentRun: StartAgentRun
    readonly waits: ResultWaits
    readonly freshness: Freshness
    readonly log: Log
  },
): void {
  const startBatch = createBatchStart({
    dispatch,
    faultsOf: createShapeCheck(BatchItem),
    onMistake: (error) => log.error({ err: error }, 'a start of a batch failed'),
  })

  on(startWorkflow, async ({ params, headers, body, caller, requestId, basePath, signal }) => {
    const waitSeconds = preferredWaitSeconds(headers.prefer)
    const started = await dispatch.start(params.workflow_type, body, {
      actor: caller.name,
      requestId,
      idempotencyKey: headers['idempotency-key'],
    })
    const answer = {
      workflow_id: started.workflowId,
      run_id: started.runId,
      task_queue: started.taskQueue,
      workflow_type: params.workflow_type,
    }
    if (waitSeconds === undefined) return new Answer(200, answer, replayed(started))

    const preferred = { ...replayed(started), 'preference-applied': `wait=${waitSeconds}` }
    const timeoutMs = waitSeconds * 1000
    const closed = await waits
      .wait(started.workflowId, started.runId, timeoutMs, signal)
      .catch((error: unknown) => {
        throw error instanceof Problem && error.code === 'payload-undecryptable'
          ? new Problem(error.code, error.message, { ...error.extras, ...answer }, error)
          : error
      })
    if (closed) {
      const { runId: _, ...closing } = closed
      return new Answer(200, { ...answer, ...closing }, preferred)
    }
    const location = `${basePath}${runPath(started.workflowId)}/result?run_id=${started.runId}`
    return new Answer(
      202,
      { ...answer, status: 'running' },
      { ...preferred, location, 'retry-after': '1' },
    )
  })

  on(validateStart, ({ params, body }) => {
    const { route, workflowId } = dispatch.validate(params.workflow_type, body)
    const answer = {
      valid: true as const,
      workflow_type: params.workflow_type,
      task_queue: route.taskQueue,
      route: route.reason,
      ...(workflowId === undefined ? {} : { workflow_id: workflowId }),
    }
    return new Answer(200, answer, freshness())
  })

  on(signalWithStart, async ({ params, headers, body, caller, requestId }) => {
    const run = await dispatch.signalWithStart(params.workflow_type, body, {
      actor: caller.name,
      requestId,
      idempotencyKey: headers['idempotency-key'],
    })
    return new Answer(200, reachedAnswer(params.workflow_type, run), replayed(run))
  })

  on(updateWithStart, async ({ params, headers, body, caller, requestId, basePath }) => {
    const waitSeconds = preferredWaitSeconds(headers.prefer) ?? defaultUpdateWaitSeconds
    const context = { actor: caller.name, requestId, idempotencyKey: headers['idempotency-key'] }
    const type = params.workflow_type
    const run = await dispatch.updateWithStart(type, body, context, waitSeconds * 1000)
    const answer = { ...reachedAnswer(type, run), update_id: run.updateId }
    if (run.isComplete) return new Answer(200, { ...answer, result: run.result }, replayed(run))
    const location = `${basePath}${runPath(run.workflowId)}?run_id=${run.runId}`
    return new Answer(202, answer, { ...replayed(run), location })
  })

  on(batchStart, ({ headers, body, caller, requestId, basePath, signal }) =>
    startBatch(body, {
      actor: caller.name,
      requestId,
      idempotencyKey: headers['idempotency-key'],
      signal,
      path: `${basePath}${batchStart.path}`,
    }),
  )

  on(runAgent, async ({ headers, body, caller, requestId }) => {
    const context = { actor: caller.name, requestId, idempotencyKey: headers['idempotency-key'] }
    const started = await startAgentRun(body, context)
    const answer = { workflow_id: started.workflowId, run_id: started.runId }
    return new Answer(200, answer, replayed(started))
  })
}

function replayed({ isReplay }: { readonly isReplay: boolean }): Record<string, string> {
  return isReplay ? { 'idempotency-replayed': 'true' } : {}
}

function reachedAnswer(workflowType: string, run: Reached) {
  return {
    workflow_id: run.workflowId,
    run_id: run.runId,
    workflow_type: workflowType,
    started: run.started,
    ...(run.taskQueue === undefined ? {} : { task_queue: run.taskQueue }),
  }
}

function runPath(workflowId: string): string {
  return `/runs/${encodeURIComponent(workflowId)}`
}
