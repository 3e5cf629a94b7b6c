import { leaseStates } from '@temporal-registry/contract/workers'
import { targetStates, workflowStatuses } from '@temporal-registry/contract/workflow-status'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import type { Registry } from './registry.ts'

/** Adds the registry's figures to the metrics; they are counted when scraped. */
export function observeRegistry(registry: Registry, metrics: NamespaceMetrics): void {
  const { view } = registry
  const types = () => view.typeNames().flatMap((name) => view.findType(name) ?? [])

  metrics.gaugeByLabel('workflow_types', 'Registered workflow types by status.', 'status', () =>
    countBy(types(), workflowStatuses, (type) => type.status),
  )
  metrics.gaugeByLabel('workers', 'Workers by lease.', 'lease', () =>
    countBy(
      view.workerIds().flatMap((id) => view.findWorker(id) ?? []),
      leaseStates,
      (worker) => worker.lease,
    ),
  )
  metrics.gaugeByLabel('targets', 'Dispatch targets of types by state.', 'state', () =>
    countBy(
      types().flatMap((type) => type.targets),
      targetStates,
      (target) => target.state,
    ),
  )
  metrics.gauge('registry_revision', 'Registry revision this replica has seen.', view.revision)
  metrics.gauge('registry_age_seconds', 'Time since the view was known to be current.', () =>
    Math.min(registry.ageSeconds(), Number.MAX_SAFE_INTEGER),
  )
  metrics.gauge('registry_state_bytes', 'Durable state before compression.', view.stateBytes)
  metrics.gauge(
    'refused_signals',
    'Signals of the last refused that are remembered.',
    () => view.refusedSignals().length,
  )
}

function countBy<T, W extends string>(
  items: readonly T[],
  words: readonly W[],
  wordOf: (item: T) => W,
): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(words.map((word) => [word, 0]))
  for (const item of items) counts[wordOf(item)] = (counts[wordOf(item)] ?? 0) + 1
  return counts
}
