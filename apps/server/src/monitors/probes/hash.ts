import { createHash } from 'node:crypto'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'

/** Equal for states that say the same, in whatever order their members are. */
export function hashOf(state: unknown): string {
  return createHash('sha256').update(canonicalJson(state)).digest('hex')
}
