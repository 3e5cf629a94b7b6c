import { registryWire } from '@temporal-registry/contract/registry-wire'
import type { Catalogue } from './catalogue.ts'
import type { SpecEntry, WorkerEntry } from './messages.ts'
import { specOf } from './spec-entry.ts'

/** Answers to the original's queries, for tools that ask the workflow rather than the gateway. */
export function originalQueries(
  catalogue: Catalogue,
  nowMs: () => number,
): Record<string, (type: string) => object | null> {
  const isHealthy = (worker: WorkerEntry) =>
    nowMs() - worker.last_seen_ms <= worker.ttl_seconds * 1000
  const workerOf = (worker: WorkerEntry) => ({
    worker_id: worker.worker_id,
    task_queue: worker.task_queue,
    ttl_seconds: worker.ttl_seconds,
    last_seen_epoch: worker.last_seen_ms / 1000,
    environment: worker.environment,
    labels: worker.labels,
    workflows: worker.workflows,
    healthy: isHealthy(worker),
  })
  const workers = () => [...catalogue.workers.values()]
  const serving = (type: string) => workers().filter((worker) => worker.workflows.includes(type))
  const fullSpec = (entry: SpecEntry) =>
    specOf(entry, (hash) => catalogue.schemas.get(hash)?.schema)
  const infoOf = (entry: SpecEntry) => ({
    ...fullSpec(entry),
    workers: serving(entry.spec.workflow_type).map(workerOf),
  })
  const { queries } = registryWire

  return {
    [queries.listWorkflows]: () =>
      [...catalogue.specs.values()]
        .toSorted((a, b) => (a.spec.workflow_type < b.spec.workflow_type ? -1 : 1))
        .map(infoOf),
    [queries.getWorkflow]: (type: string) => {
      const entry = catalogue.specs.get(type)
      return entry ? infoOf(entry) : null
    },
    [queries.resolveWorkflow]: (type: string) => {
      const entry = catalogue.specs.get(type)
      const worker = serving(type).find((candidate) => isHealthy(candidate) && !candidate.draining)
      if (!entry?.spec.enabled || !worker) return null
      const spec = fullSpec(entry)
      return {
        workflow_type: type,
        task_queue: worker.task_queue,
        input_schema: spec.input_schema,
        schedule_input_warnings: spec.schedule_input_warnings,
        search_attributes: spec.search_attributes,
      }
    },
    [queries.listWorkers]: () => workers().map(workerOf),
    [queries.listSearchAttributes]: () => declaredAttributes(catalogue),
    [queries.getStatus]: () => ({
      workflow_count: catalogue.specs.size,
      worker_count: catalogue.workers.size,
      healthy_worker_count: workers().filter(isHealthy).length,
      started_at_epoch: catalogue.service.started_at_ms / 1000,
      last_registry_service_started_epoch:
        catalogue.service.process_started_at_ms === null
          ? null
          : catalogue.service.process_started_at_ms / 1000,
      registry_service_process_id: catalogue.service.process_id,
    }),
  }
}

/** Attributes the specs declare, merged by name; the first declaration gives type and description. */
function declaredAttributes(catalogue: Catalogue) {
  const byName = new Map<
    string,
    { name: string; type: string; description: string; workflows: string[] }
  >()
  for (const { spec } of catalogue.specs.values()) {
    for (const { name, type, description = '' } of spec.search_attributes) {
      const declared = byName.get(name) ?? { name, type, description, workflows: [] }
      declared.workflows.push(spec.workflow_type)
      byName.set(name, declared)
    }
  }
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
