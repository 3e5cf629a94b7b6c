import { Problem } from '@temporal-registry/contract/problem'
import type { StartBody } from '@temporal-registry/contract/dispatch'
import type { SearchAttributeDeclaration } from '@temporal-registry/contract/workflow-spec'
import { msToTs } from '@temporalio/common/lib/time.js'
import { api, type proto } from '../platform/proto.ts'
import { toPayload, toPayloads } from '../platform/payloads.ts'
import { searchAttributesOf } from './search-attribute-values.ts'

export type StartRequest = proto.api.workflowservice.v1.IStartWorkflowExecutionRequest

const { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } = api.enums.v1

const reusePolicies = {
  allow_duplicate: WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
  allow_duplicate_failed_only:
    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
  reject_duplicate: WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
} as const

export const conflictPolicies = {
  fail: WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
  use_existing: WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
  terminate_existing: WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING,
} as const

/** For ids that must stay the only one of their kind, open or closed. */
export const onlyRunOfItsId = { workflowIdReusePolicy: reusePolicies.reject_duplicate }

/** The positional arguments a start asks for: `args`, or `input` alone, which is `{}` when absent. */
export function argumentsOf(body: {
  input?: unknown
  args?: readonly unknown[]
}): readonly unknown[] {
  return body.args ?? [body.input ?? {}]
}

/** Everything of the request to Temporal that the caller's body says. Pure. */
export function optionsOf(
  body: StartBody,
  declared: readonly SearchAttributeDeclaration[],
  now: Date,
): StartRequest {
  const { timeouts, retry, priority, headers } = body
  const delaySeconds = startDelaySeconds(body, now)
  return {
    input: toPayloads(argumentsOf(body)),
    workflowIdReusePolicy: reusePolicies[body.id_reuse_policy ?? 'allow_duplicate'],
    workflowIdConflictPolicy: conflictPolicies[body.id_conflict_policy ?? 'fail'],
    ...timeoutsOf(timeouts),
    workflowStartDelay: delaySeconds > 0 ? seconds(delaySeconds) : null,
    retryPolicy: retryPolicyOf(retry),
    searchAttributes: searchAttributesOf(body.search_attributes ?? {}, declared),
    priority: priority
      ? {
          priorityKey: priority.priority_key ?? null,
          fairnessKey: priority.fairness_key ?? null,
          fairnessWeight: priority.fairness_weight ?? null,
        }
      : null,
    header: headers ? { fields: payloadMap(headers) } : null,
  }
}

/** Time-outs of a run as Temporal takes them; what is not given is Temporal's to decide. */
export function timeoutsOf(timeouts: StartBody['timeouts']) {
  return {
    workflowExecutionTimeout: seconds(timeouts?.execution_seconds),
    workflowRunTimeout: seconds(timeouts?.run_seconds),
    workflowTaskTimeout: seconds(timeouts?.task_seconds),
  }
}

export function retryPolicyOf(retry: StartBody['retry']) {
  if (!retry) return null
  return {
    initialInterval: seconds(retry.initial_interval_seconds),
    backoffCoefficient: retry.backoff_coefficient ?? null,
    maximumInterval: seconds(retry.maximum_interval_seconds),
    maximumAttempts: retry.maximum_attempts ?? null,
    nonRetryableErrorTypes: retry.non_retryable_error_types ?? null,
  }
}

function seconds(value: number | undefined) {
  return value === undefined ? null : msToTs(value * 1000)
}

/** A memo or headers as payloads. */
export function payloadMap(values: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toPayload(value)]))
}

function startDelaySeconds(body: StartBody, now: Date): number {
  if (body.start_at === undefined) return body.start_delay_seconds ?? 0
  if (body.start_delay_seconds !== undefined) {
    throw fault('/start_at', 'cannot be given together with start_delay_seconds')
  }
  const delaySeconds = (new Date(body.start_at).getTime() - now.getTime()) / 1000
  if (delaySeconds < 0) throw fault('/start_at', `is ${Math.ceil(-delaySeconds)} s in the past`)
  return delaySeconds
}

function fault(pointer: string, detail: string): Problem {
  return new Problem('validation-failed', `${pointer} ${detail}`, { errors: [{ pointer, detail }] })
}
