import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Hash of a text, short but far from meeting another by chance. */
export function textHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, 24)
}

/** A schema is hashed where it is checked, compared and stored; nobody changes one. */
const known = new WeakMap<object, string>()

/** Content hash of a JSON object: the same whatever the order of its members. */
export function contentHash(value: Readonly<Record<string, unknown>>): string {
  const before = known.get(value)
  if (before !== undefined) return before
  const hash = bytesToHex(sha256(utf8ToBytes(canonicalJson(value)))).slice(0, 32)
  known.set(value, hash)
  return hash
}
