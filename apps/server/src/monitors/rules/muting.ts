import type { MonitorRow } from '../store.ts'
import { isInMaintenance } from './maintenance.ts'

/** Why nobody is told of what a monitor found, if that is so. Pure. */
export function mutedBy(
  { body, suppressed_until: until, suppress_reason: reason }: MutedFacts,
  parents: readonly ParentFacts[],
  now: Date,
): string | undefined {
  if (until && now < until) return `suppressed until ${until.toISOString()}: ${reason ?? ''}`
  if (isInMaintenance(body.maintenance, now)) return 'maintenance'
  const unwell = parents.find(isUnwell)
  return unwell ? `parent ${unwell.name}` : undefined
}

type MutedFacts = Pick<MonitorRow, 'body' | 'suppressed_until' | 'suppress_reason'>
type ParentFacts = Pick<MonitorRow, 'name' | 'status' | 'health' | 'memory'>

/** A parent that failed once is reason enough: what depends on it most likely fails with it. */
function isUnwell({ status, health, memory }: ParentFacts): boolean {
  return (
    status === 'active' && (health === 'firing' || health === 'erroring' || memory.failures > 0)
  )
}

/** Of the parents those that have not looked since a moment, and could say whether it is they. */
export function parentsToAsk<P extends ParentFacts & Pick<MonitorRow, 'last_look_at'>>(
  parents: readonly P[],
  since: Date,
): readonly P[] {
  return parents.filter(
    ({ status, last_look_at: at }) => status === 'active' && (at === null || at < since),
  )
}
