import type { LoadRequest, MatchRequest } from '../threads/messages.ts'
import type { ExpressionStop as Stop } from '../threads/threads.ts'
import type { Place } from '../place.ts'
import { verdicts } from './verdict.ts'

/** Which filters say yes to an event, and which could not say. The others say no. */
export interface Matches {
  readonly matched: readonly string[]
  /** `explain` says why: mostly something is missing in the event. */
  readonly failed: readonly string[]
  /** Took longer, or more memory, than an expression may. */
  readonly stopped: readonly string[]
}

/** Filters by the keys of whoever has them, ready to be held against an event all at once. */
export interface FilterSet {
  /** Takes or replaces a filter: an expression that was found sound, and gives a bool. */
  put(key: string, cel: string): void
  remove(key: string): void
  readonly size: () => number
  /**
   * Says what matches an event, of all filters or of those with some keys. One that has to be stopped
   * costs a thread, and the others go on.
   *
   * @throws Problem `expressions-busy`
   */
  match(context: Readonly<Record<string, unknown>>, keys?: readonly string[]): Promise<Matches>
}

interface Deps {
  readonly place: Place
  readonly setId: number
  readonly toText: (context: Readonly<Record<string, unknown>>) => string
  /** Sends to a thread what it lacks of the set, and then the request. Nothing came back: it is done. */
  readonly run: (
    request: MatchRequest,
    nextLoad: (knownVersion: number) => LoadRequest | undefined,
  ) => Promise<Stop | undefined>
}

interface Slot {
  readonly key: string
  readonly source: string | undefined
  /** Of the set, when the slot was last changed. */
  readonly version: number
}

interface Selection {
  readonly version: number
  readonly slots: Uint32Array | undefined
}

/** What was found of an event. */
interface Judged {
  readonly found: Uint8Array
  readonly asked: Uint32Array | undefined
  readonly stopped: ReadonlySet<number>
  /** Version of the set when it was asked. */
  readonly begunAt: number
}

/** How many filters are compiled in one message to a thread. */
const loadCount = 1_000

/**
 * The set is kept here; each thread has a copy that it is told the changes of before it matches. What
 * a thread finds is written to shared memory, so that it is not lost with the thread.
 */
export function createFilterSet({ place, setId, toText, run }: Deps): FilterSet {
  const slots: Slot[] = []
  const slotOf = new Map<string, number>()
  const freeSlots: number[] = []
  const unusable = new Set<string>()
  /** Who asks for the same list of keys again asks for the same slots, until the set changes. */
  const selections = new WeakMap<readonly string[], Selection>()
  let version = 0

  return { put, remove, match, size: () => slotOf.size }

  function put(key: string, source: string): void {
    const known = slotOf.get(key)
    if (known !== undefined && slots[known]?.source === source) return
    const slot = known ?? freeSlots.pop() ?? slots.length
    slotOf.set(key, slot)
    unusable.delete(key)
    slots[slot] = { key, source, version: ++version }
  }

  function remove(key: string): void {
    const slot = slotOf.get(key)
    if (slot === undefined) return
    slotOf.delete(key)
    freeSlots.push(slot)
    unusable.delete(key)
    slots[slot] = { key, source: undefined, version: ++version }
  }

  async function match(
    context: Readonly<Record<string, unknown>>,
    keys?: readonly string[],
  ): Promise<Matches> {
    const asked = keys && slotsOf(keys)
    const found = new Uint8Array(new SharedArrayBuffer(slots.length))
    const begunAt = version
    const stopped = new Set<number>()
    const text = toText(context)
    for (let firstSlot = 0; ;) {
      const request: MatchRequest = {
        kind: 'match',
        setId,
        context: text,
        firstSlot,
        slots: asked,
        found,
      }
      const stop = await run(request, nextLoad)
      if (!stop) return matchesOf({ found, asked, stopped, begunAt })
      if (stop.isLoading) forget(stop.itemAt)
      else {
        stopped.add(stop.itemAt)
        firstSlot = stop.itemAt + 1
      }
    }
  }

  /** All of them are asked for more cheaply than each by its number. */
  function slotsOf(keys: readonly string[]): Uint32Array | undefined {
    const before = selections.get(keys)
    if (before?.version === version) return before.slots
    const slots = slotsNow(keys)
    selections.set(keys, { version, slots })
    return slots
  }

  function slotsNow(keys: readonly string[]): Uint32Array | undefined {
    const known = keys.map((key) => slotOf.get(key)).filter((slot) => slot !== undefined)
    if (known.length === slotOf.size) return undefined
    // Sent with each event: memory that is shared need not be copied.
    const shared = new SharedArrayBuffer(known.length * Uint32Array.BYTES_PER_ELEMENT)
    const sorted = new Uint32Array(shared)
    sorted.set(known.toSorted((one, other) => one - other))
    return sorted
  }

  /** It cannot even be compiled: no thread is told of it again. */
  function forget(slot: number): void {
    const entry = slots[slot]
    if (!entry) return
    unusable.add(entry.key)
    slots[slot] = { ...entry, source: undefined, version: ++version }
  }

  function nextLoad(knownVersion: number): LoadRequest | undefined {
    if (knownVersion === version) return undefined
    const changes = slots
      .map((slot, at) => ({ slot: at, source: slot.source, version: slot.version }))
      .filter((change) => change.version > knownVersion)
      .toSorted((a, b) => a.version - b.version)
      .slice(0, loadCount)
    const reached = changes.length < loadCount ? version : (changes.at(-1)?.version ?? version)
    return { kind: 'load', place, setId, changes, version: reached }
  }

  /** A slot that changed meanwhile may have been judged as what it was before: it is left out. */
  function matchesOf({ found, asked, stopped: stoppedSlots, begunAt }: Judged): Matches {
    const matched: string[] = []
    const failed: string[] = []
    const stopped: string[] = []
    for (const at of asked ?? found.keys()) {
      // Most say no.
      if (found[at] === verdicts.no) continue
      const slot = slots[at]
      if (!slot) continue
      if (unusable.has(slot.key)) stopped.push(slot.key)
      else if (slot.source === undefined || slot.version > begunAt) continue
      else if (stoppedSlots.has(at)) stopped.push(slot.key)
      else if (found[at] === verdicts.yes) matched.push(slot.key)
      else if (found[at] === verdicts.failed) failed.push(slot.key)
    }
    return { matched, failed, stopped }
  }
}
