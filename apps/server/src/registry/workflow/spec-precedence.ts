import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { Catalogue } from './catalogue.ts'
import type { AnnouncedType, WorkerEntry } from './messages.ts'
import { saysTheSame, specOf } from './spec-entry.ts'

/**
 * Says whether a worker's word on a type replaces what is stored.
 *
 * The newest version holds. In a rolling deployment old and new workers announce the same type with
 * different specs; without this rule, an old worker that registers again would put the old spec back.
 * A lower version comes back (a rollback) once no other live worker announces the higher one. What an
 * operator stored gives way only to a higher version.
 */
export function replacementOf(
  catalogue: Catalogue,
  spec: FullWorkflowSpec,
  workerId: string,
  nowMs: number,
): Omit<AnnouncedType, 'workflow_type'> {
  const entry = catalogue.specs.get(spec.workflow_type)
  if (!entry) return { spec: 'stored', reason: '' }
  const stored = specOf(entry, (hash) => catalogue.schemas.get(hash)?.schema)
  if (saysTheSame(stored, spec)) return { spec: 'unchanged', reason: '' }

  const order = compareVersions(spec.version, stored.version)
  if (order > 0) return { spec: 'stored', reason: '' }
  if (entry.source === 'operator') {
    return { spec: 'kept', reason: 'An operator stored another spec; a higher version replaces it' }
  }
  if (
    order < 0 &&
    isAnnouncedByAnother(catalogue, spec.workflow_type, stored.version, workerId, nowMs)
  ) {
    return {
      spec: 'kept',
      reason: `Version ${stored.version} is newer than ${spec.version || 'none'} and a live worker announces it`,
    }
  }
  return { spec: 'stored', reason: '' }
}

function isAnnouncedByAnother(
  catalogue: Catalogue,
  type: string,
  version: string,
  workerId: string,
  nowMs: number,
): boolean {
  const announces = (worker: WorkerEntry) =>
    worker.worker_id !== workerId &&
    worker.workflows.includes(type) &&
    (worker.type_versions[type] ?? '') === version &&
    nowMs - worker.last_seen_ms <= worker.ttl_seconds * 1000
  return [...catalogue.workers.values()].some(announces)
}

/** Orders versions by their numbers, then as text: `1.10` after `1.9`, `2` after `1.9`, anything after none. */
export function compareVersions(a: string, b: string): number {
  const partsOfA = versionParts(a)
  const partsOfB = versionParts(b)
  for (let at = 0; at < Math.max(partsOfA.length, partsOfB.length); at++) {
    const order = comparePart(partsOfA[at], partsOfB[at])
    if (order !== 0) return order
  }
  return 0
}

function versionParts(version: string): string[] {
  return version.match(/\d+|[^\d.+_-]+/g) ?? []
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined)
    return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1)
  const numbers = [Number(a), Number(b)] as const
  if (numbers.every(Number.isFinite)) return Math.sign(numbers[0] - numbers[1])
  return a === b ? 0 : a < b ? -1 : 1
}
