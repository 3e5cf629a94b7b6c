import { pointerToken } from '@temporal-registry/contract/json-pointer'

const most = 8
const deepest = 4

/**
 * The numbers of a state by where they stand. Those in lists are left out: at the next look the same place is
 * another thing's.
 */
export function numbersOf(state: unknown): Record<string, number> {
  const numbers: Record<string, number> = {}
  collect(state, '', 0, numbers)
  return numbers
}

function collect(
  value: unknown,
  pointer: string,
  depth: number,
  numbers: Record<string, number>,
): void {
  if (Object.keys(numbers).length >= most) return
  if (typeof value === 'number') numbers[pointer] = value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  if (depth >= deepest) return
  for (const [name, part] of Object.entries(value)) {
    collect(part, `${pointer}/${pointerToken(name)}`, depth + 1, numbers)
  }
}
