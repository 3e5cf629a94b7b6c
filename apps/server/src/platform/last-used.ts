/** Keeps what was made by a key: so many, and the one unused for longest goes first. What cannot be made is not kept. */
export function createLastUsed<Value>(maxEntries: number): {
  get(key: string, make: () => Value): Value
  forget(key: string): void
} {
  // A Map keeps its keys in the order of their insertion.
  const entries = new Map<string, Value>()
  return {
    get(key, make) {
      const known = entries.get(key)
      if (known !== undefined) {
        entries.delete(key)
        entries.set(key, known)
        return known
      }
      const made = make()
      entries.set(key, made)
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break
        entries.delete(oldest)
      }
      return made
    },
    forget: (key) => void entries.delete(key),
  }
}
