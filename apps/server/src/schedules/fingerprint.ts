import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { Registry, ViewedType } from '../registry/registry.ts'
import { shortHash } from './request-id.ts'

type View = Pick<Registry['view'], 'typeNames' | 'findType'>

/** A digest of all that schedules of a type depend on: where it is ready, and what it declares. */
export function fingerprintOf(type: ViewedType): string {
  const { enabled, schedules } = type.spec
  return shortHash(canonicalJson([enabled, readyQueues(type), schedules])).slice(0, 16)
}

/** A digest of the same over all types; cheap, and changes at least when any of theirs does. */
export function fingerprintOfAll(view: View): string {
  const lines = view.typeNames().map((name) => {
    const type = view.findType(name)
    return type ? `${name}\n${type.revision}\n${readyQueues(type).join('\n')}` : ''
  })
  return shortHash(lines.join('\n\n'))
}

function readyQueues({ targets }: ViewedType): string[] {
  return targets
    .filter(({ state }) => state === 'ready')
    .map((target) => target.task_queue)
    .toSorted()
}
