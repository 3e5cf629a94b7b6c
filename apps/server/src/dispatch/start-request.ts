import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { StartBody } from '@temporal-registry/contract/dispatch'
import type { SearchAttributeDeclaration } from '@temporal-registry/contract/workflow-spec'
import { msToTs } from '@temporalio/common/lib/time.js'
import { api, type proto } from '../platform/proto.ts'
import { toPayload, toPayloads } from '../platform/payloads.ts'

type StartRequest = proto.api.workflowservice.v1.IStartWorkflowExecutionRequest

const { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } = api.enums.v1

const reusePolicies = {
  allow_duplicate: WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
  allow_duplicate_failed_only:
    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
  reject_duplicate: WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
} as const

const conflictPolicies = {
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
  const seconds = (value: number | undefined) => (value === undefined ? null : msToTs(value * 1000))
  const delaySeconds = startDelaySeconds(body, now)
  return {
    input: toPayloads(argumentsOf(body)),
    workflowIdReusePolicy: reusePolicies[body.id_reuse_policy ?? 'allow_duplicate'],
    workflowIdConflictPolicy: conflictPolicies[body.id_conflict_policy ?? 'fail'],
    workflowExecutionTimeout: seconds(timeouts?.execution_seconds),
    workflowRunTimeout: seconds(timeouts?.run_seconds),
    workflowTaskTimeout: seconds(timeouts?.task_seconds),
    workflowStartDelay: delaySeconds > 0 ? seconds(delaySeconds) : null,
    retryPolicy: retry
      ? {
          initialInterval: seconds(retry.initial_interval_seconds),
          backoffCoefficient: retry.backoff_coefficient ?? null,
          maximumInterval: seconds(retry.maximum_interval_seconds),
          maximumAttempts: retry.maximum_attempts ?? null,
          nonRetryableErrorTypes: retry.non_retryable_error_types ?? null,
        }
      : null,
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

function searchAttributesOf(
  values: Readonly<Record<string, unknown>>,
  declared: readonly SearchAttributeDeclaration[],
) {
  const errors: ProblemError[] = []
  const fields = Object.entries(values).map(([name, value]) => {
    const pointer = `/search_attributes/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const type = declared.find((attribute) => attribute.name === name)?.type
    if (!type) {
      const known = declared.map((attribute) => attribute.name).join(', ') || 'none'
      errors.push({ pointer, detail: `is not declared by the workflow type; declared: ${known}` })
    } else if (!fits[type](value)) {
      errors.push({
        pointer,
        detail: `must be ${expectations[type]}, as the attribute is a ${type}`,
      })
    }
    const payload = toPayload(value)
    const metadata = { ...payload.metadata, type: Buffer.from(type ?? '') }
    return [name, { ...payload, metadata }] as const
  })
  if (errors.length > 0) {
    const detail = `${errors[0]?.pointer ?? ''} ${errors[0]?.detail ?? ''}`
    throw new Problem('search-attribute-unusable', detail, { errors })
  }
  return fields.length === 0 ? null : { indexedFields: Object.fromEntries(fields) }
}

type AttributeType = SearchAttributeDeclaration['type']

const isText = (value: unknown) => typeof value === 'string'

const fits: Readonly<Record<AttributeType, (value: unknown) => boolean>> = {
  Keyword: isText,
  Text: isText,
  KeywordList: (value) => Array.isArray(value) && value.every(isText),
  Int: Number.isSafeInteger,
  Double: (value) => typeof value === 'number',
  Bool: (value) => typeof value === 'boolean',
  Datetime: (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/i.test(value) &&
    !Number.isNaN(Date.parse(value)),
}

const expectations: Readonly<Record<AttributeType, string>> = {
  Keyword: 'text',
  Text: 'text',
  KeywordList: 'a list of texts',
  Int: 'an integer',
  Double: 'a number',
  Bool: 'true or false',
  Datetime: 'an RFC 3339 time with a zone',
}

function fault(pointer: string, detail: string): Problem {
  return new Problem('validation-failed', `${pointer} ${detail}`, { errors: [{ pointer, detail }] })
}
