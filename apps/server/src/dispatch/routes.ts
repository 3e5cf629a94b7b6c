import { startWorkflow, validateStart } from '@temporal-registry/contract/dispatch'
import { Answer, type OnEndpoint } from '../http/on-endpoint.ts'
import { preferredWaitSeconds } from '../http/prefer.ts'
import type { ResultWaits } from '../runs/runs.ts'
import type { Dispatch } from './dispatch.ts'

/** Binds the endpoints that start runs. */
export function dispatchRoutes(on: OnEndpoint, dispatch: Dispatch, waits: ResultWaits): void {
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
    const replayed = started.isReplay ? { 'idempotency-replayed': 'true' } : {}
    if (waitSeconds === undefined) return new Answer(200, answer, replayed)

    const preferred = { ...replayed, 'preference-applied': `wait=${waitSeconds}` }
    const timeoutMs = waitSeconds * 1000
    const closed = await waits.wait(started.workflowId, started.runId, timeoutMs, signal)
    if (closed) {
      const { runId: _, ...closing } = closed
      return new Answer(200, { ...answer, ...closing }, preferred)
    }
    const run = `${basePath}/runs/${encodeURIComponent(started.workflowId)}`
    return new Answer(
      202,
      { ...answer, status: 'running' },
      { ...preferred, location: `${run}/result?run_id=${started.runId}`, 'retry-after': '1' },
    )
  })

  on(validateStart, ({ params, body }) => {
    const route = dispatch.validate(params.workflow_type, body)
    return {
      valid: true as const,
      workflow_type: params.workflow_type,
      task_queue: route.taskQueue,
      route: route.reason,
    }
  })
}
