import { leaseLimits } from '@temporal-registry/contract/lease-limits'
import type { RegisterWorkerSignal } from '@temporal-registry/contract/registry-signals'
import type { FullWorkflowSpec, WorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { FullRegistration } from './messages.ts'

/** Fills in a spec's defaults, in the order its members are answered. */
export function normaliseSpec(spec: WorkflowSpec): FullWorkflowSpec {
  return {
    workflow_type: spec.workflow_type.trim(),
    version: spec.version ?? '',
    task_queue: spec.task_queue.trim(),
    description: spec.description ?? '',
    input_schema: spec.input_schema ?? {},
    schedule_input_warnings: (spec.schedule_input_warnings ?? []).map((warning) => ({
      field: warning.field.trim(),
      message: warning.message.trim(),
    })),
    search_attributes: (spec.search_attributes ?? []).map((attribute) => ({
      name: attribute.name.trim(),
      type: attribute.type,
      description: attribute.description ?? '',
    })),
    enabled: spec.enabled ?? true,
    labels: spec.labels ?? {},
    owner: spec.owner ?? '',
    docs_url: spec.docs_url ?? '',
    examples: spec.examples ?? [],
    output_schema: spec.output_schema ?? {},
    signals: spec.signals ?? [],
    queries: spec.queries ?? [],
    updates: spec.updates ?? [],
    schedules: spec.schedules ?? [],
  }
}

/** Fills in a registration's defaults; a type announced twice counts once, the last word holding. */
export function normaliseRegistration(registration: RegisterWorkerSignal): FullRegistration {
  const specs = (registration.workflows ?? []).map(normaliseSpec)
  return {
    worker_id: registration.worker_id.trim(),
    task_queue: registration.task_queue.trim(),
    ttl_seconds: registration.ttl_seconds ?? leaseLimits.defaultTtlSeconds,
    environment: registration.environment ?? 'local',
    labels: registration.labels ?? {},
    version: registration.version ?? '',
    sdk: registration.sdk ?? '',
    workflows: [...new Map(specs.map((spec) => [spec.workflow_type, spec])).values()],
  }
}
