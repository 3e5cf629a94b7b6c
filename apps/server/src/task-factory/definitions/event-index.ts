/** What an event trigger asks of an event before its filter. A star at the end stands for any end. */
export interface EventPatterns {
  readonly types: readonly string[]
  readonly sources?: readonly string[] | undefined
}

/** Finds what is interested in an event without asking everything: by the type, or by what the type begins with. */
export interface EventIndex<T> {
  /** Without patterns it is interested in no event. */
  add(value: T, patterns: EventPatterns | undefined): void
  remove(value: T, patterns: EventPatterns | undefined): void
  /**
   * Each once, in no order: there may be thousands. Until something is added or removed it is the same list
   * for a type, as long as nobody who names the type minds the source.
   */
  match(type: string, source: string): readonly T[]
}

/** What is found for a type, whatever the source. */
interface OfType<T> {
  readonly values: readonly T[]
  readonly patterns: ReadonlyMap<T, EventPatterns>
  readonly mindsSource: boolean
}

/** Values in all lists that are kept: types are the senders' to choose. */
const maxKept = 100_000

export function createEventIndex<T>(): EventIndex<T> {
  const byType = new Map<string, Map<T, EventPatterns>>()
  /** By what stands before the star. */
  const byBeginning = new Map<string, Map<T, EventPatterns>>()

  const known = new Map<string, OfType<T>>()
  let keptCount = 0

  function forget(): void {
    known.clear()
    keptCount = 0
  }

  function ofType(type: string): OfType<T> {
    const kept = known.get(type)
    if (kept) return kept
    const patterns = new Map(byType.get(type))
    if (byBeginning.size > 0) {
      for (let end = 0; end <= type.length; end++) {
        for (const [value, of] of byBeginning.get(type.slice(0, end)) ?? []) patterns.set(value, of)
      }
    }
    const mindsSource = [...patterns.values()].some(({ sources }) => sources !== undefined)
    const found = { values: [...patterns.keys()], patterns, mindsSource }
    if (keptCount + patterns.size > maxKept) forget()
    keptCount += patterns.size + 1
    known.set(type, found)
    return found
  }

  const placeOf = (pattern: string) =>
    pattern.endsWith('*')
      ? { places: byBeginning, key: pattern.slice(0, -1) }
      : { places: byType, key: pattern }

  return {
    add(value, patterns) {
      forget()
      for (const pattern of patterns?.types ?? []) {
        const { places, key } = placeOf(pattern)
        const values = places.get(key) ?? new Map<T, EventPatterns>()
        places.set(key, values)
        if (patterns) values.set(value, patterns)
      }
    },
    remove(value, patterns) {
      forget()
      for (const pattern of patterns?.types ?? []) {
        const { places, key } = placeOf(pattern)
        const values = places.get(key)
        values?.delete(value)
        if (values?.size === 0) places.delete(key)
      }
    },
    match(type, source) {
      const { values, patterns, mindsSource } = ofType(type)
      if (!mindsSource) return values
      return values.filter((value) => {
        const { sources } = patterns.get(value) ?? {}
        return !sources || sources.some((pattern) => fits(source, pattern))
      })
    },
  }
}

function fits(text: string, pattern: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern
}
