import { createHash } from 'node:crypto'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'

/** SHA-256 of a value as JSON, in hex: the same for values that say the same, in whatever order their members are. */
export function hashOfJson(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}
