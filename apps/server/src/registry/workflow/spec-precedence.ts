import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { Catalogue } from './catalogue.ts'
import type { AnnouncedType, Bases, Refusal, SpecEntry, WorkerEntry } from './messages.ts'
import { saysTheSame } from './spec-entry.ts'

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
): AnnouncedType {
  const entry = catalogue.specs.get(spec.workflow_type)
  if (!entry) return { spec: 'stored', reason: '' }
  const { spec: stored } = entry
  if (saysTheSame(entry, spec)) return { spec: 'unchanged', reason: '' }

  const order = compareVersions(spec.version, stored.version)
  if (order > 0) return { spec: 'stored', reason: '' }
  if (entry.source === 'operator') {
    return { spec: 'kept', reason: 'An operator stored another spec; a higher version replaces it' }
  }
  if (order < 0 && isAnnouncedByAnother(catalogue, stored, workerId, nowMs)) {
    return {
      spec: 'kept',
      reason: `Version ${stored.version} is newer than ${spec.version || 'none'} and a live worker announces it`,
    }
  }
  return { spec: 'stored', reason: '' }
}

function isAnnouncedByAnother(
  catalogue: Catalogue,
  { workflow_type: type, version }: SpecEntry['spec'],
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

/** Refuses specs that were compared with others than they would replace. */
export function refusalForBases(
  catalogue: Catalogue,
  replacing: readonly FullWorkflowSpec[],
  bases: Bases = {},
): Refusal | undefined {
  const changed = replacing.find(({ workflow_type: type }) => {
    const base = Object.hasOwn(bases, type) ? bases[type] : undefined
    return base !== undefined && base !== (catalogue.specs.get(type)?.revision ?? 0)
  })
  return (
    changed && {
      code: 'workflow-type-contended',
      detail: `«${changed.workflow_type}» was changed meanwhile`,
    }
  )
}

/**
 * The part of a version that changes with what breaks: the first number, or with 0 the second, too.
 * Nothing for what does not begin as a version does.
 */
export function majorOf(version: string): string | undefined {
  const [, major, minor = '0'] = /^v?(\d+)(?:\.(\d+))?(?:[-.+]|$)/.exec(version) ?? []
  return major !== undefined && Number(major) === 0 ? `0.${minor}` : major
}

/**
 * Orders versions by their numbers, then as text: `1.10` after `1.9`, `2` after `1.9`, anything after
 * none. As in SemVer a word behind the numbers is of a pre-release: `2.0-rc.1` comes before `2.0`.
 */
export function compareVersions(a: string, b: string): number {
  const [partsOfA, partsOfB] = [versionParts(a), versionParts(b)]
  for (let at = 0; at < Math.max(partsOfA.length, partsOfB.length); at++) {
    const order = compareParts(partsOfA[at] ?? '', partsOfB[at] ?? '', at)
    if (order !== 0) return order
  }
  return 0
}

function versionParts(version: string): string[] {
  return version.match(/\d+|\+|[^\d.+_-]+/g) ?? []
}

/** Kinds of parts, lowest first: those a version begins with, and those further on. */
const kindsFirst = ['end', 'build', 'number', 'word']
const kindsLater = ['word', 'end', 'build', 'number']

function compareParts(a: string, b: string, at: number): number {
  const kinds = at === 0 ? kindsFirst : kindsLater
  const [kindOfA, kindOfB] = [kindOf(a), kindOf(b)]
  if (kindOfA !== kindOfB) return Math.sign(kinds.indexOf(kindOfA) - kinds.indexOf(kindOfB))
  if (kindOfA === 'number') return Math.sign(Number(a) - Number(b))
  return a === b ? 0 : a < b ? -1 : 1
}

function kindOf(part: string): string {
  if (part === '') return 'end'
  if (part === '+') return 'build'
  return /^\d/.test(part) ? 'number' : 'word'
}
