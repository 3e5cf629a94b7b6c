import { slugLimits } from '@temporal-registry/contract/slug'
import { done, unknownOp } from './batches.ts'
import type { CounterOp, Outcome } from './messages.ts'
import { textHash } from './content-hash.ts'

/** Claims remembered by the caller's `Idempotency-Key`. */
export const maxRememberedKeys = 5_000

export interface SlugCounter {
  counter: number
  last_claimed_ms: number
}

/** What a key claimed. The slug is hashed as its key is: 5,000 of both as given would be 2 MB. */
export interface KeyedClaim {
  readonly slug_hash: string
  readonly counter: number
}

/** Counters by slug and recent claims by hash of their key, both least recently used first. */
export interface CounterState {
  readonly slugs: Map<string, SlugCounter>
  readonly keys: Map<string, KeyedClaim>
}

/** The same as JSON carries it: maps as lists of entries, which keep their order. */
export interface StoredCounterState {
  readonly slugs: readonly (readonly [string, SlugCounter])[]
  readonly keys: readonly (readonly [string, KeyedClaim])[]
}

export function loadCounters(stored?: StoredCounterState): CounterState {
  return { slugs: new Map(stored?.slugs), keys: new Map(stored?.keys) }
}

export function storeCounters(state: CounterState): StoredCounterState {
  return { slugs: [...state.slugs], keys: [...state.keys] }
}

/** Applies one op to the state it is given. */
export function applyCounterOp(state: CounterState, op: CounterOp, nowMs: number): Outcome<number> {
  switch (op.op) {
    case 'claim':
      return claim(state, op, nowMs)
    case 'reset':
      return reset(state, op.slug, nowMs)
    default:
      return unknownOp(op)
  }
}

function claim(
  state: CounterState,
  op: Extract<CounterOp, { op: 'claim' }>,
  nowMs: number,
): Outcome<number> {
  const key = op.key === undefined ? undefined : textHash(op.key)
  const remembered = key === undefined ? undefined : state.keys.get(key)
  if (remembered && remembered.slug_hash !== textHash(op.slug)) {
    const detail = `The key claimed an id of another name before, not of «${op.slug}»`
    return { refusal: { code: 'idempotency-key-reused', detail } }
  }
  if (remembered) return done(remembered.counter)

  const counter = (state.slugs.get(op.slug)?.counter ?? 0) + 1
  touch(state.slugs, op.slug, { counter, last_claimed_ms: nowMs })
  if (key !== undefined) touch(state.keys, key, { slug_hash: textHash(op.slug), counter })
  collect(state, nowMs)
  return done(counter)
}

function reset(state: CounterState, slug: string, nowMs: number): Outcome<number> {
  const previous = state.slugs.get(slug)?.counter ?? 0
  if (previous > 0) touch(state.slugs, slug, { counter: 0, last_claimed_ms: nowMs })
  return done(previous)
}

/** Moves an entry to the recent end, so that the first is always the least recently used. */
function touch<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key)
  map.set(key, value)
}

/** Drops what is over the bounds; as entries are in order of use, only the first few are looked at. */
function collect(state: CounterState, nowMs: number): void {
  const oldestKept = nowMs - slugLimits.unusedTtlDays * 86_400_000
  for (const [slug, { last_claimed_ms: lastClaimedMs }] of state.slugs) {
    if (state.slugs.size <= slugLimits.maxSlugs && lastClaimedMs >= oldestKept) break
    state.slugs.delete(slug)
  }
  for (const key of state.keys.keys()) {
    if (state.keys.size <= maxRememberedKeys) break
    state.keys.delete(key)
  }
}

/** The counters as answered, by slug. */
export function listCounters(state: CounterState) {
  return [...state.slugs]
    .map(([slug, { counter, last_claimed_ms }]) => ({
      slug,
      counter,
      last_claimed_epoch: last_claimed_ms / 1000,
    }))
    .toSorted((a, b) => (a.slug < b.slug ? -1 : 1))
}
