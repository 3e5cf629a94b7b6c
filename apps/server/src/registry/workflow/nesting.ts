/** Deeper values overflow the stack of what reads them by recursion: JSON.stringify does at some 5,000. */
export const maxNesting = 256

/** Whether a JSON value is nested deeper than can be read safely. Walks without recursion. */
export function isTooDeep(root: unknown): boolean {
  let level: readonly unknown[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxNesting) return true
    level = level.flatMap(membersOf)
  }
  return false
}

function membersOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}
