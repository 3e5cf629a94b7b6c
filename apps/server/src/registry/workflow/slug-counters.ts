import { slugLimits, workflowIdOf } from '@temporal-registry/contract/workflow-ids'
import { done } from './batches.ts'
import type { CounterOp, Outcome } from './messages.ts'

/** Claims remembered by the caller's `Idempotency-Key`. */
export const maxRememberedKeys = 5_000

export interface SlugCounter {
  counter: number
  last_claimed_ms: number
}

/** Counters by slug and recent keyed claims, both least recently used first. */
export interface CounterState {
  readonly slugs: Map<string, SlugCounter>
  readonly keys: Map<string, { readonly slug: string; readonly counter: number }>
}

/** The same as JSON carries it: maps as lists of entries, which keep their order. */
export interface StoredCounterState {
  readonly slugs: readonly (readonly [string, SlugCounter])[]
  readonly keys: readonly (readonly [string, { readonly slug: string; readonly counter: number }])[]
}

export function loadCounters(stored?: StoredCounterState): CounterState {
  return { slugs: new Map(stored?.slugs), keys: new Map(stored?.keys) }
}

export function storeCounters(state: CounterState): StoredCounterState {
  return { slugs: [...state.slugs], keys: [...state.keys] }
}

/** Applies one op to the state it is given. */
export function applyCounterOp(
  state: CounterState,
  op: CounterOp,
  nowMs: number,
): Outcome<unknown> {
  return op.op === 'claim' ? claim(state, op, nowMs) : reset(state, op.slug, nowMs)
}

function claim(
  state: CounterState,
  op: Extract<CounterOp, { op: 'claim' }>,
  nowMs: number,
): Outcome<unknown> {
  const remembered = op.key === undefined ? undefined : state.keys.get(op.key)
  if (remembered && remembered.slug !== op.slug) {
    return {
      refusal: {
        code: 'idempotency-key-reused',
        detail: `The key claimed an id of «${remembered.slug}» before, not of «${op.slug}»`,
      },
    }
  }
  if (remembered) return done(claimed(remembered.slug, remembered.counter))

  const counter = (state.slugs.get(op.slug)?.counter ?? 0) + 1
  touch(state.slugs, op.slug, { counter, last_claimed_ms: nowMs })
  if (op.key !== undefined) touch(state.keys, op.key, { slug: op.slug, counter })
  collect(state, nowMs)
  return done(claimed(op.slug, counter))
}

function reset(state: CounterState, slug: string, nowMs: number): Outcome<unknown> {
  const previous = state.slugs.get(slug)?.counter ?? 0
  if (previous > 0) touch(state.slugs, slug, { counter: 0, last_claimed_ms: nowMs })
  return done({ slug, previous_counter: previous, reset_to: 0 })
}

function claimed(slug: string, counter: number) {
  return { slug, counter, workflow_id: workflowIdOf(slug, counter) }
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
