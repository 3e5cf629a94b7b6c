import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import type { Worker } from '@temporal-registry/contract/workers'
import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { ViewedType, ViewedWorker } from './view.ts'

/** A worker as answered. */
export function workerAnswer({ entry, lastSeenMs, lease }: ViewedWorker): Worker {
  return {
    worker_id: entry.worker_id,
    task_queue: entry.task_queue,
    ttl_seconds: entry.ttl_seconds,
    last_seen_epoch: lastSeenMs / 1000,
    environment: entry.environment,
    labels: entry.labels,
    workflows: [...entry.workflows],
    healthy: lease !== 'expired',
    lease,
    lease_expires_epoch: lastSeenMs / 1000 + entry.ttl_seconds,
    registered_at_epoch: entry.registered_at_ms / 1000,
    version: entry.version,
    sdk: entry.sdk,
  }
}

/** A spec as answered: the original's members first, in its order. */
export function specAnswer(spec: FullWorkflowSpec) {
  return {
    workflow_type: spec.workflow_type,
    version: spec.version,
    task_queue: spec.task_queue,
    description: spec.description,
    input_schema: spec.input_schema,
    schedule_input_warnings: spec.schedule_input_warnings,
    search_attributes: spec.search_attributes.map(({ name, type, description = '' }) => ({
      name,
      type,
      description,
    })),
    enabled: spec.enabled,
    labels: spec.labels,
    owner: spec.owner,
    docs_url: spec.docs_url,
    examples: spec.examples,
    output_schema: spec.output_schema,
    signals: spec.signals,
    queries: spec.queries,
    updates: spec.updates,
    schedules: spec.schedules,
  }
}

/** A type as answered. */
export function workflowAnswer(type: ViewedType, withWorkers: boolean): WorkflowInfo {
  return {
    ...specAnswer(type.spec),
    workers: withWorkers ? type.workers.map(workerAnswer) : [],
    status: type.status,
    reason: type.reason,
    targets: [...type.targets],
    revision: type.revision,
  }
}
