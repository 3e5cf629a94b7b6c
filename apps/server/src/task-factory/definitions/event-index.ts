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
  /** Each once, by name. */
  match(type: string, source: string): readonly T[]
}

export function createEventIndex<T extends { readonly name: string }>(): EventIndex<T> {
  const byType = new Map<string, Map<T, EventPatterns>>()
  /** By what stands before the star. */
  const byBeginning = new Map<string, Map<T, EventPatterns>>()

  const placeOf = (pattern: string) =>
    pattern.endsWith('*')
      ? { places: byBeginning, key: pattern.slice(0, -1) }
      : { places: byType, key: pattern }

  return {
    add(value, patterns) {
      for (const pattern of patterns?.types ?? []) {
        const { places, key } = placeOf(pattern)
        const values = places.get(key) ?? new Map<T, EventPatterns>()
        places.set(key, values)
        if (patterns) values.set(value, patterns)
      }
    },
    remove(value, patterns) {
      for (const pattern of patterns?.types ?? []) {
        const { places, key } = placeOf(pattern)
        const values = places.get(key)
        values?.delete(value)
        if (values?.size === 0) places.delete(key)
      }
    },
    match(type, source) {
      const found = new Set<T>()
      const collect = (values: ReadonlyMap<T, EventPatterns> | undefined) => {
        for (const [value, { sources }] of values ?? []) {
          if (!sources || sources.some((pattern) => fits(source, pattern))) found.add(value)
        }
      }
      collect(byType.get(type))
      if (byBeginning.size > 0) {
        for (let end = 0; end <= type.length; end++) collect(byBeginning.get(type.slice(0, end)))
      }
      return [...found].toSorted((one, other) => (one.name < other.name ? -1 : 1))
    },
  }
}

function fits(text: string, pattern: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern
}
