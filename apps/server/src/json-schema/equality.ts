import { isObject } from './json.ts'

/**
 * A text that two JSON values share exactly if JSON Schema calls them equal: 1 and 1.0 are,
 * the order of keys does not matter, and `constructor` or `__proto__` are keys like others.
 */
export function equalityKey(value: unknown): string {
  // The length before a text says where it ends: cheaper than to escape it.
  if (typeof value === 'string') return `${value.length}"${value}`
  if (Array.isArray(value)) {
    let key = '['
    for (const item of value) key += `${equalityKey(item)},`
    return key
  }
  if (isObject(value)) {
    let key = '{'
    for (const name of sorted(Object.keys(value)))
      key += `${name.length}"${name}${equalityKey(value[name])},`
    return `${key}}`
  }
  return String(value)
}

/** A test of whether a value equals one of these; its cost does not grow with their number. */
export function createMembershipTest(allowed: readonly unknown[]): (value: unknown) => boolean {
  const scalars = new Set(allowed.filter(isScalar))
  const composites = new Set(allowed.filter((value) => !isScalar(value)).map(equalityKey))

  return (value) =>
    isScalar(value) ? scalars.has(value) : composites.size > 0 && composites.has(equalityKey(value))
}

/** The positions of two equal items, found in linear time. */
export function findEqualItems(items: readonly unknown[]): [number, number] | undefined {
  const scalars = new Map<unknown, number>()
  const composites = new Map<string, number>()
  const firstByHash = new Map<number, number>()
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index]
    let earlier: number | undefined
    if (isScalar(item)) earlier = remember(scalars, item, index)
    else {
      // Only values that share a hash are written out, which takes four times as long.
      const first = remember(firstByHash, hashOf(item), index)
      if (first === undefined) continue
      remember(composites, equalityKey(items[first]), first)
      earlier = remember(composites, equalityKey(item), index)
    }
    if (earlier !== undefined) return [earlier, index]
  }
  return undefined
}

/** Notes where a key was first; the earlier place if it has been somewhere. */
function remember<K>(seen: Map<K, number>, key: K, index: number): number | undefined {
  const earlier = seen.get(key)
  if (earlier === undefined) seen.set(key, index)
  return earlier
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

/** Equal values have equal hashes; unequal ones may, too. */
function hashOf(value: unknown): number {
  if (typeof value === 'number') {
    const whole = Math.trunc(value)
    return mix(whole) ^ mix((value - whole) * 2 ** 31) ^ mix(whole / 2 ** 32)
  }
  if (typeof value === 'string') return hashText(value)
  if (Array.isArray(value)) {
    let hash = value.length
    for (const item of value) hash = mix(hash + hashOf(item))
    return hash
  }
  if (isObject(value)) {
    let hash = 0
    // A sum, because the order of keys must not matter.
    for (const key of Object.keys(value))
      hash = (hash + mix(hashText(key) ^ hashOf(value[key]))) | 0
    return hash
  }
  return value === null ? 1 : Number(value) + 2
}

function hashText(text: string): number {
  const { length } = text
  // Of long texts both ends, which is where ids and paths differ.
  const step = length > 64 ? length - 64 : 0
  let hash = length
  for (let at = 0; at < length; at += 1) {
    if (at === 32) at += step
    hash = Math.imul(hash, 31) + text.charCodeAt(at)
  }
  return hash | 0
}

function mix(value: number): number {
  const hash = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  return hash ^ (hash >>> 15)
}

/** By hand for the usual few: the general sort takes longer to begin. */
function sorted(keys: string[]): string[] {
  if (keys.length > 24) return keys.toSorted()
  for (let next = 1; next < keys.length; next += 1) {
    const key = keys[next] ?? ''
    let at = next
    for (; at > 0 && (keys[at - 1] ?? '') > key; at -= 1) keys[at] = keys[at - 1] ?? ''
    keys[at] = key
  }
  return keys
}
