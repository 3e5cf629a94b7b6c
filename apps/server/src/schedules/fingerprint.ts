import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { ViewedType } from '../registry/registry.ts'
import { shortHash } from './request-id.ts'

/** A digest of all that schedules of a type depend on: where it is ready, and what it declares. */
export function fingerprintOf(type: ViewedType): string {
  const { enabled, schedules } = type.spec
  return shortHash(canonicalJson([enabled, readyQueues(type), schedules])).slice(0, 16)
}

/** Task queues on which a type can run now, in order. */
export function readyQueues({ targets }: ViewedType): string[] {
  return targets
    .filter(({ state }) => state === 'ready')
    .map((target) => target.task_queue)
    .toSorted()
}
